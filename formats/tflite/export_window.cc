// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "formats/tflite/export_functions.h"
#include "formats/tflite/padding.h"

namespace firefly::tflite {
namespace {

using B = schema::BuiltinOperator;

/// The padding that means these margins around an image. Without margins, SAME
/// and VALID give the same output.
Expected<schema::Padding> padding_of(const Window& window, const Shape& image) {
  const Margins& m = window.margins;
  if (m == Margins{}) {
    return schema::Padding::VALID;
  }
  if (m == same_margins(window, image)) {
    return schema::Padding::SAME;
  }
  return Error{ErrorCode::kUnsupported,
               fmt::format("margins {}, {}, {}, {} are neither SAME nor VALID",
                           m.top, m.bottom, m.left, m.right)};
}

template <class Options>
void set_window(const Window& window, schema::Padding padding,
                Activation activation, Options& options) {
  options.padding = padding;
  options.stride_h = window.stride_h;
  options.stride_w = window.stride_w;
  options.activation = fused(activation);
  if constexpr (requires { options.dilation_h; }) {
    options.dilation_h = window.dilation_h;
    options.dilation_w = window.dilation_w;
  }
}

/// An absent bias at the end is left out: TFLite Micro looks at the count.
std::vector<int32_t> operands(const Op& op) {
  std::vector<int32_t> ids = op.inputs;
  while (!ids.empty() && ids.back() == kNoTensor) {
    ids.pop_back();
  }
  return ids;
}

}  // namespace

Status export_kind(Exporter& exporter, const Op& op, const Conv2d& kind) {
  auto padding = padding_of(kind.window, exporter.in(op, 0).shape);
  FIREFLY_RETURN_IF_ERROR(padding);
  schema::Conv2DOptionsT options;
  set_window(kind.window, *padding, kind.activation, options);
  exporter.emit(B::CONV_2D, version_of(B::CONV_2D, exporter.in(op, 0).type),
                operands(op), op.outputs, options);
  return {};
}

Status export_kind(Exporter& exporter, const Op& op,
                   const DepthwiseConv2d& kind) {
  const Tensor& x = exporter.in(op, 0);
  auto padding = padding_of(kind.window, x.shape);
  FIREFLY_RETURN_IF_ERROR(padding);
  schema::DepthwiseConv2DOptionsT options;
  set_window(kind.window, *padding, kind.activation, options);
  options.depth_multiplier = kind.depth_multiplier;
  const bool dilated =
      kind.window.dilation_h != 1 || kind.window.dilation_w != 1;
  const int32_t version =
      std::max(version_of(B::DEPTHWISE_CONV_2D, x.type), dilated ? 2 : 1);
  exporter.emit(B::DEPTHWISE_CONV_2D, version, operands(op), op.outputs,
                options);
  return {};
}

Status export_kind(Exporter& exporter, const Op& op,
                   const TransposeConv& kind) {
  // The format tells the size of the output, so only the margins before it
  // have to be those of a padding.
  const Shape& y = exporter.out(op).shape;
  const Margins& m = kind.window.margins;
  const Margins same = same_margins(kind.window, y);
  const bool is_same = m.top == same.top && m.left == same.left;
  if (!is_same && (m.top != 0 || m.left != 0)) {
    return Error{ErrorCode::kUnsupported,
                 fmt::format("margins {}, {} are neither SAME nor VALID", m.top,
                             m.left)};
  }
  // Without margins before, the input's size tells the two apart.
  const bool is_valid = !is_same || m == Margins{};
  schema::TransposeConvOptionsT options;
  set_window(kind.window,
             is_valid ? schema::Padding::VALID : schema::Padding::SAME,
             kind.activation, options);
  std::vector<int32_t> ids = {exporter.ints(y), op.inputs[1], op.inputs[0]};
  if (op.has_input(2)) {
    ids.push_back(op.inputs[2]);
  }
  const bool activated = kind.activation != Activation::kNone;
  const int32_t version =
      std::max(version_of(B::TRANSPOSE_CONV, exporter.in(op, 0).type),
               activated         ? 4
               : op.has_input(2) ? 3
                                 : 1);
  exporter.emit(B::TRANSPOSE_CONV, version, std::move(ids), op.outputs,
                options);
  return {};
}

Status export_kind(Exporter& exporter, const Op& op, const Pool2d& kind) {
  const Tensor& x = exporter.in(op, 0);
  auto padding = padding_of(kind.window, x.shape);
  FIREFLY_RETURN_IF_ERROR(padding);
  schema::Pool2DOptionsT options;
  set_window(kind.window, *padding, kind.activation, options);
  options.filter_height = kind.window.height;
  options.filter_width = kind.window.width;
  const B code = kind.kind == PoolKind::kAverage ? B::AVERAGE_POOL_2D
                 : kind.kind == PoolKind::kMax   ? B::MAX_POOL_2D
                                                 : B::L2_POOL_2D;
  exporter.emit(code, version_of(code, x.type), op.inputs, op.outputs, options);
  return {};
}

}  // namespace firefly::tflite
