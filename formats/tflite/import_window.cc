// SPDX-License-Identifier: Apache-2.0
//
// Operators that slide a window over an image. SAME and VALID become margins:
// for SAME, TFLite (lite/kernels/padding.h) puts the smaller half before.
#include <fmt/format.h>

#include <algorithm>

#include "formats/tflite/import_functions.h"

namespace firefly::tflite {
namespace {

struct Extent {
  int64_t input = 0;
  int64_t window = 0;
  int64_t stride = 1;
  int64_t dilation = 1;
};

struct Margin {
  int32_t before = 0;
  int32_t after = 0;
};

Margin margin(schema::Padding padding, const Extent& e) {
  if (padding == schema::Padding::VALID) {
    return {};
  }
  const int64_t reach = (e.window - 1) * e.dilation + 1;
  const int64_t output = (e.input + e.stride - 1) / e.stride;
  const int64_t total =
      std::max(int64_t{0}, (output - 1) * e.stride + reach - e.input);
  return {static_cast<int32_t>(total / 2),
          static_cast<int32_t>(total - total / 2)};
}

Status check_extent(std::string_view what, int64_t value) {
  if (value < 1 || value > kMaxAttribute) {
    return invalid(fmt::format("{} {}", what, value));
  }
  return {};
}

/// The window without margins, from options and size.
template <class Options>
Expected<Window> window_of(const Options& options, int32_t height,
                           int32_t width) {
  Window window;
  window.height = height;
  window.width = width;
  window.stride_h = options.stride_h();
  window.stride_w = options.stride_w();
  if constexpr (requires { options.dilation_h(); }) {
    window.dilation_h = options.dilation_h();
    window.dilation_w = options.dilation_w();
  }
  FIREFLY_RETURN_IF_ERROR(check_extent("window height", window.height));
  FIREFLY_RETURN_IF_ERROR(check_extent("window width", window.width));
  FIREFLY_RETURN_IF_ERROR(check_extent("stride", window.stride_h));
  FIREFLY_RETURN_IF_ERROR(check_extent("stride", window.stride_w));
  FIREFLY_RETURN_IF_ERROR(check_extent("dilation", window.dilation_h));
  FIREFLY_RETURN_IF_ERROR(check_extent("dilation", window.dilation_w));
  const int64_t reach = std::max(int64_t{window.height} * window.dilation_h,
                                 int64_t{window.width} * window.dilation_w);
  FIREFLY_RETURN_IF_ERROR(check_extent("dilated window", reach));
  const auto padding = options.padding();
  if (padding != schema::Padding::SAME && padding != schema::Padding::VALID) {
    return invalid(fmt::format("padding {}", static_cast<int>(padding)));
  }
  return window;
}

Margins margins_of(schema::Padding padding, const Window& w, const Shape& x) {
  const Margin rows =
      margin(padding, {x[1], w.height, w.stride_h, w.dilation_h});
  const Margin columns =
      margin(padding, {x[2], w.width, w.stride_w, w.dilation_w});
  return {rows.before, rows.after, columns.before, columns.after};
}

Status check_image(const Tensor& tensor) {
  if (tensor.rank() != 4) {
    return invalid(fmt::format("\"{}\" has the shape {}, expected NHWC",
                               tensor.name, to_string(tensor.shape)));
  }
  return {};
}

/// Weights in int8 with activations in float: TFLite would quantise at run
/// time, TFLite Micro refuses, and so do we.
Status check_not_hybrid(const Tensor& x, const Tensor& weights) {
  if ((x.type == DataType::kFloat32) != (weights.type == DataType::kFloat32)) {
    return unsupported(fmt::format("{} input with {} weights", name_of(x.type),
                                   name_of(weights.type)));
  }
  return {};
}

/// Convolutions, whose window is that of their weights.
template <class Options>
Status import_weighted(const Node& node, auto kind) {
  auto options = node.required_options<Options>();
  FIREFLY_RETURN_IF_ERROR(options);
  const Tensor& x = node.in(0);
  const Tensor& weights = node.in(1);
  FIREFLY_RETURN_IF_ERROR(check_image(x));
  FIREFLY_RETURN_IF_ERROR(check_image(weights));
  FIREFLY_RETURN_IF_ERROR(check_not_hybrid(x, weights));
  auto window = window_of(**options, weights.shape[1], weights.shape[2]);
  FIREFLY_RETURN_IF_ERROR(window);
  auto activation = activation_of((*options)->activation());
  FIREFLY_RETURN_IF_ERROR(activation);
  window->margins = margins_of((*options)->padding(), *window, x.shape);
  kind.window = *window;
  kind.activation = *activation;
  return node.emit(kind, 3);
}

}  // namespace

Status import_conv_2d(const Node& node) {
  return import_weighted<schema::Conv2DOptions>(node, Conv2d{});
}

Status import_depthwise_conv_2d(const Node& node) {
  // The multiplier of the options is often wrong and ignored by TFLite; the
  // shapes tell.
  DepthwiseConv2d kind;
  const Shape& x = node.in(0).shape;
  const Shape& weights = node.in(1).shape;
  if (x.size() == 4 && weights.size() == 4) {
    if (x[3] < 1 || weights[3] % x[3] != 0) {
      return invalid(fmt::format("{} channels out of {}", weights[3], x[3]));
    }
    kind.depth_multiplier = weights[3] / x[3];
  }
  return import_weighted<schema::DepthwiseConv2DOptions>(node, kind);
}

Status import_transpose_conv(const Node& node) {
  auto options = node.required_options<schema::TransposeConvOptions>();
  FIREFLY_RETURN_IF_ERROR(options);
  const Tensor& weights = node.in(1);
  const Tensor& x = node.in(2);
  FIREFLY_RETURN_IF_ERROR(check_image(x));
  FIREFLY_RETURN_IF_ERROR(check_image(weights));
  FIREFLY_RETURN_IF_ERROR(check_image(node.out()));
  FIREFLY_RETURN_IF_ERROR(check_not_hybrid(x, weights));
  auto window = window_of(**options, weights.shape[1], weights.shape[2]);
  FIREFLY_RETURN_IF_ERROR(window);
  auto activation = activation_of((*options)->activation());
  FIREFLY_RETURN_IF_ERROR(activation);
  // The margins of the convolution that this one undoes, cut off the full
  // output; what is left over goes to the end.
  const Shape& y = node.out().shape;
  Margins margins = margins_of((*options)->padding(), *window, y);
  const auto rest = [](int32_t input, int32_t stride, int32_t size,
                       int32_t output, int32_t before) {
    return (int64_t{input} - 1) * stride + size - output - before;
  };
  const int64_t bottom =
      rest(x.shape[1], window->stride_h, window->height, y[1], margins.top);
  const int64_t right =
      rest(x.shape[2], window->stride_w, window->width, y[2], margins.left);
  if (std::max(std::abs(bottom), std::abs(right)) > kMaxAttribute) {
    return invalid(fmt::format("output {} does not match input {}",
                               to_string(y), to_string(x.shape)));
  }
  margins.bottom = static_cast<int32_t>(bottom);
  margins.right = static_cast<int32_t>(right);
  window->margins = margins;
  const TensorId bias = node.has_input(3) ? node.inputs()[3] : kNoTensor;
  return node.emit(TransposeConv{*window, *activation},
                   {node.inputs()[2], node.inputs()[1], bias}, node.outputs());
}

Status import_kind(const Node& node, PoolKind kind) {
  auto options = node.required_options<schema::Pool2DOptions>();
  FIREFLY_RETURN_IF_ERROR(options);
  FIREFLY_RETURN_IF_ERROR(check_image(node.in(0)));
  auto window = window_of(**options, (*options)->filter_height(),
                          (*options)->filter_width());
  FIREFLY_RETURN_IF_ERROR(window);
  auto activation = activation_of((*options)->activation());
  FIREFLY_RETURN_IF_ERROR(activation);
  window->margins =
      margins_of((*options)->padding(), *window, node.in(0).shape);
  return node.emit(Pool2d{kind, *window, *activation}, 1);
}

}  // namespace firefly::tflite
