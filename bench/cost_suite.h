// SPDX-License-Identifier: Apache-2.0
//
// The suite "costs": what every kernel costs on every instruction set, for the
// table that the compiler chooses by (compiler/lower/kernel_costs.h).
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/lower/kernel_costs.h"
#include "graph/status.h"

namespace firefly {

inline constexpr std::string_view kCostSuite = "costs";
/// The file that holds the table.
inline constexpr std::string_view kCostFile = "kernel_costs.inc";

/// Boards that stand for an instruction set each.
[[nodiscard]] std::vector<std::string> cost_boards();

/// Runs the cost models on the boards with every kernel that there is for an
/// operator, and fits. `progress` is called before each run.
[[nodiscard]] Expected<std::vector<KernelCost>> measure_costs(
    const std::vector<std::string>& boards,
    const std::function<void(const std::string&)>& progress);

/// As the compiler includes it.
[[nodiscard]] std::string to_source(const std::vector<KernelCost>& costs,
                                    const std::string& made_by);

/// For people: how good the fit is.
[[nodiscard]] std::string cost_table(const std::vector<KernelCost>& costs);

}  // namespace firefly
