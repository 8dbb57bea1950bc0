// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "graph/graph.h"

namespace firefly::testing {

/// Layers of one input of int16, each an output: windows, margins, strides,
/// dilations, groups, transposed ones, channels around the tiles; biases of 32
/// and 64 bits, none, and ones that no sum of 32 bits has room for. Named
/// "int16_<seed>".
[[nodiscard]] Graph int16_graph(unsigned seed);

}  // namespace firefly::testing
