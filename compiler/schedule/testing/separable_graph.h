// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "graph/graph.h"

namespace firefly::testing {

/// Convolutions and depthwise convolutions in turn, as networks for
/// microcontrollers have them, most of which hand on rows of planes: with odd
/// channels and widths, strides, dilations, margins on some sides only,
/// multipliers above 1, activations other than ReLU, scales of any size, sums
/// around blocks and outputs in between. Named "separable_<seed>".
[[nodiscard]] Graph separable_graph(unsigned seed);

/// The same without margins above and below, so that a window can slide over
/// the input.
[[nodiscard]] Graph sliding_separable_graph(unsigned seed);

}  // namespace firefly::testing
