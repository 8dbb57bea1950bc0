// SPDX-License-Identifier: Apache-2.0
//
// What is kept of a measured row: the figures that must not get worse, as a
// committed file holds them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bench/measure.h"
#include "graph/status.h"

namespace firefly {

struct Figures {
  RowKey key;
  std::optional<uint64_t> instructions;  ///< Null: it did not run.
  std::optional<uint64_t> cycles;
  std::string cycles_model;
  std::optional<uint64_t> ram_bytes;
  std::optional<uint64_t> flash_bytes;
  std::optional<uint64_t> weights_bytes;  ///< Of the flash.
  bool exact = false;
  std::string reason;  ///< Why it did not run.
};

/// All rows of one suite.
struct FiguresFile {
  std::string suite;
  std::string made_by;  ///< Revision and tools.
  std::vector<Figures> rows;

  [[nodiscard]] const Figures* find(const RowKey& key) const;
};

[[nodiscard]] Figures figures_of(const BenchRow& row);

/// JSON with a line a row, so that a diff shows what changed.
[[nodiscard]] std::string to_json(const FiguresFile& file);
/// `name` is for messages.
[[nodiscard]] Expected<FiguresFile> parse_figures(std::string_view name,
                                                  std::string_view text);

}  // namespace firefly
