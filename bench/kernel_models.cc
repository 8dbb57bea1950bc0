// SPDX-License-Identifier: Apache-2.0
#include "bench/kernel_models.h"

#include <utility>

#include "bench/operator_graph.h"

namespace firefly {
namespace {

/// "Same" padding of TFLite for a square window.
Window window_of(int32_t size, int32_t stride, const Shape& x) {
  const auto margin = [&](int32_t extent) {
    const int32_t count = (extent + stride - 1) / stride;
    return std::max(0, (count - 1) * stride + size - extent);
  };
  Window window;
  window.height = window.width = size;
  window.stride_h = window.stride_w = stride;
  window.margins.top = margin(x[1]) / 2;
  window.margins.bottom = margin(x[1]) - window.margins.top;
  window.margins.left = margin(x[2]) / 2;
  window.margins.right = margin(x[2]) - window.margins.left;
  return window;
}

SuiteModel conv2d(std::string label, const Shape& x, int32_t channels,
                  int32_t size, int32_t stride) {
  Operators one(std::move(label));
  const TensorId input = one.input(x);
  const TensorId weights = one.weights({channels, size, size, x[3]}, 0);
  const TensorId bias = one.bias(channels);
  return one.finish(Conv2d{window_of(size, stride, x), Activation::kRelu},
                    {input, weights, bias});
}

SuiteModel depthwise(std::string label, const Shape& x, int32_t stride) {
  Operators one(std::move(label));
  const TensorId input = one.input(x);
  const TensorId weights = one.weights({1, 3, 3, x[3]}, 3);
  const TensorId bias = one.bias(x[3]);
  return one.finish(
      DepthwiseConv2d{window_of(3, stride, x), 1, Activation::kRelu},
      {input, weights, bias});
}

/// A convolution of 1x1 and the depthwise one that it makes rows of planes for,
/// both rectified.
SuiteModel separable(std::string label, const Shape& x, int32_t channels,
                     int32_t stride, int32_t size = 3) {
  Operators two(std::move(label));
  const TensorId y =
      two.add_rectified(Conv2d{window_of(1, 1, x), Activation::kRelu},
                        {two.input(x), two.weights({channels, 1, 1, x[3]}, 0),
                         two.bias(channels)});
  return two.finish(two.add_rectified(
      DepthwiseConv2d{window_of(size, stride, x), 1, Activation::kRelu},
      {y, two.weights({1, size, size, channels}, 3), two.bias(channels)}));
}

/// The same with activations of int16 and biases of 64 bits.
SuiteModel with_int16(SuiteModel model) {
  model.label += "-s16";
  for (Tensor& tensor : model.graph->tensors) {
    if (tensor.role != TensorRole::kConstant) {
      tensor.type = DataType::kInt16;
      tensor.quantization.zero_point = {0};
    } else if (tensor.type == DataType::kInt32) {
      const auto values = tensor.values<int32_t>();
      const std::vector<int64_t> wide(values.begin(), values.end());
      tensor.type = DataType::kInt64;
      tensor.data.resize(wide.size() * sizeof(int64_t));
      std::memcpy(tensor.data.data(), wide.data(), tensor.data.size());
    }
  }
  return model;
}

SuiteModel fully_connected(std::string label, int32_t inputs,
                           int32_t channels) {
  Operators one(std::move(label));
  const TensorId input = one.input({1, inputs});
  const TensorId weights = one.weights({channels, inputs}, 0);
  const TensorId bias = one.bias(channels);
  return one.finish(FullyConnected{}, {input, weights, bias});
}

SuiteModel pool(std::string label, const Shape& x, PoolKind kind,
                int32_t size) {
  Operators one(std::move(label));
  Pool2d pool2d;
  pool2d.kind = kind;
  pool2d.window.height = pool2d.window.width = size;
  pool2d.window.stride_h = pool2d.window.stride_w = size;
  return one.finish(pool2d, {one.input(x)});
}

SuiteModel addition(std::string label, const Shape& x) {
  Operators one(std::move(label));
  const TensorId a = one.input(x);
  const TensorId b = one.input(x);
  return one.finish(Binary{BinaryKind::kAdd, Activation::kRelu, false}, {a, b});
}

SuiteModel softmax(std::string label, int32_t classes) {
  Operators one(std::move(label));
  return one.finish(Softmax{}, {one.input({1, classes})});
}

}  // namespace

std::vector<SuiteModel> kernel_models() {
  return {
      conv2d("pointwise-16-32-24x24", {1, 24, 24, 16}, 32, 1, 1),
      conv2d("pointwise-64-64-25x5", {1, 25, 5, 64}, 64, 1, 1),
      conv2d("pointwise-128-128-6x6", {1, 6, 6, 128}, 128, 1, 1),
      conv2d("pointwise-256-256-3x3", {1, 3, 3, 256}, 256, 1, 1),
      conv2d("pointwise-37-23-9x7", {1, 9, 7, 37}, 23, 1, 1),
      conv2d("conv3x3s2-3-8-96x96", {1, 96, 96, 3}, 8, 3, 2),
      conv2d("conv3x3-1-16-28x28", {1, 28, 28, 1}, 16, 3, 1),
      conv2d("conv3x3-16-16-32x32", {1, 32, 32, 16}, 16, 3, 1),
      conv2d("conv3x3-32-32-16x16", {1, 16, 16, 32}, 32, 3, 1),
      conv2d("conv3x3-64-64-8x8", {1, 8, 8, 64}, 64, 3, 1),
      conv2d("conv3x3s2-16-32-32x32", {1, 32, 32, 16}, 32, 3, 2),
      conv2d("conv5x5-13-11-9x9", {1, 9, 9, 13}, 11, 5, 1),
      with_int16(conv2d("conv3x3-16-16-32x32", {1, 32, 32, 16}, 16, 3, 1)),
      with_int16(conv2d("pointwise-64-64-25x5", {1, 25, 5, 64}, 64, 1, 1)),
      with_int16(depthwise("depthwise3x3-64-25x5", {1, 25, 5, 64}, 1)),
      depthwise("depthwise3x3-8-48x48", {1, 48, 48, 8}, 1),
      depthwise("depthwise3x3-64-25x5", {1, 25, 5, 64}, 1),
      depthwise("depthwise3x3s2-16-48x48", {1, 48, 48, 16}, 2),
      depthwise("depthwise3x3-21-13x11", {1, 13, 11, 21}, 1),
      separable("pointwise-depthwise3x3-4-8-48x48", {1, 48, 48, 4}, 8, 1),
      separable("pointwise-depthwise3x3-4-64-25x5", {1, 25, 5, 4}, 64, 1),
      separable("pointwise-depthwise3x3s2-4-16-48x48", {1, 48, 48, 4}, 16, 2),
      separable("pointwise-depthwise3x3-4-21-13x11", {1, 13, 11, 4}, 21, 1),
      separable("pointwise-depthwise5x5-4-48-20x20", {1, 20, 20, 4}, 48, 1, 5),
      separable("pointwise-depthwise5x5s2-4-48-20x20", {1, 20, 20, 4}, 48, 2,
                5),
      separable("pointwise-depthwise7x7-4-48-20x20", {1, 20, 20, 4}, 48, 1, 7),
      fully_connected("fully-connected-640-128", 640, 128),
      fully_connected("fully-connected-128-128", 128, 128),
      fully_connected("fully-connected-61-10", 61, 10),
      pool("average-pool8x8-64-8x8", {1, 8, 8, 64}, PoolKind::kAverage, 8),
      pool("max-pool2x2-16-32x32", {1, 32, 32, 16}, PoolKind::kMax, 2),
      addition("add-16-32x32", {1, 32, 32, 16}),
      softmax("softmax-12", 12),
  };
}

}  // namespace firefly
