// SPDX-License-Identifier: Apache-2.0
#include "bench/cost_models.h"

#include <utility>

#include "bench/operator_graph.h"

namespace firefly {
namespace {

struct Layer {
  int32_t height = 1;
  int32_t width = 1;
  int32_t channels = 1;
  /// Channels; before a depthwise layer, those of the pointwise one's input.
  int32_t outputs = 1;
  int32_t kernel_height = 1;
  int32_t kernel_width = 1;
  int32_t stride = 1;
  bool same = true;  ///< Margins as TFLite's "same".
};

/// About the mean of trained ones: bounds of sums depend on it.
constexpr int32_t kLargestWeight = 24;

constexpr Layer kConvolutions[] = {
    {6, 5, 64, 64},
    {8, 8, 16, 32},
    {5, 6, 96, 32},
    {9, 7, 37, 23},
    {4, 12, 32, 48},
    {3, 3, 128, 96},
    {12, 24, 8, 16},
    {10, 1, 24, 16},
    {6, 1, 48, 64},
    {20, 1, 96, 128},
    {16, 1, 128, 64},
    {12, 1, 128, 96},
    {12, 48, 3, 8},
    {7, 15, 20, 4},
    {8, 8, 16, 16, 3, 3},
    {8, 8, 32, 32, 3, 3},
    {6, 6, 64, 24, 3, 3},
    {4, 4, 48, 64, 3, 3},
    {10, 16, 16, 16, 3, 3},
    {12, 12, 8, 8, 3, 3},
    {6, 20, 4, 12, 3, 3},
    {9, 11, 5, 7, 3, 3},
    {5, 5, 24, 24, 3, 3},
    {16, 9, 8, 20, 3, 3},
    {10, 32, 8, 8, 3, 3},
    {4, 8, 32, 16, 3, 3, 1, false},
    {5, 13, 12, 12, 3, 3, 1, false},
    {6, 24, 16, 8, 3, 3},
    {16, 16, 3, 8, 3, 3, 2},
    {12, 12, 16, 32, 3, 3, 2},
    {9, 9, 8, 16, 3, 3, 2},
    {13, 10, 1, 16, 3, 3, 2},
    {21, 10, 1, 16, 10, 4, 2},
    {9, 9, 13, 11, 5, 5},
    {14, 1, 24, 32, 3, 1, 1, false},
    {11, 1, 16, 8, 5, 1, 1, false},
    {12, 12, 8, 16, 1, 1, 2},
    {16, 16, 3, 16, 3, 3},
    {8, 32, 3, 8, 3, 3},
    {10, 13, 5, 16, 3, 3},
    {12, 20, 1, 8, 3, 3},
    {20, 20, 3, 16, 3, 3, 2},
    {12, 48, 3, 8, 3, 3, 2},
    {8, 32, 3, 24, 3, 3, 2},
    {16, 20, 1, 8, 10, 8, 2},
    {8, 12, 6, 12, 3, 3, 2},
    {16, 16, 16, 32, 3, 3, 2},
    {8, 16, 32, 20, 3, 3, 2},
    {10, 22, 12, 24, 3, 3, 2},
    {6, 8, 40, 48, 3, 3, 2},
    {14, 18, 20, 12, 3, 3, 2},
    {12, 32, 8, 16, 3, 3, 2},
    {9, 15, 24, 16, 3, 3, 2},
    {16, 10, 9, 14, 3, 3, 2},
};

/// Of images: large enough for windows to be read from rows.
constexpr Layer kFirst[] = {
    {40, 40, 3, 8, 3, 3, 2},   {32, 48, 3, 16, 3, 3, 2},
    {24, 24, 3, 8, 3, 3},      {40, 40, 1, 16, 3, 3, 2},
    {20, 24, 2, 12, 3, 3},     {28, 28, 1, 8, 3, 3},
    {32, 32, 4, 16, 3, 3, 2},  {40, 40, 1, 12, 5, 5, 2},
    {40, 10, 1, 32, 10, 4, 2}, {30, 10, 1, 24, 8, 4, 2},
};

constexpr Layer kDepthwise[] = {
    {6, 5, 64, 32, 3, 3},
    {8, 8, 16, 12, 3, 3},
    {12, 12, 8, 16, 3, 3},
    {5, 13, 21, 10, 3, 3},
    {9, 3, 32, 48, 3, 3},
    {16, 6, 12, 8, 3, 3},
    {7, 24, 4, 3, 3, 3},
    {3, 3, 96, 64, 3, 3},
    {6, 48, 8, 4, 3, 3},
    {5, 4, 40, 24, 3, 3},
    {25, 5, 64, 64, 3, 3},
    {4, 7, 48, 64, 3, 3},
    {6, 11, 32, 32, 3, 3},
    {10, 2, 24, 16, 3, 3},
    {8, 6, 64, 20, 3, 3},
    {12, 16, 16, 8, 3, 3},
    {5, 9, 64, 40, 3, 3},
    {7, 5, 32, 64, 3, 3},
    {9, 5, 64, 96, 3, 3},
    {12, 5, 96, 64, 3, 3},
    {7, 9, 64, 64, 3, 3},
    {15, 3, 128, 64, 3, 3},
    {18, 5, 48, 32, 3, 3},
    {14, 5, 80, 64, 3, 3},
    {20, 3, 64, 48, 3, 3},
    {16, 3, 96, 32, 3, 3},
    {24, 3, 48, 24, 3, 3},
    {9, 7, 80, 96, 3, 3},
    {12, 7, 6, 12, 3, 3, 1, false},
    {8, 16, 16, 8, 3, 3, 1, false},
    {6, 5, 32, 48, 3, 3, 1, false},
    {10, 12, 8, 20, 3, 3, 1, false},
    {5, 22, 4, 4, 3, 3, 1, false},
    {6, 8, 48, 32, 3, 3, 1, false},
    {9, 10, 24, 16, 3, 3, 1, false},
    {12, 12, 16, 8, 3, 3, 2},
    {11, 9, 24, 32, 3, 3, 2},
    {8, 8, 48, 24, 3, 3, 2},
    {16, 5, 8, 16, 3, 3, 2},
    {6, 24, 8, 4, 3, 3, 2},
    {6, 6, 64, 64, 3, 3, 2},
    {12, 48, 4, 3, 3, 3, 2},
    {7, 13, 16, 12, 3, 3, 2},
    {9, 17, 8, 16, 3, 3, 2},
    {5, 7, 32, 64, 3, 3, 2},
    {10, 20, 16, 16, 3, 3, 2},
    {8, 11, 40, 20, 3, 3, 2},
    {9, 9, 8, 8, 5, 5},
    {20, 1, 32, 32, 5, 1, 1, false},
    {16, 2, 16, 16, 5, 1},
    {13, 1, 40, 40, 9, 1, 1, false},
};

constexpr std::pair<int32_t, int32_t> kFullyConnected[] = {
    {640, 128}, {128, 128}, {128, 8},  {8, 128},  {61, 10},
    {256, 2},   {64, 12},   {300, 5},  {100, 33}, {256, 64},
    {128, 64},  {320, 96},  {512, 32}, {96, 160}};

Window window_of(const Layer& layer) {
  const auto margin = [&](int32_t extent, int32_t kernel) {
    const int32_t count = (extent + layer.stride - 1) / layer.stride;
    const int32_t all = (count - 1) * layer.stride + kernel - extent;
    return layer.same ? std::max(0, all) : 0;
  };
  Window window;
  window.height = layer.kernel_height;
  window.width = layer.kernel_width;
  window.stride_h = window.stride_w = layer.stride;
  const int32_t rows = margin(layer.height, layer.kernel_height);
  const int32_t columns = margin(layer.width, layer.kernel_width);
  window.margins.top = rows / 2;
  window.margins.bottom = rows - rows / 2;
  window.margins.left = columns / 2;
  window.margins.right = columns - columns / 2;
  return window;
}

/// A convolution of an input of its own.
TensorId add_convolution(Operators& many, const Layer& layer) {
  const TensorId x = many.input({1, layer.height, layer.width, layer.channels});
  const TensorId weights = many.weights(
      {layer.outputs, layer.kernel_height, layer.kernel_width, layer.channels},
      0, kLargestWeight);
  return many.add_rectified(Conv2d{window_of(layer), Activation::kRelu},
                            {x, weights, many.bias(layer.outputs)});
}

SuiteModel convolutions() {
  Operators many("convolutions");
  for (const Layer& layer : kConvolutions) {
    many.output(add_convolution(many, layer));
  }
  for (const Layer& layer : kFirst) {
    many.output(add_convolution(many, layer));
  }
  return many.finish();
}

TensorId add_depthwise(Operators& many, const Layer& layer, TensorId x) {
  const TensorId weights = many.weights(
      {1, layer.kernel_height, layer.kernel_width, layer.channels}, 3);
  return many.add_rectified(
      DepthwiseConv2d{window_of(layer), 1, Activation::kRelu},
      {x, weights, many.bias(layer.channels)});
}

SuiteModel depthwise() {
  Operators many("depthwise");
  for (const Layer& layer : kDepthwise) {
    const TensorId x =
        many.input({1, layer.height, layer.width, layer.channels});
    many.output(add_depthwise(many, layer, x));
  }
  return many.finish();
}

/// Depthwise convolutions after the pointwise ones that can make planes.
SuiteModel separable() {
  Operators many("separable");
  for (const Layer& layer : kDepthwise) {
    const int32_t depth = layer.outputs;
    const TensorId x = many.input({1, layer.height, layer.width, depth});
    const TensorId y =
        many.add_rectified(Conv2d{Window{}, Activation::kRelu},
                           {x, many.weights({layer.channels, 1, 1, depth}, 0),
                            many.bias(layer.channels)});
    many.output(add_depthwise(many, layer, y));
  }
  return many.finish();
}

/// First layers that can make planes, before a depthwise one.
SuiteModel first_layers() {
  Operators many("first-layers");
  for (const Layer& layer : kFirst) {
    const TensorId x = add_convolution(many, layer);
    Layer next = layer;
    next.channels = layer.outputs;
    next.kernel_height = next.kernel_width = 3;
    next.stride = 1;
    many.output(add_depthwise(many, next, x));
  }
  return many.finish();
}

SuiteModel fully_connected() {
  Operators many("fully-connected");
  for (const auto& [inputs, channels] : kFullyConnected) {
    const TensorId x = many.input({1, inputs});
    const TensorId weights = many.weights({channels, inputs}, 0);
    many.output(many.add(FullyConnected{}, {x, weights, many.bias(channels)}));
  }
  return many.finish();
}

/// What is left of most networks.
SuiteModel others() {
  Operators many("others");
  for (const Shape& shape :
       {Shape{1, 8, 8, 64}, Shape{1, 6, 3, 24}, Shape{1, 25, 5, 16},
        Shape{1, 3, 3, 96}, Shape{1, 12, 1, 40}, Shape{1, 4, 16, 12}}) {
    Pool2d pool;
    pool.kind = PoolKind::kAverage;
    pool.window.height = shape[1];
    pool.window.width = shape[2];
    many.output(many.add(pool, {many.input(shape)}));
    pool.kind = PoolKind::kMax;
    pool.window.height = pool.window.stride_h = 2;
    pool.window.width = pool.window.stride_w = shape[2] > 1 ? 2 : 1;
    many.output(many.add(pool, {many.input(shape)}));
    many.output(
        many.add_rectified(Binary{BinaryKind::kAdd, Activation::kRelu, false},
                           {many.input(shape), many.input(shape)}));
    many.output(many.add(Softmax{}, {many.input({1, shape[3]})}));
  }
  return many.finish();
}

}  // namespace

std::vector<SuiteModel> cost_models() {
  return {convolutions(), depthwise(),       separable(),
          first_layers(), fully_connected(), others()};
}

}  // namespace firefly
