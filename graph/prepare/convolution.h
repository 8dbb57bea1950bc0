// SPDX-License-Identifier: Apache-2.0
//
// Convolutions, depthwise convolutions and fully connected layers in the terms
// of the one plain kernel that serves them all (runtime/kernels/conv2d.h).
#pragma once

#include <type_traits>
#include <vector>

#include "graph/graph.h"
#include "graph/prepare/quantization.h"
#include "kernels/conv2d.h"

namespace firefly {

/// Everything but weights and bias. The vectors are empty for float layers.
struct ConvParameters {
  ConvShape shape{};
  int32_t input_zero_point = 0;
  int32_t weight_zero_point = 0;
  OutputRange range{};
  std::vector<int32_t> multiplier;
  std::vector<int32_t> shift;
  FloatRange float_range;
};

[[nodiscard]] ConvParameters prepare(const Conv2d& kind, const Graph& graph,
                                     const Op& op);
[[nodiscard]] ConvParameters prepare(const DepthwiseConv2d& kind,
                                     const Graph& graph, const Op& op);
[[nodiscard]] ConvParameters prepare(const FullyConnected& kind,
                                     const Graph& graph, const Op& op);
[[nodiscard]] ConvParameters prepare(const TransposeConv& kind,
                                     const Graph& graph, const Op& op);

/// 1HWO -> OHW1, which makes a depthwise convolution a grouped one.
template <class Weight>
std::vector<Weight> channels_first(const std::vector<Weight>& weights,
                                   int32_t channels) {
  std::vector<Weight> result(weights.size());
  const size_t taps = weights.size() / static_cast<size_t>(channels);
  for (size_t i = 0; i < weights.size(); ++i) {
    const size_t channel = i % static_cast<size_t>(channels);
    const size_t tap = i / static_cast<size_t>(channels);
    result[channel * taps + tap] = weights[i];
  }
  return result;
}

/// The weights of an operator as OHWI.
template <class Weight, class Kind>
std::vector<Weight> ohwi_weights(const Kind& /*kind*/, const Graph& graph,
                                 const Op& op) {
  const Tensor& tensor = graph.tensor(op.inputs[1]);
  auto weights = tensor.values<Weight>();
  if constexpr (std::is_same_v<Kind, DepthwiseConv2d>) {
    return channels_first(weights, tensor.shape[3]);
  }
  return weights;
}

/// The bias, converted to the accumulator's type; empty if there is none.
template <class Bias>
std::vector<Bias> bias_values(const Graph& graph, const Op& op) {
  if (!op.has_input(2)) {
    return {};
  }
  const Tensor& tensor = graph.tensor(op.inputs[2]);
  if constexpr (std::is_same_v<Bias, int64_t>) {
    if (tensor.type == DataType::kInt32) {
      const auto narrow = tensor.values<int32_t>();
      return {narrow.begin(), narrow.end()};
    }
  }
  return tensor.values<Bias>();
}

/// The types of a convolution's loops.
template <class ElementT, class WeightT, class BiasT>
struct ConvTypes {
  using Element = ElementT;
  using Weight = WeightT;
  using Bias = BiasT;
  using Arithmetic = std::conditional_t<std::is_same_v<ElementT, float>,
                                        FloatArithmetic, QuantizedArithmetic>;
  using Layer = ConvLayer<Weight, Bias, Arithmetic>;
};

/// True if an int16 operator accumulates in 64 bits. As TFLM: a bias of int32
/// prevents it, except in depthwise and transposed convolutions.
template <class Kind>
bool has_wide_sums(const Kind& /*kind*/, const Graph& graph, const Op& op) {
  if constexpr (std::is_same_v<Kind, DepthwiseConv2d> ||
                std::is_same_v<Kind, TransposeConv>) {
    return true;
  }
  return !op.has_input(2) ||
         graph.tensor(op.inputs[2]).type == DataType::kInt64;
}

/// Calls `body` with the ConvTypes of an operator.
template <class Kind, class Body>
decltype(auto) with_conv_types(const Kind& kind, const Graph& graph,
                               const Op& op, const Body& body) {
  switch (graph.tensor(op.inputs[0]).type) {
    case DataType::kFloat32:
      return body(ConvTypes<float, float, float>{});
    case DataType::kUint8:
      return body(ConvTypes<uint8_t, uint8_t, int32_t>{});
    case DataType::kInt16:
      return has_wide_sums(kind, graph, op)
                 ? body(ConvTypes<int16_t, int8_t, int64_t>{})
                 : body(ConvTypes<int16_t, int8_t, int32_t>{});
    default:
      return body(ConvTypes<int8_t, int8_t, int32_t>{});
  }
}

/// The kernel's view of prepared parameters, which must outlive it.
template <class Types>
typename Types::Layer layer_view(
    const ConvParameters& parameters,
    const std::vector<typename Types::Weight>& weights,
    const std::vector<typename Types::Bias>& bias) {
  typename Types::Layer layer{};
  layer.shape = parameters.shape;
  layer.weights = weights.data();
  layer.bias = bias.empty() ? nullptr : bias.data();
  if constexpr (std::is_same_v<typename Types::Element, float>) {
    layer.arithmetic = {parameters.float_range.low,
                        parameters.float_range.high};
  } else {
    layer.arithmetic = {parameters.input_zero_point,
                        parameters.weight_zero_point, parameters.range,
                        parameters.multiplier.data(), parameters.shift.data()};
  }
  return layer;
}

}  // namespace firefly
