// SPDX-License-Identifier: Apache-2.0
#include "trainer/export.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

#include "trainer/rounding.h"

namespace firefly::trainer {
namespace {

template <class T>
std::vector<uint8_t> bytes_of(const std::vector<T>& values) {
  std::vector<uint8_t> bytes(values.size() * sizeof(T));
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

template <class T>
T rounded(float real, float scale, T low, T high) {
  const double steps =
      std::nearbyint(static_cast<double>(real) / static_cast<double>(scale));
  return static_cast<T>(
      std::clamp(steps, static_cast<double>(low), static_cast<double>(high)));
}

Activation activation_of(Rectifier rectifier) {
  switch (rectifier) {
    case Rectifier::kRelu:
      return Activation::kRelu;
    case Rectifier::kRelu6:
      return Activation::kRelu6;
    case Rectifier::kNone:
      break;
  }
  return Activation::kNone;
}

std::string_view word_of(LayerKind kind) {
  switch (kind) {
    case LayerKind::kConv2d:
      return "conv";
    case LayerKind::kDepthwiseConv2d:
      return "depthwise";
    case LayerKind::kDense:
      return "dense";
    case LayerKind::kAdd:
      return "add";
    case LayerKind::kAveragePool:
      break;
  }
  return "pool";
}

class GraphMaker {
 public:
  GraphMaker(const Network& network, const Values& values,
             const std::vector<Range>& ranges)
      : network_(network),
        values_(values),
        layout_(layout_of(network)),
        rounding_(rounding_of(network, values, ranges)) {}

  Graph make(const std::string& name) {
    graph_.name = name;
    input_ = activation("input", shape_of(network_.input.extent),
                        {network_.input.scale, network_.input.zero_point});
    graph_.inputs = {input_};
    for (size_t i = 0; i < network_.layers.size(); ++i) {
      add_layer(i);
    }
    TensorId output = made_.back();
    if (network_.task == Task::kClassify) {
      const TensorId logits = output;
      output =
          activation("scores", graph_.tensor(logits).shape, {1.0F / 256, -128});
      graph_.ops.push_back(op(Softmax{}, {logits}, output));
    }
    graph_.outputs = {output};
    return std::move(graph_);
  }

 private:
  static Shape shape_of(Extent extent) {
    return {1, extent.height, extent.width, extent.channels};
  }

  static Op op(OpKind kind, std::vector<TensorId> inputs, TensorId output) {
    Op result;
    result.kind = std::move(kind);
    result.inputs = std::move(inputs);
    result.outputs = {output};
    return result;
  }

  TensorId activation(std::string name, Shape shape, Affine affine) {
    Tensor tensor;
    tensor.name = std::move(name);
    tensor.shape = std::move(shape);
    tensor.quantization = {{affine.scale}, {affine.zero_point}, 0};
    return graph_.add(std::move(tensor));
  }

  [[nodiscard]] TensorId source(int index) const {
    return index == kInput ? input_ : made_[static_cast<size_t>(index)];
  }

  void add_layer(size_t i) {
    const Layer& layer = network_.layers[i];
    const std::string name = fmt::format("{}_{}", word_of(layer.kind), i);
    std::vector<TensorId> inputs = {source(layer.source)};
    if (layer.kind == LayerKind::kAdd) {
      inputs.push_back(source(layer.other));
    }
    if (layer.has_weights()) {
      const float input_scale = graph_.tensor(inputs[0]).scale();
      inputs.push_back(add_weights(i, name));
      inputs.push_back(add_bias(i, name, input_scale));
    }
    const TensorId output =
        activation(name, shape_of(layer.output), rounding_.outputs[i]);
    graph_.ops.push_back(op(kind_of(layer), std::move(inputs), output));
    made_.push_back(output);
  }

  // 1x1x1xC -> 1xC, as everyone expects it of a classifier.
  void add_outputs() {
    const TensorId rows = made_.back();
    const Shape shape = {1, network_.output().size()};
    TensorId output = activation("output", shape, rounding_.outputs.back());
    graph_.ops.push_back(op(Reshape{}, {rows}, output));
    if (network_.task == Task::kClassify) {
      const TensorId logits = output;
      output = activation("scores", shape, {1.0F / 256, -128});
      graph_.ops.push_back(op(Softmax{}, {logits}, output));
    }
    graph_.outputs = {output};
  }

  // A dense layer is a convolution whose window is the image: LiteRT and TFLM
  // round FULLY_CONNECTED differently (docs/design/numerics.md), CONV_2D not,
  // and it has a scale for each output.
  [[nodiscard]] Window window_of(const Layer& layer) const {
    Sliding sliding = layer.window;
    if (layer.kind == LayerKind::kDense) {
      const Extent input = network_.extent_of(layer.source);
      sliding.height = input.height;
      sliding.width = input.width;
    }
    return {.height = sliding.height,
            .width = sliding.width,
            .stride_h = sliding.stride_h,
            .stride_w = sliding.stride_w,
            .dilation_h = sliding.dilation_h,
            .margins = {.top = sliding.top,
                        .bottom = sliding.bottom,
                        .left = sliding.left,
                        .right = sliding.right}};
  }

  [[nodiscard]] OpKind kind_of(const Layer& layer) const {
    const Window window = window_of(layer);
    const Activation activation = activation_of(layer.rectifier);
    switch (layer.kind) {
      case LayerKind::kConv2d:
      case LayerKind::kDense:
        return Conv2d{window, activation};
      case LayerKind::kDepthwiseConv2d:
        return DepthwiseConv2d{window, 1, activation};
      case LayerKind::kAdd:
        return Binary{BinaryKind::kAdd, activation, false};
      case LayerKind::kAveragePool:
        break;
    }
    return Pool2d{PoolKind::kAverage, window, activation};
  }

  static Quantization symmetric(std::vector<float> scales, int axis) {
    const size_t count = scales.size();
    return {std::move(scales), std::vector<int32_t>(count), axis};
  }

  TensorId add_weights(size_t i, const std::string& name) {
    const Layer& layer = network_.layers[i];
    const Place& place = layout_.places[i];
    const std::vector<float>& scales = rounding_.weights[i];
    std::vector<int8_t> stored(place.weight_count);
    for (size_t channel = 0; channel < place.channels; ++channel) {
      for (size_t k = 0; k < place.fan_in; ++k) {
        const size_t index = weight_index(layer, place, channel, k);
        stored[index - place.weights] = rounded<int8_t>(
            values_.parameters[index], scales[channel], -127, 127);
      }
    }
    Tensor tensor;
    tensor.name = name + "/weights";
    tensor.role = TensorRole::kConstant;
    tensor.data = bytes_of(stored);
    const int32_t outputs = layer.output.channels;
    const Window window = window_of(layer);
    const bool depthwise = layer.kind == LayerKind::kDepthwiseConv2d;
    tensor.shape = {
        depthwise ? 1 : outputs, window.height, window.width,
        depthwise ? outputs : network_.extent_of(layer.source).channels};
    tensor.quantization = symmetric(scales, depthwise ? 3 : 0);
    return graph_.add(std::move(tensor));
  }

  TensorId add_bias(size_t i, const std::string& name, float input_scale) {
    const Place& place = layout_.places[i];
    std::vector<float> scales = rounding_.weights[i];
    std::vector<int32_t> stored(place.channels);
    for (size_t channel = 0; channel < place.channels; ++channel) {
      scales[channel] *= input_scale;
      stored[channel] =
          rounded<int32_t>(values_.parameters[place.bias + channel],
                           scales[channel], -(1 << 30) - 1, (1 << 30) + 1);
    }
    Tensor tensor;
    tensor.name = name + "/bias";
    tensor.type = DataType::kInt32;
    tensor.role = TensorRole::kConstant;
    tensor.shape = {static_cast<int32_t>(place.channels)};
    tensor.data = bytes_of(stored);
    tensor.quantization = symmetric(scales, 0);
    return graph_.add(std::move(tensor));
  }

  const Network& network_;
  const Values& values_;
  Layout layout_;
  Rounding rounding_;
  Graph graph_;
  TensorId input_ = kNoTensor;
  std::vector<TensorId> made_;  // by layer
};

}  // namespace

Expected<Graph> to_graph(const Network& network, const Values& values,
                         const std::vector<Range>& ranges,
                         const std::string& name) {
  Graph graph = GraphMaker(network, values, ranges).make(name);
  FIREFLY_RETURN_IF_ERROR(verify(graph));
  return graph;
}

}  // namespace firefly::trainer
