// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "graph/graph.h"
#include "graph/status.h"
#include "project/examples.h"

namespace firefly {

/// What a project's pipeline costs on its board, from samples to scores.
struct BoardCost {
  std::string board;
  /// Of the samples from one inference to the next, front end and network.
  uint64_t instructions = 0;
  std::optional<uint64_t> cycles;
  std::optional<double> latency_ms;
  std::optional<double> energy_uj;
  std::optional<double> period_ms;  ///< From inference to inference.
  uint64_t ram_bytes = 0;           ///< With the peak stack.
  uint64_t flash_bytes = 0;
  int64_t inferences = 0;  ///< That were run there.
  bool exact = false;      ///< All equal the host's, byte for byte.
  bool is_streamed = false;
};

/// Compiles the pipeline, sliding where the network allows it, and runs the
/// samples through it on the emulated board.
[[nodiscard]] Expected<BoardCost> measure_board_cost(
    const Project& project, const Graph& graph, Featurizer& featurizer,
    const std::vector<std::string>& classes,
    const std::vector<int16_t>& samples);

}  // namespace firefly
