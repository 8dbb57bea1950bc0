// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "bench/suite.h"
#include "emulator/report.h"

namespace firefly {

/// One model on one board, compiled in one way.
struct RowKey {
  std::string model;    ///< Label in the suite.
  std::string board;    ///< Name.
  std::string setting;  ///< As parse_setting() takes it.
  auto operator<=>(const RowKey&) const = default;
};

struct BenchRow {
  RowKey key;
  std::optional<Report> report;  ///< Absent if it did not run.
  std::string reason;            ///< Why not.
};

/// Compiles, runs and compares `inputs` inputs with the reference: the fixed
/// pattern, then random ones.
[[nodiscard]] BenchRow measure_row(const Suite& suite, const RowKey& key,
                                   int inputs);

/// All rows in turn, calling `progress` before each.
[[nodiscard]] std::vector<BenchRow> measure_rows(
    const Suite& suite, const std::vector<RowKey>& keys, int inputs,
    const std::function<void(const std::string&)>& progress);

/// "KWS on cortex-m4 --fit ram"
[[nodiscard]] std::string to_string(const RowKey& key);

}  // namespace firefly
