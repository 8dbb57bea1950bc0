// SPDX-License-Identifier: Apache-2.0
//
// Operators that slide a window over an image. SAME and VALID become margins.
#include <fmt/format.h>

#include <algorithm>

#include "formats/tflite/import_functions.h"
#include "formats/tflite/padding.h"
#include "formats/tflite/weights.h"

namespace firefly::tflite {
namespace {

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

Margins margins_of(schema::Padding padding, const Window& window,
                   const Shape& image) {
  return padding == schema::Padding::SAME ? same_margins(window, image)
                                          : Margins{};
}

Status check_image(const Tensor& tensor) {
  if (tensor.rank() != 4) {
    return invalid(fmt::format("\"{}\" has the shape {}, expected NHWC",
                               tensor.name, to_string(tensor.shape)));
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
  auto window = window_of(**options, weights.shape[1], weights.shape[2]);
  FIREFLY_RETURN_IF_ERROR(window);
  auto activation = activation_of((*options)->activation());
  FIREFLY_RETURN_IF_ERROR(activation);
  window->margins = margins_of((*options)->padding(), *window, x.shape);
  kind.window = *window;
  kind.activation = *activation;
  auto ids = weighted_operands(node, 0, 1, 2);
  FIREFLY_RETURN_IF_ERROR(ids);
  return node.emit(kind, std::move(*ids), node.outputs());
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
  auto ids = weighted_operands(node, 2, 1, 3);
  FIREFLY_RETURN_IF_ERROR(ids);
  return node.emit(TransposeConv{*window, *activation}, std::move(*ids),
                   node.outputs());
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
