// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "graph/graph.h"

namespace firefly::testing {

/// A small int8 network that verifies: branches, strides, dilation, margins,
/// pooling, residual sums, concatenations, reshapes, movement of data, states,
/// several inputs and outputs. The same for a seed everywhere; named
/// "random_<seed>".
[[nodiscard]] Graph random_graph(unsigned seed);

/// Only operators that flow row by row, so that long groups form: the same
/// windows and sums, but no movement of data and no states.
[[nodiscard]] Graph random_image_graph(unsigned seed);

/// A tower of operators that flow and see no margin above or below, so that a
/// window can slide over the input, and a head that does not. Named
/// "sliding_<seed>".
[[nodiscard]] Graph random_sliding_graph(unsigned seed);

/// The same with margins, so that a window moves over the input. Named
/// "moving_<seed>".
[[nodiscard]] Graph random_moving_graph(unsigned seed);

}  // namespace firefly::testing
