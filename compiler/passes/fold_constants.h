// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "graph/graph.h"

namespace firefly {

/// Replaces operators whose inputs are all constants by their result, unless
/// that would grow the flash by more than 1 kB an operator.
///
///   %2 = add(%0 const, %1 const); %3 = mul(%x, %2)
///   %3 = mul(%x, %2 const)
void fold_constants(Graph& graph);

}  // namespace firefly
