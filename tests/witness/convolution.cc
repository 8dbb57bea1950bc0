// SPDX-License-Identifier: Apache-2.0
//
// CONV_2D, DEPTHWISE_CONV_2D, TRANSPOSE_CONV: windows, paddings, dilations,
// groups, activations, per-tensor and per-channel weights, biases up to the
// ends of their type, and effective scales from tiny to larger than one.
#include <algorithm>
#include <cmath>

#include "tests/witness/families.h"

namespace firefly::witness {
namespace {

Activation random_activation(Random& random) {
  return random.pick({Activation::kNone, Activation::kNone, Activation::kRelu,
                      Activation::kRelu6, Activation::kReluN1To1});
}

/// Margins of TFLite's SAME padding along one dimension: before, after.
std::pair<int32_t, int32_t> same_margins(int32_t extent, int32_t window,
                                         int32_t stride, int32_t dilation) {
  const int32_t reach = (window - 1) * dilation + 1;
  const int32_t outputs = (extent + stride - 1) / stride;
  const int32_t total = std::max(0, (outputs - 1) * stride + reach - extent);
  return {total / 2, total - total / 2};
}

struct Geometry {
  Shape x;
  Window window;
};

Geometry random_geometry(Random& random) {
  Geometry g;
  Window& w = g.window;
  w.height = random.integer(1, 4);
  w.width = random.pick({1, 2, 3, 3, 5});
  if (random.chance(0.3)) {
    w.dilation_h = random.integer(1, 3);
    w.dilation_w = random.integer(1, 3);
  } else {
    w.stride_h = random.integer(1, 3);
    w.stride_w = random.integer(1, 3);
  }
  const bool same = random.chance(0.5);
  const auto extent = [&](int32_t window, int32_t dilation) {
    const int32_t reach = (window - 1) * dilation + 1;
    return random.integer(same ? 1 : reach, reach + 7);
  };
  g.x = {random.chance(0.2) ? 2 : 1, extent(w.height, w.dilation_h),
         extent(w.width, w.dilation_w), random.pick({1, 2, 3, 4, 5, 8, 16})};
  if (same) {
    const auto [top, bottom] =
        same_margins(g.x[1], w.height, w.stride_h, w.dilation_h);
    const auto [left, right] =
        same_margins(g.x[2], w.width, w.stride_w, w.dilation_w);
    w.margins = {top, bottom, left, right};
  }
  return g;
}

/// x, weights and bias of one convolution, and an output whose scale suits
/// `fan_in` products, except where the case is to be extreme.
struct Layer {
  Tensor x;
  Tensor weights;
  Tensor bias;
  Tensor output;
  std::optional<Range> bias_range;
};

Layer quantized_layer(Random& random, DataType type, Shape x, Shape weights,
                      int channel_axis, int fan_in) {
  Layer layer;
  layer.x = random_tensor(random, type, std::move(x));
  const int32_t channels = weights[static_cast<size_t>(channel_axis)];
  // The format of old has asymmetric weights, which are never per channel.
  const bool legacy = type == DataType::kUint8;
  const DataType weight_type = legacy ? type : DataType::kInt8;
  const bool per_channel = !legacy && random.chance(0.7);
  Quantization q;
  q.axis = channel_axis;
  for (int32_t i = 0; i < (per_channel ? channels : 1); ++i) {
    q.scale.push_back(random.scale(-9, -5));
    q.zero_point.push_back(legacy ? random.integer(96, 160) : 0);
  }
  layer.weights = quantized(weight_type, std::move(weights), 1.0F, 0);
  layer.bias.shape = {channels};
  layer.bias.type =
      type == DataType::kInt16 ? DataType::kInt64 : DataType::kInt32;
  layer.bias.quantization = q;
  layer.bias.quantization.axis = 0;
  layer.bias.quantization.zero_point.assign(q.scale.size(), 0);
  for (float& scale : layer.bias.quantization.scale) {
    scale *= layer.x.scale();
  }
  const double products = std::sqrt(static_cast<double>(fan_in));
  // The accumulator of a typical case spans the output's range; that of an
  // extreme one spans far less or far more.
  int32_t gain_log2 = random.integer(-1, 2);
  if (random.chance(0.15)) {
    gain_log2 = random.pick({-9, -6, 6, 10});
  }
  const double span = std::ldexp(products * 32.0, gain_log2);
  layer.output =
      quantized(type, {},
                static_cast<float>(static_cast<double>(layer.x.scale()) *
                                   static_cast<double>(q.scale[0]) * span),
                random_zero_point(random, type));
  // Not together with a left shift, whose overflow has no defined result.
  const bool large_bias = gain_log2 >= -1 && random.chance(0.2);
  const double bias_reach = large_bias ? (1 << 28) : 3000.0;
  layer.bias_range = Range{-bias_reach, bias_reach};
  layer.weights.quantization = std::move(q);
  return layer;
}

Layer float_layer(Shape x, Shape weights, int channel_axis) {
  Layer layer;
  const auto floats = [](Shape shape) {
    Tensor tensor;
    tensor.type = DataType::kFloat32;
    tensor.shape = std::move(shape);
    return tensor;
  };
  layer.bias = floats({weights[static_cast<size_t>(channel_axis)]});
  layer.x = floats(std::move(x));
  layer.weights = floats(std::move(weights));
  layer.output = floats({});
  return layer;
}

/// An int32 bias makes TFLM sum int16 activations in 32 bits.
void narrow_bias(Random& random, Layer& layer) {
  if (layer.bias.type == DataType::kInt64 && random.chance(0.3)) {
    layer.bias.type = DataType::kInt32;
  }
}

Layer random_layer(Random& random, DataType type, Shape x, Shape weights,
                   int channel_axis) {
  const int fan_in =
      element_count(weights) / weights[static_cast<size_t>(channel_axis)];
  return type == DataType::kFloat32
             ? float_layer(std::move(x), std::move(weights), channel_axis)
             : quantized_layer(random, type, std::move(x), std::move(weights),
                               channel_axis, fan_in);
}

/// Most layers have one, and in LiteRT uint8 layers must.
Case layer_case(Random& random, std::string family, Layer layer, bool with_bias,
                OpKind kind) {
  CaseBuilder builder(random, std::move(family));
  builder.input(std::move(layer.x)).constant(std::move(layer.weights));
  if (with_bias) {
    builder.constant(std::move(layer.bias), layer.bias_range);
  }
  return builder.finish(std::move(kind), std::move(layer.output));
}

Case conv2d(Random& random, DataType type) {
  Geometry g = random_geometry(random);
  const int32_t groups =
      g.x[3] % 2 == 0 && random.chance(0.15) ? random.pick({2, g.x[3]}) : 1;
  const int32_t outputs = groups * random.integer(1, 6);
  Layer layer = random_layer(
      random, type, g.x,
      {outputs, g.window.height, g.window.width, g.x[3] / groups}, 0);
  narrow_bias(random, layer);
  const std::string_view name = groups > 1 ? "conv2d grouped" : "conv2d";
  return layer_case(random, family_name(name, type), std::move(layer),
                    type == DataType::kUint8 || random.chance(0.85),
                    Conv2d{g.window, random_activation(random)});
}

Case depthwise(Random& random, DataType type) {
  Geometry g = random_geometry(random);
  const int32_t multiplier = random.pick({1, 1, 2, 3, 8});
  Layer layer = random_layer(
      random, type, g.x,
      {1, g.window.height, g.window.width, g.x[3] * multiplier}, 3);
  // TFLM reads a missing bias through a null pointer.
  return layer_case(
      random, family_name("depthwise_conv2d", type), std::move(layer), true,
      DepthwiseConv2d{g.window, multiplier, random_activation(random)});
}

Case transpose_conv(Random& random, DataType type) {
  Window w;
  w.stride_h = random.integer(1, 3);
  w.stride_w = random.integer(1, 3);
  w.height = random.integer(w.stride_h, 5);
  w.width = random.integer(w.stride_w, 5);
  const Shape x = {1, random.integer(1, 6), random.integer(1, 6),
                   random.integer(1, 8)};
  if (random.chance(0.5)) {
    // SAME: crops what exceeds input · stride.
    const int32_t extra_h = w.height - w.stride_h;
    const int32_t extra_w = w.width - w.stride_w;
    w.margins = {extra_h / 2, extra_h - extra_h / 2, extra_w / 2,
                 extra_w - extra_w / 2};
  }
  Layer layer = random_layer(
      random, type, x, {random.integer(1, 6), w.height, w.width, x[3]}, 0);
  const Activation activation =
      random.pick({Activation::kNone, Activation::kRelu, Activation::kRelu6});
  return layer_case(random, family_name("transpose_conv", type),
                    std::move(layer),
                    type == DataType::kUint8 || random.chance(0.7),
                    TransposeConv{w, activation});
}

/// A 1x1 convolution of many pixels: enough sums to meet the rounding ties
/// that tell one kind of rounding from another.
Case many_sums(Random& random, DataType type) {
  Layer layer = random_layer(random, type, {1, 16, 8, 16}, {24, 1, 1, 16}, 0);
  narrow_bias(random, layer);
  return layer_case(random, family_name("conv2d", type), std::move(layer), true,
                    Conv2d{});
}

}  // namespace

void sweep_convolution(Sweep& sweep) {
  for (const DataType type : kSweptTypes) {
    const int count = type == DataType::kInt8 ? 160 : 60;
    sweep.repeat(count, [&] { return conv2d(sweep.random, type); });
    sweep.repeat(count, [&] { return depthwise(sweep.random, type); });
    sweep.repeat(50, [&] { return transpose_conv(sweep.random, type); });
    sweep.repeat(20, [&] { return many_sums(sweep.random, type); });
  }
}

}  // namespace firefly::witness
