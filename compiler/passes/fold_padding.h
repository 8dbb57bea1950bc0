// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "graph/graph.h"

namespace firefly {

/// Moves margins of zeros around an image into the convolutions that read it.
/// Only if all readers take them, else the padded image is needed anyway.
/// Pooling leaves margins out instead of reading zeros, so it never takes them.
///
///   %1 = pad(%0) : 1x6x6x8; %2 = conv2d 3x3(%1, …) : 1x4x4x16
///   %2 = conv2d 3x3 m1,1,1,1(%0, …) : 1x4x4x16
void fold_padding(Graph& graph);

}  // namespace firefly
