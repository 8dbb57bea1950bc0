// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "graph/graph.h"

namespace firefly {

/// Removes operators that change nothing: reshapes to the same shape and chains
/// of them, whole slices, margins of 0, one-input concatenations, casts and
/// requantisations to the same, clamps that can never act, dequantisations
/// followed by the same quantisation. Chains of slices and of transpositions
/// become one; a transposition that moves only extents of 1 becomes a reshape.
///
///   %1 = reshape(%0) : 1x10; %2 = transpose(%1) : 10x1; %3 = abs(%2)
///   %2 = reshape(%0) : 10x1; %3 = abs(%2)
void remove_identities(Graph& graph);

}  // namespace firefly
