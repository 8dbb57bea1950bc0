// SPDX-License-Identifier: Apache-2.0
//
// Which convolutions transform Winograd's weights at run time
// (kernels/winograd_late_s8.h), and how many rows share them: it saves cycles,
// and costs RAM instead of flash.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "compiler/schedule/plan.h"

namespace firefly {

/// A plan whose operators have so many rows; see LowerOptions::late_rows.
using PlanWithLateRows = std::function<Plan(const std::vector<int32_t>&)>;

/// Of `plan`, which has none, to one with as many rows a call as keep within
/// `ram_bytes` of memory, where that saves more than `cycles`, as
/// estimate_time() has it.
[[nodiscard]] Plan with_late_weights(const Graph& graph, Isa isa, Plan plan,
                                     int64_t ram_bytes, double cycles,
                                     const PlanWithLateRows& plan_with);

}  // namespace firefly
