// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "graph/verify_rules.h"

namespace firefly {

void verify_signal(const SignalOp& signal, OpRules& rules);

/// Of the first output.
[[nodiscard]] Expected<Shape> infer_signal_shape(const Graph& graph,
                                                 const Op& op,
                                                 const SignalOp& signal);

}  // namespace firefly
