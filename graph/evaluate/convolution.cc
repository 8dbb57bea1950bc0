// SPDX-License-Identifier: Apache-2.0
#include "graph/prepare/convolution.h"

#include "graph/evaluate/evaluate.h"

namespace firefly {
namespace {

template <class Kind>
void evaluate_convolution(const Kind& kind, const Operands& operands) {
  const ConvParameters parameters = prepare(kind, operands.graph, operands.op);
  with_conv_types(kind, operands.graph, operands.op, [&](auto types) {
    using Types = decltype(types);
    const auto weights =
        ohwi_weights<typename Types::Weight>(kind, operands.graph, operands.op);
    const auto bias =
        bias_values<typename Types::Bias>(operands.graph, operands.op);
    conv2d(layer_view<Types>(parameters, weights, bias),
           operands.input<typename Types::Element>(0),
           operands.output<typename Types::Element>());
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

}  // namespace firefly
