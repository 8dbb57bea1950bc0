// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/sink_reads.h"

#include <algorithm>
#include <functional>
#include <iterator>

namespace firefly {

void sink_reads(Graph& graph) {
  std::vector<Op> waiting;
  std::vector<Op> ordered;
  for (Op& op : graph.ops) {
    if (op.as<ReadVariable>() != nullptr) {
      waiting.push_back(std::move(op));
      continue;
    }
    const auto must_precede = [&](const Op& read) {
      return std::ranges::any_of(op.inputs, [&](TensorId id) {
        return id == read.outputs[0] || id == read.inputs[0];
      });
    };
    const auto first_to_move = std::stable_partition(
        waiting.begin(), waiting.end(), std::not_fn(must_precede));
    std::move(first_to_move, waiting.end(), std::back_inserter(ordered));
    waiting.erase(first_to_move, waiting.end());
    ordered.push_back(std::move(op));
  }
  std::ranges::move(waiting, std::back_inserter(ordered));
  graph.ops = std::move(ordered);
}

}  // namespace firefly
