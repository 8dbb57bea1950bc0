// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

namespace firefly {

/// For each point the number of fronts before its own: 0 for those that no
/// other point dominates, 1 for those that only these dominate, and so on. Of
/// every coordinate less is better; a point dominates another if it is nowhere
/// worse and somewhere better. All have as many coordinates.
[[nodiscard]] std::vector<int> pareto_ranks(
    std::span<const std::vector<double>> points);

}  // namespace firefly
