// SPDX-License-Identifier: Apache-2.0
//
// The constants of baseline.toml: another engine's figures, and our goals.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bench/figures.h"
#include "graph/status.h"

namespace firefly {

struct BaselineModel {
  std::string model;
  std::map<std::string, uint64_t> instructions;  ///< By board.
  uint64_t ram_bytes = 0;                        ///< On the Cortex-M4.
  uint64_t flash_bytes = 0;
};

struct Goal {
  RowKey key;
  std::string figure;  ///< One that figure_of() knows.
  uint64_t limit = 0;
};

struct Baseline {
  std::string name;
  std::string source;
  std::string kernels;  ///< What it takes by kind of operator, in words.
  std::vector<BaselineModel> models;
  std::vector<Goal> goals;
  std::string front_ends = {};  ///< What micro_frontend takes, in words.

  [[nodiscard]] const BaselineModel* find(const std::string& model) const;
};

[[nodiscard]] Expected<Baseline> parse_baseline(std::string_view text);

/// The built-in one.
[[nodiscard]] const Baseline& baseline();

/// The figure that a goal is about, null where it was not measured.
/// "cycles_percent_of_default" looks at the default setting's row, too.
[[nodiscard]] std::optional<uint64_t> figure_of(const FiguresFile& file,
                                                const Goal& goal);

}  // namespace firefly
