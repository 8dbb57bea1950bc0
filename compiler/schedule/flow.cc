// SPDX-License-Identifier: Apache-2.0
#include "compiler/schedule/flow.h"

namespace firefly {

Flow flow_of(const Graph& graph, const Op& op, const KernelCall& call) {
  FIREFLY_CHECK(call.by_row);
  if (call.accumulates) {
    return {.calls = graph.tensor(op.inputs[0]).shape[1],
            .needs = {},
            .accumulates = true};
  }
  return {.calls = graph.tensor(op.outputs[0]).shape[1],
          .needs = *row_needs(graph, op),
          .accumulates = false};
}

}  // namespace firefly
