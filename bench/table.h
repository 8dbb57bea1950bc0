// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "bench/suite.h"
#include "emulator/report.h"

namespace firefly {

/// One model on one board.
struct BenchRow {
  std::string label;
  std::string board;
  std::optional<Report> report;  ///< Absent if it did not run.
  std::string reason;            ///< Why not.
};

/// Runs every model on every board, with `inputs` inputs each (the fixed
/// pattern, then random ones), calling `progress` before each.
[[nodiscard]] std::vector<BenchRow> run_suite(
    const std::vector<SuiteModel>& models,
    const std::vector<std::string>& boards, int inputs,
    const std::function<void(const std::string&)>& progress);

/// As Markdown.
[[nodiscard]] std::string to_markdown(const std::vector<BenchRow>& rows);

}  // namespace firefly
