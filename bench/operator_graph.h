// SPDX-License-Identifier: Apache-2.0
//
// Networks of a few int8 operators with random weights from a fixed seed, for
// suites that measure kernels.
#pragma once

#include <cstring>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "bench/suite.h"

namespace firefly {

/// A graph with one operator, or a few in a row.
class Operators {
 public:
  explicit Operators(std::string label) : label_(std::move(label)) {
    graph_.name = "kernel";
  }

  TensorId input(const Shape& shape) {
    Tensor tensor;
    tensor.name = "x";
    tensor.shape = shape;
    tensor.quantization = activation();
    graph_.inputs.push_back(graph_.add(std::move(tensor)));
    return graph_.inputs.back();
  }

  /// A scale a channel; -128 is not a weight.
  TensorId weights(const Shape& shape, int axis, int32_t largest = 127) {
    Tensor tensor;
    tensor.name = "weights";
    tensor.shape = shape;
    tensor.role = TensorRole::kConstant;
    tensor.quantization.axis = axis;
    for (int32_t i = 0; i < shape[static_cast<size_t>(axis)]; ++i) {
      tensor.quantization.scale.push_back(
          0.002F + 0.0001F * static_cast<float>(random_() % 100U));
      tensor.quantization.zero_point.push_back(0);
    }
    for (int32_t i = 0; i < element_count(shape); ++i) {
      tensor.data.push_back(static_cast<uint8_t>(
          static_cast<int32_t>(random_() %
                               static_cast<uint32_t>(2 * largest + 1)) -
          largest));
    }
    return graph_.add(std::move(tensor));
  }

  TensorId bias(int32_t channels) {
    Tensor tensor;
    tensor.name = "bias";
    tensor.type = DataType::kInt32;
    tensor.shape = {channels};
    tensor.role = TensorRole::kConstant;
    for (int32_t i = 0; i < channels; ++i) {
      const auto value = static_cast<int32_t>(random_() % 4001U) - 2000;
      tensor.data.resize(tensor.data.size() + sizeof(value));
      std::memcpy(&tensor.data[tensor.data.size() - sizeof(value)], &value,
                  sizeof(value));
    }
    return graph_.add(std::move(tensor));
  }

  TensorId add(OpKind kind, std::vector<TensorId> inputs,
               Quantization quantization) {
    Op op;
    op.kind = std::move(kind);
    op.inputs = std::move(inputs);
    Tensor output;
    output.name = "y";
    output.quantization = std::move(quantization);
    const TensorId id = graph_.add(std::move(output));
    op.outputs = {id};
    const Expected<Shape> shape = infer_shape(graph_, op);
    FIREFLY_CHECK(shape.ok());
    graph_.tensor(id).shape = *shape;
    graph_.ops.push_back(std::move(op));
    return id;
  }
  /// With the quantisation that its kind usually has.
  TensorId add(OpKind kind, std::vector<TensorId> inputs) {
    Quantization quantization = std::holds_alternative<Softmax>(kind)
                                    ? Quantization{{1.0F / 256}, {-128}, 0}
                                    : activation();
    return add(std::move(kind), std::move(inputs), std::move(quantization));
  }
  TensorId add_rectified(OpKind kind, std::vector<TensorId> inputs) {
    return add(std::move(kind), std::move(inputs),
               {{kActivationScale}, {kRectifiedZeroPoint}, 0});
  }

  /// One more of the network.
  void output(TensorId output) { graph_.outputs.push_back(output); }

  SuiteModel finish() {
    FIREFLY_CHECK(verify(graph_).ok());
    return {std::move(label_), {}, std::move(graph_)};
  }
  SuiteModel finish(TensorId id) {
    output(id);
    return finish();
  }
  SuiteModel finish(OpKind kind, std::vector<TensorId> inputs) {
    return finish(add(std::move(kind), std::move(inputs)));
  }

 private:
  static constexpr uint32_t kSeed = 1;
  static constexpr float kActivationScale = 0.1F;
  static constexpr int32_t kActivationZeroPoint = -3;
  /// What a ReLU leaves.
  static constexpr int32_t kRectifiedZeroPoint = -128;

  static Quantization activation() {
    return {{kActivationScale}, {kActivationZeroPoint}, 0};
  }

  std::string label_;
  Graph graph_;
  std::mt19937 random_{kSeed};
};

}  // namespace firefly
