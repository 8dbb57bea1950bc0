// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/schedule/plan.h"

namespace firefly {

/// The time of all calls as estimate_time() has it; 0 for those of which
/// nothing is known.
[[nodiscard]] double time_of(const Graph& graph, Isa isa, const Plan& plan);

}  // namespace firefly
