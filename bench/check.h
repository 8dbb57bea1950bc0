// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "bench/figures.h"

namespace firefly {

/// How new figures compare with committed ones, a line for people each.
struct Comparison {
  std::vector<std::string> worse;
  std::vector<std::string> better;
};

/// A figure is worse (better) when it grew (shrank) by more than 0.1 %; a row
/// that does not run or is not exact any more is worse. Cycles of another
/// timing model are not compared.
void compare(const Figures& committed, const Figures& now,
             Comparison& comparison);

/// Compares the committed rows with what `measure` finds now, calling
/// `progress` before each.
[[nodiscard]] Comparison check_rows(
    const std::vector<Figures>& committed,
    const std::function<Figures(const RowKey&)>& measure,
    const std::function<void(const std::string&)>& progress);

}  // namespace firefly
