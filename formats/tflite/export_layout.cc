// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "formats/tflite/export_functions.h"

namespace firefly::tflite {
namespace {

using B = schema::BuiltinOperator;

int32_t version(const Exporter& exporter, const Op& op, B code) {
  return version_of(code, exporter.in(op, 0).type);
}

/// before and after of each dimension, as an operand of shape [count, 2].
int32_t pairs(Exporter& exporter, const std::vector<int32_t>& before,
              const std::vector<int32_t>& after) {
  std::vector<int32_t> values;
  for (size_t i = 0; i < before.size(); ++i) {
    values.push_back(before[i]);
    values.push_back(after[i]);
  }
  return exporter.ints(values, {static_cast<int32_t>(before.size()), 2});
}

/// x and operands that are attributes to us.
Status emit_with(Exporter& exporter, const Op& op, B code,
                 std::initializer_list<int32_t> attributes) {
  std::vector<int32_t> ids = {op.inputs[0]};
  ids.insert(ids.end(), attributes.begin(), attributes.end());
  exporter.emit(code, version(exporter, op, code), std::move(ids), op.outputs);
  return {};
}

Status export_strided(Exporter& exporter, const Op& op, const Slice& kind) {
  const Shape& y = exporter.out(op).shape;
  schema::StridedSliceOptionsT options;
  std::vector<int32_t> end;
  for (size_t i = 0; i < y.size(); ++i) {
    end.push_back(kind.begin[i] + y[i] * kind.stride[i]);
    if (end.back() < 0) {  // would count from the end: run to the border
      options.end_mask |= 1 << i;
      end.back() = 0;
    }
  }
  exporter.emit(B::STRIDED_SLICE, version(exporter, op, B::STRIDED_SLICE),
                {op.inputs[0], exporter.ints(kind.begin), exporter.ints(end),
                 exporter.ints(kind.stride)},
                op.outputs, options);
  return {};
}

}  // namespace

Status export_kind(Exporter& exporter, const Op& op, const Reshape& /*kind*/) {
  const Shape& y = exporter.out(op).shape;
  schema::ReshapeOptionsT options;
  options.new_shape = y;
  exporter.emit(B::RESHAPE, 1, {op.inputs[0], exporter.ints(y)}, op.outputs,
                options);
  return {};
}

Status export_kind(Exporter& exporter, const Op& op, const Slice& kind) {
  const bool dense = std::ranges::all_of(
      kind.stride, [](int32_t stride) { return stride == 1; });
  if (!dense) {
    return export_strided(exporter, op, kind);
  }
  return emit_with(
      exporter, op, B::SLICE,
      {exporter.ints(kind.begin), exporter.ints(exporter.out(op).shape)});
}

Status export_kind(Exporter& exporter, const Op& op, const Concat& kind) {
  schema::ConcatenationOptionsT options;
  options.axis = kind.axis;
  exporter.emit(B::CONCATENATION, version(exporter, op, B::CONCATENATION),
                op.inputs, op.outputs, options);
  return {};
}

Status export_kind(Exporter& exporter, const Op& op, const Pad& kind) {
  const int32_t margins = pairs(exporter, kind.before, kind.after);
  if (op.has_input(1)) {
    return emit_with(exporter, op, B::PADV2, {margins, op.inputs[1]});
  }
  return emit_with(exporter, op, B::PAD, {margins});
}

Status export_kind(Exporter& exporter, const Op& op, const MirrorPad& kind) {
  schema::MirrorPadOptionsT options;
  options.mode = kind.reflect ? schema::MirrorPadMode::REFLECT
                              : schema::MirrorPadMode::SYMMETRIC;
  exporter.emit(B::MIRROR_PAD, version(exporter, op, B::MIRROR_PAD),
                {op.inputs[0], pairs(exporter, kind.before, kind.after)},
                op.outputs, options);
  return {};
}

Status export_kind(Exporter& exporter, const Op& op, const Transpose& kind) {
  return emit_with(exporter, op, B::TRANSPOSE,
                   {exporter.ints(kind.permutation)});
}

Status export_kind(Exporter& exporter, const Op& op, const SpaceToDepth& kind) {
  schema::SpaceToDepthOptionsT options;
  options.block_size = kind.block;
  exporter.emit(B::SPACE_TO_DEPTH, version(exporter, op, B::SPACE_TO_DEPTH),
                op.inputs, op.outputs, options);
  return {};
}

Status export_kind(Exporter& exporter, const Op& op, const DepthToSpace& kind) {
  schema::DepthToSpaceOptionsT options;
  options.block_size = kind.block;
  exporter.emit(B::DEPTH_TO_SPACE, version(exporter, op, B::DEPTH_TO_SPACE),
                op.inputs, op.outputs, options);
  return {};
}

Status export_kind(Exporter& exporter, const Op& op, const SpaceToBatch& kind) {
  return emit_with(
      exporter, op, B::SPACE_TO_BATCH_ND,
      {exporter.ints(kind.block), pairs(exporter, kind.before, kind.after)});
}

Status export_kind(Exporter& exporter, const Op& op, const BatchToSpace& kind) {
  return emit_with(exporter, op, B::BATCH_TO_SPACE_ND,
                   {exporter.ints(kind.block),
                    pairs(exporter, kind.crop_before, kind.crop_after)});
}

Status export_kind(Exporter& exporter, const Op& op, const Tile& kind) {
  return emit_with(exporter, op, B::TILE, {exporter.ints(kind.multiples)});
}

Status export_kind(Exporter& exporter, const Op& op, const Gather& kind) {
  schema::GatherOptionsT options;
  options.axis = kind.axis;
  options.batch_dims = kind.batch_dims;
  // Before version 5 there were no batch dimensions.
  const int32_t least = kind.batch_dims != 0 ? 5 : 1;
  exporter.emit(B::GATHER, std::max(version(exporter, op, B::GATHER), least),
                op.inputs, op.outputs, options);
  return {};
}

Status export_kind(Exporter& exporter, const Op& op, const Resize& kind) {
  const Shape& y = exporter.out(op).shape;
  const int32_t size[] = {y[1], y[2]};
  const auto emit = [&](B code, auto options) {
    options.align_corners = kind.align_corners;
    options.half_pixel_centers = kind.half_pixel_centers;
    exporter.emit(code, version(exporter, op, code),
                  {op.inputs[0], exporter.ints(size)}, op.outputs, options);
  };
  if (kind.kind == ResizeKind::kNearest) {
    emit(B::RESIZE_NEAREST_NEIGHBOR, schema::ResizeNearestNeighborOptionsT{});
  } else {
    emit(B::RESIZE_BILINEAR, schema::ResizeBilinearOptionsT{});
  }
  return {};
}

}  // namespace firefly::tflite
