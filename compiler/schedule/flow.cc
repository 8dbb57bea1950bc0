// SPDX-License-Identifier: Apache-2.0
#include "compiler/schedule/flow.h"

#include <algorithm>

namespace firefly {
namespace {

/// The call that makes a tensor; null for inputs and constants.
const KernelCall* writer_of(const Graph& graph,
                            const std::vector<KernelCall>& calls, TensorId id) {
  for (size_t i = 0; i < calls.size(); ++i) {
    if (std::ranges::count(graph.ops[i].outputs, id) > 0) {
      return &calls[i];
    }
  }
  return nullptr;
}

int32_t rows_of(const Tensor& tensor) {
  return has_rows(tensor) ? tensor.shape[1] : 1;
}

}  // namespace

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
  const KernelCall* const writer = writer_of(graph, calls, id);
  return writer != nullptr && writer->plane_pairs;
}

int32_t stored_rows(const Graph& graph, const std::vector<KernelCall>& calls,
                    TensorId id) {
  const int32_t rows = rows_of(graph.tensor(id));
  return has_plane_pairs(graph, calls, id) ? (rows + 1) / 2 * 2 : rows;
}

int32_t row_bytes(const Graph& graph, const std::vector<KernelCall>& calls,
                  TensorId id) {
  const KernelCall* const writer = writer_of(graph, calls, id);
  if (writer != nullptr && writer->plane_row_bytes > 0) {
    return writer->plane_row_bytes;
  }
  const Tensor& tensor = graph.tensor(id);
  return size_bytes(tensor) / rows_of(tensor);
}

}  // namespace firefly
