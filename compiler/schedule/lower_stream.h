// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/lower/lower_operators.h"
#include "compiler/schedule/plan.h"

namespace firefly {

/// The beginning of a plan: kernels, and how the input comes. What slides is
/// lowered for that: if a window is asked for and there is none, for lines.
[[nodiscard]] Plan lower_stream(const Graph& graph, Isa isa,
                                const RowStream& stream, LowerOptions options);

}  // namespace firefly
