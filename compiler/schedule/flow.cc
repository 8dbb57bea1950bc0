// SPDX-License-Identifier: Apache-2.0
#include "compiler/schedule/flow.h"

namespace firefly {

Flow flow_of(const Graph& graph, const Op& op, const KernelCall& call) {
  FIREFLY_CHECK(call.by_row);
  if (call.is_feed) {
    return {.height = graph.tensor(op.outputs[0]).shape[1]};
  }
  if (call.accumulates) {
    return {.height = graph.tensor(op.inputs[0]).shape[1],
            .needs = {},
            .accumulates = true};
  }
  Flow flow{.height = graph.tensor(op.outputs[0]).shape[1],
            .needs = *row_needs(graph, op),
            .accumulates = false,
            .rows = call.rows};
  if (flow.height == 1) {
    flow.needs.stride = 1;  // Any will do; a sliding window moves by one.
  }
  return flow;
}

bool has_plane_pairs(const Graph& graph, const std::vector<KernelCall>& calls,
                     TensorId id) {
  for (size_t i = 0; i < calls.size(); ++i) {
    if (calls[i].plane_pairs && graph.ops[i].outputs[0] == id) {
      return true;
    }
  }
  return false;
}

int32_t stored_rows(const Graph& graph, const std::vector<KernelCall>& calls,
                    TensorId id) {
  const Tensor& tensor = graph.tensor(id);
  const int32_t rows = has_rows(tensor) ? tensor.shape[1] : 1;
  return has_plane_pairs(graph, calls, id) ? (rows + 1) / 2 * 2 : rows;
}

int32_t row_bytes(const Graph& graph, const std::vector<KernelCall>& calls,
                  TensorId id) {
  for (size_t i = 0; i < calls.size(); ++i) {
    if (calls[i].plane_row_bytes > 0 && graph.ops[i].outputs[0] == id) {
      return calls[i].plane_row_bytes;
    }
  }
  const Tensor& tensor = graph.tensor(id);
  return size_bytes(tensor) / (has_rows(tensor) ? tensor.shape[1] : 1);
}

}  // namespace firefly
