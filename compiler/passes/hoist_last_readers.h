// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "graph/graph.h"

namespace firefly {

/// Moves an operator that is the last to read tensors, and whose outputs take
/// no more memory than these, to just after whatever else made or read its
/// inputs: converters put the 1x1 convolution beside a residual block behind
/// the block, whose input then lies in memory for all of it.
///
///   %2 = conv(%1); %3 = conv(%2); %4 = conv(%1); %5 = add(%3, %4)
///   %2 = conv(%1); %4 = conv(%1); %3 = conv(%2); %5 = add(%3, %4)
void hoist_last_readers(Graph& graph);

}  // namespace firefly
