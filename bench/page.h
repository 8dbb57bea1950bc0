// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "bench/baseline.h"
#include "bench/figures.h"

namespace firefly {

/// Every row, as a Markdown table.
[[nodiscard]] std::string rows_table(const std::vector<BenchRow>& rows);

/// The rows of the default setting that the baseline knows, beside it, as
/// Markdown tables; empty without any.
[[nodiscard]] std::string baseline_tables(const FiguresFile& file,
                                          const Baseline& baseline);

/// The goals about models of the file: met or missed.
[[nodiscard]] std::string goals_table(const FiguresFile& file,
                                      const Baseline& baseline);

/// The whole page: what it is, how it was made, and these tables.
[[nodiscard]] std::string to_markdown(const FiguresFile& file,
                                      const std::vector<BenchRow>& rows,
                                      int inputs, bool with_goals);

}  // namespace firefly
