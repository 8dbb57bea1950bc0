// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "compiler/lower/kernel_costs.h"

namespace firefly {

/// What one operator had to do, and what it cost.
struct CostSample {
  Work work = {};
  CostEstimate cost;
};

/// The factors, none negative, for which the sum of squared relative errors of
/// `costs` is least. Deterministic.
[[nodiscard]] Work fit_factors(const std::vector<Work>& works,
                               const std::vector<double>& costs);

/// A row of the table from the samples of one kernel, with its errors.
[[nodiscard]] KernelCost fit_cost(Isa isa,
                                  const std::vector<CostSample>& samples);

}  // namespace firefly
