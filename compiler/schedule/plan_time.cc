// SPDX-License-Identifier: Apache-2.0
#include "compiler/schedule/plan_time.h"

#include "compiler/lower/kernel_costs.h"

namespace firefly {

double time_of(const Graph& graph, Isa isa, const Plan& plan) {
  double time = 0;
  for (size_t op = 0; op < plan.calls.size(); ++op) {
    time +=
        estimate_time(isa, graph, graph.ops[op], plan.calls[op]).value_or(0);
  }
  return time;
}

}  // namespace firefly
