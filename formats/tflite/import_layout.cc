// SPDX-License-Identifier: Apache-2.0
//
// Operators that lay elements out anew: margins, blocks, repetition, lookup,
// images of another size.
#include <fmt/format.h>

#include <algorithm>

#include "formats/tflite/import_functions.h"

namespace firefly::tflite {
namespace {

Expected<int32_t> attribute(std::string_view what, int64_t value) {
  if (value < 0 || value > kMaxAttribute) {
    return invalid(fmt::format("{} {}", what, value));
  }
  return static_cast<int32_t>(value);
}

Expected<std::vector<int32_t>> attributes(const Node& node, size_t operand,
                                          std::string_view what, size_t count) {
  auto values = node.ints(operand);
  FIREFLY_RETURN_IF_ERROR(values);
  if (values->size() != count) {
    return invalid(
        fmt::format("{} {}s, expected {}", values->size(), what, count));
  }
  std::vector<int32_t> result;
  for (const int64_t value : *values) {
    auto checked = attribute(what, value);
    FIREFLY_RETURN_IF_ERROR(checked);
    result.push_back(*checked);
  }
  return result;
}

struct Pairs {
  std::vector<int32_t> before;
  std::vector<int32_t> after;
};

/// An operand of shape [count, 2].
Expected<Pairs> pairs(const Node& node, size_t operand, std::string_view what,
                      size_t count) {
  auto values = attributes(node, operand, what, 2 * count);
  FIREFLY_RETURN_IF_ERROR(values);
  Pairs result;
  for (size_t i = 0; i < values->size(); i += 2) {
    result.before.push_back((*values)[i]);
    result.after.push_back((*values)[i + 1]);
  }
  return result;
}

size_t rank_of(const Node& node) { return node.in(0).shape.size(); }

/// Constant indices are checked here, so that kernels see none outside; int64
/// ones become int32.
Expected<TensorId> gather_indices(const Node& node, int32_t extent) {
  const Tensor& indices = node.in(1);
  if (!indices.is_constant()) {
    if (indices.type != DataType::kInt32) {
      return unsupported(
          fmt::format("{} indices that are computed", name_of(indices.type)));
    }
    return node.inputs()[1];
  }
  std::vector<int32_t> narrow;
  const auto take = [&](const auto& values) {
    for (const int64_t value : values) {
      if (value < 0 || value >= extent) {
        return false;
      }
      narrow.push_back(static_cast<int32_t>(value));
    }
    return true;
  };
  FIREFLY_RETURN_IF_ERROR(
      node.importer().charge(int64_t{element_count(indices)} * 4));
  bool inside = false;
  if (indices.type == DataType::kInt32) {
    inside = take(indices.values<int32_t>());
  } else if (indices.type == DataType::kInt64) {
    inside = take(indices.values<int64_t>());
  } else {
    return unsupported(fmt::format("{} indices", name_of(indices.type)));
  }
  if (!inside) {
    return invalid(fmt::format("\"{}\" points outside an extent of {}",
                               indices.name, extent));
  }
  if (indices.type == DataType::kInt32) {
    return node.inputs()[1];
  }
  Tensor tensor;
  tensor.name = indices.name;
  tensor.type = DataType::kInt32;
  tensor.shape = indices.shape;
  tensor.role = TensorRole::kConstant;
  tensor.data.resize(narrow.size() * sizeof(int32_t));
  std::memcpy(tensor.data.data(), narrow.data(), tensor.data.size());
  return node.graph().add(std::move(tensor));
}

}  // namespace

Status import_pad(const Node& node) {
  auto margins = pairs(node, 1, "margin", rank_of(node));
  FIREFLY_RETURN_IF_ERROR(margins);
  std::vector<TensorId> operands = {node.inputs()[0]};
  if (node.inputs().size() == 3) {
    if (element_count(node.in(2)) != 1) {
      return invalid(fmt::format("\"{}\" has {} elements, expected one",
                                 node.in(2).name, element_count(node.in(2))));
    }
    operands.push_back(node.inputs()[2]);
  }
  return node.emit(Pad{std::move(margins->before), std::move(margins->after)},
                   std::move(operands), node.outputs());
}

Status import_mirror_pad(const Node& node) {
  auto options = node.required_options<schema::MirrorPadOptions>();
  FIREFLY_RETURN_IF_ERROR(options);
  auto margins = pairs(node, 1, "margin", rank_of(node));
  FIREFLY_RETURN_IF_ERROR(margins);
  const bool reflect = (*options)->mode() == schema::MirrorPadMode::REFLECT;
  return node.emit(
      MirrorPad{std::move(margins->before), std::move(margins->after), reflect},
      1);
}

Status import_space_to_depth(const Node& node) {
  auto options = node.required_options<schema::SpaceToDepthOptions>();
  FIREFLY_RETURN_IF_ERROR(options);
  auto block = attribute("block", (*options)->block_size());
  FIREFLY_RETURN_IF_ERROR(block);
  return node.emit(SpaceToDepth{*block}, 1);
}

Status import_depth_to_space(const Node& node) {
  auto options = node.required_options<schema::DepthToSpaceOptions>();
  FIREFLY_RETURN_IF_ERROR(options);
  auto block = attribute("block", (*options)->block_size());
  FIREFLY_RETURN_IF_ERROR(block);
  return node.emit(DepthToSpace{*block}, 1);
}

Status import_space_to_batch(const Node& node) {
  const size_t count = std::max<size_t>(rank_of(node), 2) - 2;
  auto block = attributes(node, 1, "block", count);
  FIREFLY_RETURN_IF_ERROR(block);
  auto margins = pairs(node, 2, "margin", count);
  FIREFLY_RETURN_IF_ERROR(margins);
  return node.emit(SpaceToBatch{std::move(*block), std::move(margins->before),
                                std::move(margins->after)},
                   1);
}

Status import_batch_to_space(const Node& node) {
  const size_t count = std::max<size_t>(rank_of(node), 2) - 2;
  auto block = attributes(node, 1, "block", count);
  FIREFLY_RETURN_IF_ERROR(block);
  auto crops = pairs(node, 2, "crop", count);
  FIREFLY_RETURN_IF_ERROR(crops);
  return node.emit(BatchToSpace{std::move(*block), std::move(crops->before),
                                std::move(crops->after)},
                   1);
}

Status import_tile(const Node& node) {
  auto multiples = attributes(node, 1, "multiple", rank_of(node));
  FIREFLY_RETURN_IF_ERROR(multiples);
  return node.emit(Tile{std::move(*multiples)}, 1);
}

Status import_broadcast_to(const Node& node) {
  Shape padded = node.in(0).shape;
  const Shape& wanted = node.out().shape;
  if (padded.size() > wanted.size()) {
    return invalid(fmt::format("{} does not broadcast to {}", to_string(padded),
                               to_string(wanted)));
  }
  padded.insert(padded.begin(), wanted.size() - padded.size(), 1);
  Tile kind;
  for (size_t i = 0; i < wanted.size(); ++i) {
    if (padded[i] != wanted[i] && padded[i] != 1) {
      return invalid(fmt::format("{} does not broadcast to {}",
                                 to_string(node.in(0).shape),
                                 to_string(wanted)));
    }
    kind.multiples.push_back(padded[i] == wanted[i] ? 1 : wanted[i]);
  }
  if (padded == node.in(0).shape) {
    return node.emit(std::move(kind), 1);
  }
  auto expanded = node.temporary(node.in(0), std::move(padded));
  FIREFLY_RETURN_IF_ERROR(expanded);
  FIREFLY_RETURN_IF_ERROR(
      node.emit(Reshape{}, {node.inputs()[0]}, {*expanded}));
  return node.emit(std::move(kind), {*expanded}, node.outputs());
}

Status import_gather(const Node& node) {
  const auto* options = node.options<schema::GatherOptions>();
  auto axis = normalise_axis(options == nullptr ? 0 : options->axis(),
                             node.in(0).rank());
  FIREFLY_RETURN_IF_ERROR(axis);
  const int32_t extent = node.in(0).shape[static_cast<size_t>(*axis)];
  auto indices = gather_indices(node, extent);
  FIREFLY_RETURN_IF_ERROR(indices);
  int64_t batch_dims = options == nullptr ? 0 : options->batch_dims();
  batch_dims += batch_dims < 0 ? node.graph().tensor(*indices).rank() : 0;
  auto checked = attribute("batch_dims", batch_dims);
  FIREFLY_RETURN_IF_ERROR(checked);
  return node.emit(Gather{*axis, *checked}, {node.inputs()[0], *indices},
                   node.outputs());
}

Status import_kind(const Node& node, ResizeKind resize) {
  Resize kind{.kind = resize};
  const auto read = [&](const auto* options) {
    if (options != nullptr) {
      kind.align_corners = options->align_corners();
      kind.half_pixel_centers = options->half_pixel_centers();
    }
  };
  if (resize == ResizeKind::kNearest) {
    read(node.options<schema::ResizeNearestNeighborOptions>());
  } else {
    read(node.options<schema::ResizeBilinearOptions>());
  }
  if (resize == ResizeKind::kBilinear && kind.align_corners &&
      kind.half_pixel_centers) {
    return invalid("align_corners and half_pixel_centers exclude each other");
  }
  return node.emit(kind, 1);
}

}  // namespace firefly::tflite
