// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdlib>
#include <optional>

#include "host/steps/layer.h"

namespace firefly::host {
namespace {

/// The largest magnitude that a sum of this channel can have, with bias.
int64_t largest_sum(const ConvolutionOp& op, int32_t channel) {
  const int32_t zero_point = op.parameters.input_zero_point;
  const int64_t largest = std::max(std::abs(INT8_MIN - zero_point),
                                   std::abs(INT8_MAX - zero_point));
  const auto depth = static_cast<size_t>(op.depth());
  const int8_t* weights = op.weights.data() + channel * op.depth();
  int64_t sum = 0;
  for (size_t i = 0; i < depth; ++i) {
    sum += std::abs(weights[i]);
  }
  return sum * largest +
         std::abs(int64_t{op.bias[static_cast<size_t>(channel)]});
}

/// A channel without weights is a constant, whatever its bias: converters give
/// those of dead channels biases too large for kernels' arithmetic.
void make_constant(ConvolutionOp& op, size_t channel) {
  ConvParameters& parameters = op.parameters;
  const int32_t output =
      requantize(op.bias[channel], parameters.multiplier[channel],
                 parameters.shift[channel], parameters.range);
  op.bias[channel] = output - parameters.range.zero_point;
  parameters.multiplier[channel] = 1 << 30;  // times 2^(1 - 31) is 1
  parameters.shift[channel] = 1;
}

void make_constant_channels(ConvolutionOp& op) {
  const auto depth = static_cast<ptrdiff_t>(op.depth());
  auto weights = op.weights.cbegin();
  for (size_t channel = 0; channel < op.bias.size(); ++channel) {
    if (std::all_of(weights, weights + depth,
                    [](int8_t weight) { return weight == 0; })) {
      make_constant(op, channel);
    }
    weights += depth;
  }
}

template <class Kind>
std::optional<ConvolutionOp> take(const Kind& kind, const Graph& graph,
                                  const Op& op) {
  // verify() saw to the rest: constant operands, weights without zero points.
  if (graph.tensor(op.inputs[0]).type != DataType::kInt8) {
    return std::nullopt;
  }
  ConvolutionOp result;
  result.input = op.inputs[0];
  result.output = op.outputs[0];
  result.parameters = prepare(kind, graph, op);
  result.weights = ohwi_weights<int8_t>(kind, graph, op);
  result.bias = bias_values<int32_t>(graph, op);
  const int32_t channels = result.parameters.shape.output_channels;
  result.bias.resize(static_cast<size_t>(channels));
  make_constant_channels(result);
  const std::vector<FixedScale> scales = result.scales(0);
  for (int32_t channel = 0; channel < channels; ++channel) {
    if (!is_safe(scales[static_cast<size_t>(channel)],
                 largest_sum(result, channel))) {
      return std::nullopt;
    }
  }
  return result;
}

std::optional<ConvolutionOp> take(const Graph& graph, const Op& op) {
  if (const auto* conv = op.as<Conv2d>()) {
    return take(*conv, graph, op);
  }
  if (const auto* depthwise = op.as<DepthwiseConv2d>()) {
    return take(*depthwise, graph, op);
  }
  return take(*op.as<FullyConnected>(), graph, op);
}

int64_t seen(int32_t outputs, int32_t stride, int32_t kernel,
             int32_t dilation) {
  return (int64_t{outputs} - 1) * stride + (int64_t{kernel} - 1) * dilation + 1;
}

}  // namespace

std::vector<FixedScale> ConvolutionOp::scales(int32_t offset) const {
  std::vector<FixedScale> result;
  const int8_t* w = weights.data();
  for (size_t channel = 0; channel < bias.size(); ++channel, w += depth()) {
    int32_t sum = 0;
    for (int32_t i = 0; i < depth(); ++i) {
      sum = wrapping_add(sum, w[i]);
    }
    const int32_t of_zero_point =
        wrapping_multiply(-(parameters.input_zero_point + offset), sum);
    result.push_back(fixed_scale(wrapping_add(bias[channel], of_zero_point),
                                 parameters.multiplier[channel],
                                 parameters.shift[channel]));
  }
  return result;
}

int64_t seen_rows(const ConvShape& shape) {
  return seen(shape.output_height, shape.stride_h, shape.kernel_height,
              shape.dilation_h);
}

int64_t seen_columns(const ConvShape& shape) {
  return seen(shape.output_width, shape.stride_w, shape.kernel_width,
              shape.dilation_w);
}

std::unique_ptr<Step> make_convolution(const Graph& graph, const Op& op,
                                       const Kernels& kernels) {
  const std::optional<ConvolutionOp> layer = take(graph, op);
  if (!layer) {
    return nullptr;
  }
  const ConvShape& shape = layer->parameters.shape;
  const bool depthwise = shape.groups > 1 &&
                         shape.group_input_channels() == 1 &&
                         shape.group_output_channels() == 1;
  return depthwise ? make_depthwise(*layer, kernels)
                   : make_matmul(*layer, kernels);
}

}  // namespace firefly::host
