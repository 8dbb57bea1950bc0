// SPDX-License-Identifier: Apache-2.0
//
// A front end on an emulated board: what it computes there and what it costs.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "emulator/board.h"
#include "emulator/footprint.h"
#include "emulator/runner.h"
#include "frontends/front_end.h"
#include "graph/status.h"

namespace firefly {

struct FrontEndRun {
  std::vector<int8_t> rows;
  /// Mean of one row, with all samples of its hop.
  Cost row;
  uint64_t ram_bytes = 0;    ///< The object and its memory.
  uint32_t stack_bytes = 0;  ///< Peak.
  Footprint footprint;       ///< Code and tables.
};

/// Feeds `signal` hop by hop, a picture line by line, as far as it has whole
/// ones. It must be long enough for two rows. Values of pixels are 0 … 255.
[[nodiscard]] Expected<FrontEndRun> run_front_end(
    const FrontEnd& front_end, const SensorFormat& sensor,
    std::span<const int16_t> signal, const Board& board);

}  // namespace firefly
