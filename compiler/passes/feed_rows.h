// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "graph/graph.h"

namespace firefly {

/// Prepares a network whose input is pushed row by row: its first operator
/// becomes a Reshape from what the caller pushes to the image that the network
/// reads. An error if the input has no rows, if there are several inputs or if
/// the caller reads the input back.
[[nodiscard]] Status feed_rows(Graph& graph);

}  // namespace firefly
