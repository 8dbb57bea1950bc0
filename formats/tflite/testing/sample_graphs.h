// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "graph/graph.h"

namespace firefly::tflite {

/// Small graphs that pass verify(), at least one for every kind of operator:
/// what the writer is tested on and what fuzzing starts from.
[[nodiscard]] std::vector<Graph> sample_graphs();

}  // namespace firefly::tflite
