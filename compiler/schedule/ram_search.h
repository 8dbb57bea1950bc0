// SPDX-License-Identifier: Apache-2.0
//
// What RAM is worth spending on speed. Operators start with as little as there
// is; those that gain the most from more come first to get it, as long as the
// plan fits. Time is what estimate_time() says.
#pragma once

#include <cstdint>

#include "compiler/lower/lower_operators.h"
#include "compiler/schedule/plan.h"

namespace firefly {

/// The quickest plan found within `room_bytes` of memory; one that needs as
/// little as possible if none fits.
[[nodiscard]] Plan plan_within(const Graph& graph, Isa isa,
                               const RowStream& stream,
                               const LowerOptions& options, int64_t room_bytes);

/// The plan with the least memory found that takes at most two fifths more time
/// than one that has all the memory it can use.
[[nodiscard]] Plan plan_least(const Graph& graph, Isa isa,
                              const RowStream& stream,
                              const LowerOptions& options);

}  // namespace firefly
