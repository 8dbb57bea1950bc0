// SPDX-License-Identifier: Apache-2.0
#include "host/step.h"

namespace firefly::host {

std::unique_ptr<Step> make_step(const Graph& graph, const Op& op,
                                const Kernels& kernels) {
  return std::visit(
      [&]<class Kind>(const Kind& /*kind*/) -> std::unique_ptr<Step> {
        if constexpr (std::is_same_v<Kind, Conv2d> ||
                      std::is_same_v<Kind, DepthwiseConv2d> ||
                      std::is_same_v<Kind, FullyConnected>) {
          return make_convolution(graph, op, kernels);
        } else if constexpr (std::is_same_v<Kind, Binary>) {
          return make_elementwise(graph, op, kernels);
        } else if constexpr (std::is_same_v<Kind, Pool2d>) {
          return make_pool(graph, op, kernels);
        } else if constexpr (std::is_same_v<Kind, Reduce>) {
          return make_mean(graph, op, kernels);
        } else if constexpr (std::is_same_v<Kind, Softmax>) {
          return make_softmax(graph, op);
        } else if constexpr (std::is_same_v<Kind, Reshape>) {
          return make_reshape(graph, op);
        } else if constexpr (std::is_same_v<Kind, Unary> ||
                             std::is_same_v<Kind, Quantize>) {
          return make_table(graph, op);
        } else {
          return nullptr;
        }
      },
      op.kind);
}

}  // namespace firefly::host
