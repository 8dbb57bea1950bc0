// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "graph/graph.h"

namespace firefly {

/// Removes the channels of quantised tensors that nobody needs (see
/// live_channels.h): those that are never read with a weight other than 0, and
/// those that hold one number whatever the input, whose products become part of
/// their readers' biases. Repeats until no more is found.
///
///   %1 = conv2d 3x3(…, 16x3x3x8) : 1x4x4x16; %2 = conv2d 1x1(%1, 4x1x1x16)
///   %1 = conv2d 3x3(…, 11x3x3x8) : 1x4x4x11; %2 = conv2d 1x1(%1, 4x1x1x11)
void remove_dead_channels(Graph& graph);

}  // namespace firefly
