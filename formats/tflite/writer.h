// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "graph/graph.h"

namespace firefly {

/// `graph` as a `.tflite` file that LiteRT and TFLite Micro load: one TFLite
/// operator for every operator of the graph, with the version that its types
/// need. The graph must pass verify(). kUnsupported names an operator that the
/// format has no words for, such as a convolution whose margins are neither
/// those of SAME nor of VALID.
[[nodiscard]] Expected<std::vector<uint8_t>> write_tflite(const Graph& graph);

}  // namespace firefly
