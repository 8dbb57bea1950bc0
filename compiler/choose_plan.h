// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/emit/emit.h"
#include "compiler/schedule/plan.h"
#include "graph/graph.h"

namespace firefly {

/// The plan that `options` ask for. Streaming::kSliding becomes rings of rows,
/// or tensors that move where there are none or that pays; Streaming::kAuto
/// only where it pays, and not under Fit::kRam. Either becomes lines where no
/// window can slide. It pays to save a quarter of the time in no more than
/// twice the RAM of a window that is computed anew.
[[nodiscard]] Plan choose_plan(const Graph& graph, const EmitOptions& options);

}  // namespace firefly
