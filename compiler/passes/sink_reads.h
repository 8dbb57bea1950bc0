// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "graph/graph.h"

namespace firefly {

/// Moves every read of a state to just before its first reader, but not past a
/// writer of the state: converters put them all at the start, where the old
/// values would occupy memory for the whole inference.
///
///   %1 = read_variable(%s); %2 = abs(%0); %3 = add(%2, %1)
///   %2 = abs(%0); %1 = read_variable(%s); %3 = add(%2, %1)
void sink_reads(Graph& graph);

}  // namespace firefly
