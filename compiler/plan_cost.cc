// SPDX-License-Identifier: Apache-2.0
#include "compiler/plan_cost.h"

#include "compiler/schedule/flow.h"

namespace firefly {

int64_t count_macs(const Graph& graph, const Plan& plan, size_t op) {
  const int64_t macs = count_macs(graph, graph.ops[op]);
  return op < plan.rates.size()
             ? macs / flow_of(graph, graph.ops[op], plan.calls[op]).height *
                   plan.rates[op]
             : macs;
}

int64_t count_macs(const Graph& graph, const Plan& plan) {
  int64_t total = 0;
  for (size_t op = 0; op < graph.ops.size(); ++op) {
    total += count_macs(graph, plan, op);
  }
  return total;
}

std::optional<CostEstimate> estimate_cost(Isa isa, const Graph& graph,
                                          const Plan& plan, size_t op) {
  if (plan.elided[op]) {
    return CostEstimate{};
  }
  auto cost = estimate_cost(isa, graph, graph.ops[op], plan.calls[op]);
  if (cost && op < plan.rates.size()) {
    const double part =
        static_cast<double>(plan.rates[op]) /
        static_cast<double>(graph.tensor(graph.ops[op].outputs[0]).shape[1]);
    cost->instructions *= part;
    cost->cycles *= part;
  }
  return cost;
}

std::optional<CostEstimate> estimate_cost(Isa isa, const Graph& graph,
                                          const Plan& plan) {
  CostEstimate total;
  for (size_t op = 0; op < graph.ops.size(); ++op) {
    const auto cost = estimate_cost(isa, graph, plan, op);
    if (!cost) {
      return std::nullopt;
    }
    total += *cost;
  }
  return total;
}

}  // namespace firefly
