// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "graph/graph.h"

namespace firefly {

/// Merges a clamp into the operator before it, whose only reader it is, if the
/// results are the same for every number that can arrive.
///
///   %1 = conv2d 3x3(%0, …); %2 = relu6(%1)
///   %2 = conv2d 3x3 relu6(%0, …)
void fuse_activations(Graph& graph);

}  // namespace firefly
