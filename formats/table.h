// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "graph/status.h"

namespace firefly {

/// What to take from a table of numbers. A column is named as in the header, or
/// "#3" for the third.
struct TableOptions {
  std::vector<std::string> columns;  ///< Empty: all that are not used below.
  std::string time;   ///< "auto": a first column called like time; "none".
  std::string label;  ///< A column of words; empty: none.
  /// A column of numbers or words whose change starts a segment; empty: none.
  std::string take = {};
  std::string rate = {};  ///< A column of sample rates; empty: none.
};

/// The rows of a table of numbers.
struct Table {
  std::vector<std::string> columns;  ///< Names; "#1" … without a header.
  std::vector<double> values;        ///< Row after row; NaN for empty cells.
  std::vector<double> times;         ///< A row each, or empty. As written;
                                     ///< dates as seconds since 1970.
  std::string time_name;             ///< Of the column, for its unit.
  bool times_are_dates = false;
  std::vector<std::string> labels;  ///< A row each, or empty.
  std::vector<double> rates;        ///< A row each, or empty.
  std::vector<size_t> segments;     ///< First row of each; starts with 0.
  size_t skipped_lines = 0;         ///< Among the rows, that are none.
  size_t first_skipped_line = 0;    ///< From 1.

  [[nodiscard]] size_t rows() const {
    return columns.empty() ? 0 : values.size() / columns.size();
  }
};

/// Reads numbers separated by commas, semicolons, tabs or blanks, with or
/// without a header; a line of dashes ("-,-,-") starts a new segment. Text
/// around the table (a terminal's log) is skipped and counted. `name` starts
/// every message.
[[nodiscard]] Expected<Table> read_table(std::string_view text,
                                         const TableOptions& options,
                                         const std::string& name);

}  // namespace firefly
