// SPDX-License-Identifier: Apache-2.0
//
// What a plan costs: of one inference, or of one hop of a window that slides.
#pragma once

#include <cstdint>
#include <optional>

#include "compiler/lower/kernel_costs.h"
#include "compiler/schedule/plan.h"
#include "graph/graph.h"

namespace firefly {

/// Products of operator `op`, and of all.
[[nodiscard]] int64_t count_macs(const Graph& graph, const Plan& plan,
                                 size_t op);
[[nodiscard]] int64_t count_macs(const Graph& graph, const Plan& plan);

/// What the table of kernels' costs says, likewise; nothing where a kernel was
/// not measured.
[[nodiscard]] std::optional<CostEstimate> estimate_cost(Isa isa,
                                                        const Graph& graph,
                                                        const Plan& plan,
                                                        size_t op);
[[nodiscard]] std::optional<CostEstimate> estimate_cost(Isa isa,
                                                        const Graph& graph,
                                                        const Plan& plan);

}  // namespace firefly
