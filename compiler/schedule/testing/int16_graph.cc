// SPDX-License-Identifier: Apache-2.0
#include "compiler/schedule/testing/int16_graph.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <random>

namespace firefly::testing {
namespace {

enum class Bias { kNone, kInt32, kInt64, kHuge };

class Layers {
 public:
  explicit Layers(unsigned seed) : random_(seed) {
    graph_.name = "int16_" + std::to_string(seed);
  }

  /// Layers of one input, each an output.
  Graph build() {
    image_ = {between(1, 2), between(3, 7), between(3, 8), between(1, 9)};
    graph_.inputs = {tensor(DataType::kInt16, image_, 0.001F)};
    for (int i = 0; i < 4; ++i) {
      Conv2d conv{any_window(), any_activation()};
      const int32_t groups = i == 0 ? image_[3] : 1;
      const int32_t channels = groups * between(1, i == 0 ? 3 : 11);
      add(conv,
          {channels, conv.window.height, conv.window.width, image_[3] / groups},
          0, any_bias());
    }
    for (const int32_t multiplier : {1, 1, 2}) {
      const DepthwiseConv2d conv{any_window(), multiplier, any_activation()};
      add(conv,
          {1, conv.window.height, conv.window.width, image_[3] * multiplier}, 3,
          Bias::kInt64);
    }
    add_transposed();
    add_fully_connected();
    return std::move(graph_);
  }

 private:
  int32_t between(int32_t low, int32_t high) {
    return std::uniform_int_distribution<int32_t>(low, high)(random_);
  }
  Activation any_activation() {
    constexpr Activation kAll[] = {Activation::kNone, Activation::kRelu,
                                   Activation::kRelu6};
    return kAll[between(0, 2)];
  }
  /// Mostly one that suits sums; one for shifts that exceed a word's, and one
  /// for scales above 1.
  float any_scale() {
    constexpr float kAll[] = {0.002F, 0.002F, 0.002F, 2.0F, 5e-7F};
    return kAll[between(0, 4)];
  }
  Bias any_bias() {
    constexpr Bias kAll[] = {Bias::kNone, Bias::kInt32, Bias::kInt64,
                             Bias::kHuge};
    return kAll[between(0, 3)];
  }
  Window any_window() {
    Window window;
    window.height = between(1, 3);
    window.width = between(1, 3);
    window.stride_h = between(1, 2);
    window.stride_w = between(1, 2);
    window.dilation_w = between(0, 2) == 0 && window.width == 2 ? 2 : 1;
    window.margins = {
        between(0, window.height - 1), between(0, window.height - 1),
        between(0, window.width - 1), between(0, window.width - 1)};
    return window;
  }

  TensorId tensor(DataType type, Shape shape, float scale) {
    Tensor made;
    made.type = type;
    made.name = "t" + std::to_string(graph_.tensors.size());
    made.shape = std::move(shape);
    made.quantization = {{scale}, {0}, 0};
    return graph_.add(std::move(made));
  }
  template <class T>
  TensorId constant(DataType type, Shape shape, const std::vector<T>& values) {
    const TensorId id = tensor(type, std::move(shape), 0.01F);
    graph_.tensor(id).role = TensorRole::kConstant;
    graph_.tensor(id).data.resize(values.size() * sizeof(T));
    std::memcpy(graph_.tensor(id).data.data(), values.data(),
                values.size() * sizeof(T));
    return id;
  }
  TensorId weights(Shape shape, int axis, int32_t least) {
    std::vector<int8_t> values(static_cast<size_t>(element_count(shape)));
    std::ranges::generate(
        values, [&] { return static_cast<int8_t>(between(least, 127)); });
    const auto channels = static_cast<size_t>(shape[static_cast<size_t>(axis)]);
    const TensorId id = constant(DataType::kInt8, std::move(shape), values);
    Quantization q;
    q.axis = axis;
    q.zero_point.assign(channels, 0);
    for (size_t i = 0; i < channels; ++i) {
      q.scale.push_back(0.001F * static_cast<float>(between(1, 9)));
    }
    graph_.tensor(id).quantization = std::move(q);
    return id;
  }
  template <class T>
  std::vector<T> biases(int32_t channels, int64_t reach) {
    std::vector<T> values;
    for (int32_t i = 0; i < channels; ++i) {
      values.push_back(static_cast<T>(
          std::uniform_int_distribution<int64_t>(-reach, reach)(random_)));
    }
    return values;
  }

  /// A layer of weights of this shape, whose channels are dimension `axis`.
  void add(OpKind kind, Shape shape, int axis, Bias bias,
           int32_t least_weight = -127) {
    const int32_t channels = shape[static_cast<size_t>(axis)];
    Op op;
    op.kind = std::move(kind);
    op.inputs = {graph_.inputs[0],
                 weights(std::move(shape), axis, least_weight)};
    if (bias == Bias::kInt32) {
      op.inputs.push_back(constant(DataType::kInt32, {channels},
                                   biases<int32_t>(channels, 1 << 22)));
    } else if (bias != Bias::kNone) {
      const int64_t reach = int64_t{1} << (bias == Bias::kHuge ? 36 : 22);
      op.inputs.push_back(constant(DataType::kInt64, {channels},
                                   biases<int64_t>(channels, reach)));
    }
    op.outputs = {tensor(DataType::kInt16, {}, any_scale())};
    const Expected<Shape> output = infer_shape(graph_, op);
    ASSERT_TRUE(output.ok()) << output.error().message;
    graph_.tensor(op.outputs[0]).shape = *output;
    graph_.outputs.push_back(op.outputs[0]);
    graph_.ops.push_back(std::move(op));
  }

  void add_transposed() {
    TransposeConv conv;
    Window& window = conv.window;
    window.stride_h = between(1, 2);
    window.stride_w = between(1, 3);
    window.height = between(window.stride_h, 4);
    window.width = between(window.stride_w, 4);
    window.margins.left = window.margins.top =
        std::min(window.height, window.width) > 2 ? 1 : 0;
    add(conv, {between(1, 6), window.height, window.width, image_[3]}, 0,
        Bias::kInt64);
  }

  /// So many large weights that sums need 64 bits.
  void add_fully_connected() {
    const int32_t inputs = element_count(image_) / image_[0];
    add(FullyConnected{}, {between(1, 9), inputs}, 0, Bias::kHuge, 120);
  }

  std::mt19937 random_;
  Graph graph_;
  Shape image_;
};

}  // namespace

Graph int16_graph(unsigned seed) { return Layers(seed).build(); }

}  // namespace firefly::testing
