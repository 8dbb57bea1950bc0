// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "graph/graph.h"

namespace firefly {

/// Turns sequences that lie along W of an image one row high into columns, for
/// rows along H are what Firefly streams. Nothing moves in memory: each
/// operator gets reshapes around it, most of which remove_identities() cancels.
///
///   %1 = conv2d 1x3(%0, 8x1x3x4) : 1x1x30x8
///   %2 = reshape(%0) : 1x32x1x4; %3 = conv2d 3x1(%2, 8x3x1x4) : 1x30x1x8;
///   %1 = reshape(%3) : 1x1x30x8
void make_rows(Graph& graph);

}  // namespace firefly
