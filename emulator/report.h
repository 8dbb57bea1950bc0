// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compiler/compile.h"
#include "compiler/schedule/margins.h"
#include "emulator/board.h"
#include "emulator/footprint.h"
#include "emulator/runner.h"
#include "emulator/trade.h"

namespace firefly {

struct OperatorReport {
  std::string name;  ///< Of its output tensor.
  std::string kind;
  std::string description;  ///< "conv2d 3x3 s2 relu"
  std::string input;        ///< Shapes.
  std::string output;
  std::string kernel;
  int64_t macs = 0;
  std::optional<uint64_t> instructions;
  std::optional<uint64_t> cycles;
  std::optional<uint64_t> estimated_cycles;  ///< As Report has them.
};

/// What a model costs on a board: the one source of the JSON, text and HTML
/// reports. Null where it was not measured or is not known.
struct Report {
  std::string model;  ///< File name.
  Board board;
  int64_t macs = 0;
  int64_t macs_live = 0;  ///< Of one hop, where a window slides.
  Streaming streaming = Streaming::kNone;
  int32_t hop_rows = 0;  ///< Rows from one inference to the next.
  int32_t window_rows = 0;
  uint64_t kept_bytes = 0;  ///< Of the arena, what stays from hop to hop.
  /// Where rows are pushed for whole frames: what a window would keep.
  std::optional<KeptRows> kept_rows;
  std::optional<uint64_t> instructions;
  std::optional<uint64_t> cycles;
  /// Before anything runs, from the table of kernels' costs, which knows no
  /// wait states; null where a kernel is not in it.
  std::optional<uint64_t> estimated_cycles;
  /// Among the cycles; null where the flash is as quick as the core.
  std::optional<uint64_t> flash_wait_cycles;
  uint64_t arena_bytes = 0;
  uint64_t scratch_bytes = 0;
  uint64_t state_bytes = 0;
  std::optional<uint64_t> stack_bytes;
  uint64_t arena_lower_bound_bytes = 0;
  std::optional<Footprint> footprint;
  bool profiled = false;
  std::vector<OperatorReport> operators;
  std::vector<FunctionCost> functions;  ///< The dearest; if profiled.
  std::vector<std::string> outputs;     ///< Files.
  std::optional<bool> exact;
  std::vector<TradePoint> trade;  ///< Other settings; if asked for.

  [[nodiscard]] uint64_t data_bytes() const {
    return footprint ? footprint->data_bytes : 0;
  }
  [[nodiscard]] uint64_t ram_bytes() const {
    return arena_bytes + scratch_bytes + state_bytes + stack_bytes.value_or(0) +
           data_bytes();
  }
};

/// What is known once the model is compiled.
[[nodiscard]] Report make_report(const CompiledModel& model, const Board& board,
                                 const std::string& file_name);

/// Adds what running showed: the first invoke's costs, the deepest stack.
void add_run(Report& report, const RunResult& run);

/// The object of CLI.md, pretty-printed.
[[nodiscard]] std::string to_json(const Report& report);
/// For a terminal.
[[nodiscard]] std::string to_text(const Report& report);
/// A page of its own: costs, memory map, profile.
[[nodiscard]] std::string to_html(const Report& report,
                                  const CompiledModel& model);

/// 1234567 -> "1,234,567".
[[nodiscard]] std::string grouped(uint64_t value);

}  // namespace firefly
