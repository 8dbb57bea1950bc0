// SPDX-License-Identifier: Apache-2.0
#include "graph/prepare/convolution.h"

#include <algorithm>

namespace firefly {
namespace {

ConvShape shape_of(const Window& window, const Tensor& input,
                   const Tensor& output, int32_t groups) {
  ConvShape shape{};
  shape.batches = input.shape[0];
  shape.input_height = input.shape[1];
  shape.input_width = input.shape[2];
  shape.input_channels = input.shape[3];
  shape.output_height = output.shape[1];
  shape.output_width = output.shape[2];
  shape.output_channels = output.shape[3];
  shape.kernel_height = window.height;
  shape.kernel_width = window.width;
  shape.stride_h = window.stride_h;
  shape.stride_w = window.stride_w;
  shape.dilation_h = window.dilation_h;
  shape.dilation_w = window.dilation_w;
  shape.margin_top = window.margins.top;
  shape.margin_left = window.margins.left;
  shape.groups = std::max(groups, 1);  // Of an image without channels, too.
  return shape;
}

/// Zero points, range and multipliers.
void add_arithmetic(ConvParameters& parameters, Activation activation,
                    const Graph& graph, const Op& op) {
  const Tensor& input = graph.tensor(op.inputs[0]);
  const Tensor& weights = graph.tensor(op.inputs[1]);
  const Tensor& output = graph.tensor(op.outputs[0]);
  if (input.type == DataType::kFloat32) {
    parameters.float_range = activation_range(activation);
    return;
  }
  const IntegerRange range = activation_range(activation, output);
  // int16 is symmetric: TFLite's kernels have no zero points there.
  const bool symmetric = input.type == DataType::kInt16;
  parameters.input_zero_point = symmetric ? 0 : input.zero_point();
  parameters.range = {symmetric ? 0 : output.zero_point(), range.low,
                      range.high};
  if (!weights.quantization.per_channel()) {
    parameters.weight_zero_point = weights.zero_point();
  }
  auto multipliers = channel_multipliers(input, weights, output,
                                         parameters.shape.output_channels);
  if (input.type == DataType::kUint8) {
    // Only LiteRT runs these, and it rounds the product of the scales.
    const float product = input.scale() * weights.scale();
    multipliers.assign(
        multipliers.size(),
        quantize_multiplier(static_cast<double>(product) /
                            static_cast<double>(output.scale())));
  }
  for (const QuantizedMultiplier& multiplier : multipliers) {
    parameters.multiplier.push_back(multiplier.multiplier);
    parameters.shift.push_back(multiplier.shift);
  }
}

ConvParameters prepare_windowed(const Window& window, Activation activation,
                                int32_t groups, const Graph& graph,
                                const Op& op) {
  ConvParameters parameters;
  parameters.shape = shape_of(window, graph.tensor(op.inputs[0]),
                              graph.tensor(op.outputs[0]), groups);
  add_arithmetic(parameters, activation, graph, op);
  return parameters;
}

}  // namespace

ConvParameters prepare(const Conv2d& kind, const Graph& graph, const Op& op) {
  const int32_t depth = graph.tensor(op.inputs[1]).shape[3];
  const int32_t groups = graph.tensor(op.inputs[0]).shape[3] / depth;
  return prepare_windowed(kind.window, kind.activation, groups, graph, op);
}

ConvParameters prepare(const DepthwiseConv2d& kind, const Graph& graph,
                       const Op& op) {
  const int32_t groups = graph.tensor(op.inputs[0]).shape[3];
  return prepare_windowed(kind.window, kind.activation, groups, graph, op);
}

ConvParameters prepare(const TransposeConv& kind, const Graph& graph,
                       const Op& op) {
  return prepare_windowed(kind.window, kind.activation, 1, graph, op);
}

ConvParameters prepare(const FullyConnected& kind, const Graph& graph,
                       const Op& op) {
  const Shape& weights = graph.tensor(op.inputs[1]).shape;
  ConvShape shape{};
  shape.output_channels = weights[0];
  shape.input_channels = weights[1];
  const int32_t rows = element_count(graph.tensor(op.inputs[0])) / weights[1];
  shape.input_width = rows;
  shape.output_width = rows;
  shape.batches = shape.input_height = shape.output_height = 1;
  shape.kernel_height = shape.kernel_width = 1;
  shape.stride_h = shape.stride_w = 1;
  shape.dilation_h = shape.dilation_w = 1;
  shape.groups = 1;
  ConvParameters parameters;
  parameters.shape = shape;
  add_arithmetic(parameters, kind.activation, graph, op);
  return parameters;
}

}  // namespace firefly
