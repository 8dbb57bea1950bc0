// SPDX-License-Identifier: Apache-2.0
//
// Operators that move whole blocks of elements: new shapes, transposition,
// joining and cutting. Shapes are static, so what TFLite computes from operands
// at run time is checked here against the declared output.
#include <fmt/format.h>

#include <numeric>

#include "formats/tflite/import_functions.h"
#include "formats/tflite/slicing.h"

namespace firefly::tflite {
namespace {

std::vector<int32_t> zeros(int rank) {
  return std::vector<int32_t>(static_cast<size_t>(rank), 0);
}

std::vector<int32_t> ones(int rank) {
  return std::vector<int32_t>(static_cast<size_t>(rank), 1);
}

/// Cuts `x` along `axis` into the outputs, one after the other.
Status emit_split(const Node& node, TensorId x, int32_t axis,
                  const std::vector<int64_t>& sizes) {
  const Shape whole = node.graph().tensor(x).shape;
  const auto a = static_cast<size_t>(axis);
  if (std::accumulate(sizes.begin(), sizes.end(), int64_t{0}) != whole[a]) {
    return invalid(fmt::format("axis {} of {} split into {}", axis,
                               to_string(whole), fmt::join(sizes, ", ")));
  }
  Slice slice{zeros(static_cast<int>(whole.size())),
              ones(static_cast<int>(whole.size()))};
  for (size_t i = 0; i < sizes.size(); ++i) {
    std::vector<int64_t> extents(whole.begin(), whole.end());
    extents[a] = sizes[i];
    FIREFLY_RETURN_IF_ERROR(check_declared(node.out(i), extents));
    FIREFLY_RETURN_IF_ERROR(node.emit(slice, {x}, {node.outputs()[i]}));
    slice.begin[a] += static_cast<int32_t>(sizes[i]);
  }
  return {};
}

/// Output `i` of an unpacking: the slice at `i`, without its dimension.
Status emit_unpacked(const Node& node, size_t axis, size_t i) {
  const Shape whole = node.in(0).shape;
  Slice slice{zeros(node.in(0).rank()), ones(node.in(0).rank())};
  slice.begin[axis] = static_cast<int32_t>(i);
  Shape shape = whole;
  shape[axis] = 1;
  auto part = node.temporary(node.in(0), std::move(shape));
  FIREFLY_RETURN_IF_ERROR(part);
  FIREFLY_RETURN_IF_ERROR(
      node.emit(std::move(slice), {node.inputs()[0]}, {*part}));
  std::vector<int64_t> extents(whole.begin(), whole.end());
  extents.erase(extents.begin() + static_cast<std::ptrdiff_t>(axis));
  FIREFLY_RETURN_IF_ERROR(check_declared(node.out(i), extents));
  return node.emit(Reshape{}, {*part}, {node.outputs()[i]});
}

/// The operand's shape with a dimension of extent 1 put in at `axis`.
Expected<Shape> expanded(const Tensor& tensor, int64_t axis) {
  auto position = normalise_axis(axis, tensor.rank() + 1);
  FIREFLY_RETURN_IF_ERROR(position);
  if (tensor.rank() == kMaxRank) {
    return unsupported(fmt::format("rank {}", kMaxRank + 1));
  }
  Shape shape = tensor.shape;
  shape.insert(shape.begin() + *position, 1);
  return shape;
}

}  // namespace

Status check_declared(const Tensor& output,
                      const std::vector<int64_t>& extents) {
  if (std::vector<int64_t>(output.shape.begin(), output.shape.end()) !=
      extents) {
    return invalid(fmt::format("output \"{}\" has the shape {}, expected {}",
                               output.name, to_string(output.shape),
                               fmt::join(extents, "x")));
  }
  return {};
}

Status import_reshape(const Node& node) { return node.emit(Reshape{}, 1); }

Status import_transpose(const Node& node) {
  auto values = node.ints(1);
  FIREFLY_RETURN_IF_ERROR(values);
  Transpose kind;
  for (const int64_t value : *values) {
    auto axis = normalise_axis(value, node.in(0).rank());
    FIREFLY_RETURN_IF_ERROR(axis);
    kind.permutation.push_back(*axis);
  }
  return node.emit(std::move(kind), 1);
}

Status import_concatenation(const Node& node) {
  auto options = node.required_options<schema::ConcatenationOptions>();
  FIREFLY_RETURN_IF_ERROR(options);
  auto activation = activation_of((*options)->activation());
  FIREFLY_RETURN_IF_ERROR(activation);
  if (*activation != Activation::kNone) {
    return unsupported(
        fmt::format("activation {}", EnumNameFused((*options)->activation())));
  }
  auto axis = normalise_axis((*options)->axis(), node.out().rank());
  FIREFLY_RETURN_IF_ERROR(axis);
  for (size_t i = 0; i < node.inputs().size(); ++i) {
    if (!node.has_input(i)) {
      return invalid(fmt::format("operand {} is missing", i));
    }
  }
  return node.emit(Concat{*axis}, node.inputs().size());
}

Status import_pack(const Node& node) {
  auto options = node.required_options<schema::PackOptions>();
  FIREFLY_RETURN_IF_ERROR(options);
  std::vector<TensorId> parts;
  for (size_t i = 0; i < node.inputs().size(); ++i) {
    if (!node.has_input(i)) {
      return invalid(fmt::format("operand {} is missing", i));
    }
    auto shape = expanded(node.in(i), (*options)->axis());
    FIREFLY_RETURN_IF_ERROR(shape);
    auto part = node.temporary(node.in(i), std::move(*shape));
    FIREFLY_RETURN_IF_ERROR(part);
    FIREFLY_RETURN_IF_ERROR(node.emit(Reshape{}, {node.inputs()[i]}, {*part}));
    parts.push_back(*part);
  }
  auto axis = normalise_axis((*options)->axis(), node.in(0).rank() + 1);
  FIREFLY_RETURN_IF_ERROR(axis);
  return node.emit(Concat{*axis}, std::move(parts), node.outputs());
}

Status import_unpack(const Node& node) {
  auto options = node.required_options<schema::UnpackOptions>();
  FIREFLY_RETURN_IF_ERROR(options);
  const Shape whole = node.in(0).shape;
  auto axis = normalise_axis((*options)->axis(), node.in(0).rank());
  FIREFLY_RETURN_IF_ERROR(axis);
  const auto a = static_cast<size_t>(*axis);
  if (static_cast<size_t>(whole[a]) != node.outputs().size()) {
    return invalid(fmt::format("axis {} of {} unpacked into {} tensors", *axis,
                               to_string(whole), node.outputs().size()));
  }
  for (size_t i = 0; i < node.outputs().size(); ++i) {
    FIREFLY_RETURN_IF_ERROR(emit_unpacked(node, a, i));
  }
  return {};
}

Status import_split(const Node& node) {
  auto value = node.scalar(0);
  FIREFLY_RETURN_IF_ERROR(value);
  const Tensor& x = node.in(1);
  auto axis = normalise_axis(*value, x.rank());
  FIREFLY_RETURN_IF_ERROR(axis);
  const auto parts = static_cast<int64_t>(node.outputs().size());
  const int32_t extent = x.shape[static_cast<size_t>(*axis)];
  return emit_split(
      node, node.inputs()[1], *axis,
      std::vector<int64_t>(static_cast<size_t>(parts), extent / parts));
}

Status import_split_v(const Node& node) {
  auto sizes = node.ints(1);
  FIREFLY_RETURN_IF_ERROR(sizes);
  auto value = node.scalar(2);
  FIREFLY_RETURN_IF_ERROR(value);
  const Tensor& x = node.in(0);
  auto axis = normalise_axis(*value, x.rank());
  FIREFLY_RETURN_IF_ERROR(axis);
  if (sizes->size() != node.outputs().size()) {
    return invalid(fmt::format("{} sizes for {} outputs", sizes->size(),
                               node.outputs().size()));
  }
  // One size may be -1: the rest.
  int64_t known = 0;
  int64_t* rest = nullptr;
  const int64_t extent = x.shape[static_cast<size_t>(*axis)];
  for (int64_t& size : *sizes) {
    if (size < -1 || size > extent || (size == -1 && rest != nullptr)) {
      return invalid(fmt::format("axis {} of {} split into {}", *axis,
                                 to_string(x.shape), fmt::join(*sizes, ", ")));
    }
    if (size == -1) {
      rest = &size;
    } else {
      known += size;
    }
  }
  if (rest != nullptr) {
    *rest = extent - known;
  }
  return emit_split(node, node.inputs()[0], *axis, *sizes);
}

Status import_slice(const Node& node) {
  auto begin = node.ints(1);
  FIREFLY_RETURN_IF_ERROR(begin);
  auto size = node.ints(2);
  FIREFLY_RETURN_IF_ERROR(size);
  const Shape& x = node.in(0).shape;
  if (begin->size() != x.size() || size->size() != x.size()) {
    return invalid(fmt::format("{} begins and {} sizes for the shape {}",
                               begin->size(), size->size(), to_string(x)));
  }
  Slice slice{{}, ones(node.in(0).rank())};
  for (size_t i = 0; i < x.size(); ++i) {
    const int64_t first = (*begin)[i];
    if (first < 0 || first > x[i]) {
      return invalid(fmt::format("begin {} in an extent of {}", first, x[i]));
    }
    if ((*size)[i] == -1) {
      (*size)[i] = x[i] - first;
    }
    if ((*size)[i] < 0 || (*size)[i] > x[i] - first) {
      return invalid(fmt::format("{} elements from {} in an extent of {}",
                                 (*size)[i], first, x[i]));
    }
    slice.begin.push_back(static_cast<int32_t>(first));
  }
  FIREFLY_RETURN_IF_ERROR(check_declared(node.out(), *size));
  return node.emit(std::move(slice), 1);
}

}  // namespace firefly::tflite
