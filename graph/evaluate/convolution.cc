// SPDX-License-Identifier: Apache-2.0
#include "graph/prepare/convolution.h"

#include "graph/evaluate/evaluate.h"
#include "kernels/transpose_conv.h"

namespace firefly {
namespace {

/// Calls `kernel` with the layer, the input and the output of an operator.
template <class Kind, class Kernel>
void with_layer(const Kind& kind, const Operands& operands,
                const Kernel& kernel) {
  const ConvParameters parameters = prepare(kind, operands.graph, operands.op);
  with_conv_types(kind, operands.graph, operands.op, [&](auto types) {
    using Types = decltype(types);
    const auto weights =
        ohwi_weights<typename Types::Weight>(kind, operands.graph, operands.op);
    const auto bias =
        bias_values<typename Types::Bias>(operands.graph, operands.op);
    kernel(layer_view<Types>(parameters, weights, bias),
           operands.input<typename Types::Element>(0),
           operands.output<typename Types::Element>());
  });
}

template <class Kind>
void evaluate_convolution(const Kind& kind, const Operands& operands) {
  with_layer(kind, operands, [](const auto& layer, auto* input, auto* output) {
    conv2d(layer, input, output);
  });
}

}  // namespace

void evaluate(const Conv2d& kind, const Operands& operands) {
  evaluate_convolution(kind, operands);
}

void evaluate(const DepthwiseConv2d& kind, const Operands& operands) {
  evaluate_convolution(kind, operands);
}

void evaluate(const FullyConnected& kind, const Operands& operands) {
  evaluate_convolution(kind, operands);
}

void evaluate(const TransposeConv& kind, const Operands& operands) {
  with_layer(kind, operands, [](const auto& layer, auto* input, auto* output) {
    transpose_conv(layer, input, output);
  });
}

}  // namespace firefly
