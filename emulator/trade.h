// SPDX-License-Identifier: Apache-2.0
//
// What the compiler can trade for what: speed, RAM and flash of one model
// under every kind of setting, measured.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compiler/compile.h"
#include "emulator/board.h"
#include "graph/status.h"

namespace firefly {

/// A model's costs under one setting, as a report has them.
struct TradePoint {
  std::string setting;  ///< As on the command line: "--flash 180000".
  uint64_t instructions = 0;
  std::optional<uint64_t> cycles;
  uint64_t ram_bytes = 0;
  uint64_t flash_bytes = 0;
  /// No other point is as good in all three and better in one.
  bool is_best = false;

  /// What "speed" compares: cycles where the core has a model.
  [[nodiscard]] uint64_t time() const { return cycles.value_or(instructions); }
};

/// Marks the points of the Pareto front, fastest first.
void mark_best(std::vector<TradePoint>& points);

/// Compiles, builds and runs `graph` on the emulated board under each --fit,
/// under limits of flash between the smallest and the largest code, and with
/// lines that are streamed if that is possible. Settings that give the same
/// code as one before are left out. `options` name source, board and ISA.
[[nodiscard]] Expected<std::vector<TradePoint>> measure_trade(
    const Graph& graph, const EmitOptions& options, const Board& board);

}  // namespace firefly
