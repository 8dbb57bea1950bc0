// SPDX-License-Identifier: Apache-2.0
#include "formats/table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <span>

#include "formats/numbers.h"

namespace firefly {
namespace {

using Cells = std::vector<std::string_view>;

constexpr char kBlank = ' ';
// A table that has not begun by then is none.
constexpr size_t kMaxPreambleLines = 1000;
constexpr char kSeparators[] = {',', ';', '\t', kBlank};

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    lines.push_back(trimmed(text.substr(0, end)));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

void split(std::string_view line, char separator, Cells& cells) {
  cells.clear();
  while (true) {
    const size_t end =
        separator == kBlank ? line.find_first_of(" \t") : line.find(separator);
    std::string_view cell = trimmed(line.substr(0, end));
    if (cell.size() >= 2 && cell.front() == '"' && cell.back() == '"') {
      cell = cell.substr(1, cell.size() - 2);
    }
    cells.push_back(cell);
    if (end == std::string_view::npos) {
      return;
    }
    line.remove_prefix(end + 1);
    if (separator == kBlank) {
      line = trimmed(line);
    }
  }
}

bool is_break(std::string_view line) {
  return line.find('-') != std::string_view::npos &&
         line.find_first_not_of("-,; \t") == std::string_view::npos;
}

bool sounds_like_time(std::string_view name) {
  std::string lower(name);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return lower.starts_with("time") || lower.starts_with("date") ||
         lower.starts_with("t_") || lower == "t" || lower == "ts";
}

/// Where the table begins and which of a line's cells are what.
struct Layout {
  size_t first_row = 0;  // Of the lines.
  char separator = ',';
  Cells header;  // Empty without one.
  size_t width = 0;
  std::vector<size_t> values;
  std::optional<size_t> time;
  std::optional<size_t> label;
  std::optional<size_t> take;
  std::optional<size_t> rate;
};

std::optional<size_t> index_of(std::string_view column, const Cells& header,
                               size_t width) {
  if (column.starts_with('#')) {
    const std::optional<double> index = parse_number(column.substr(1));
    const bool is_there =
        index && *index >= 1 && *index <= static_cast<double>(width);
    return is_there ? std::optional(static_cast<size_t>(*index) - 1)
                    : std::nullopt;
  }
  const auto found = std::find(header.begin(), header.end(), column);
  return found == header.end()
             ? std::nullopt
             : std::optional(static_cast<size_t>(found - header.begin()));
}

// Fills in which cells are what; false if a column is not there.
bool assign_columns(const TableOptions& options, Layout& layout) {
  const auto index = [&](std::string_view column) {
    return index_of(column, layout.header, layout.width);
  };
  if (options.time == "auto") {
    const bool is_time =
        !layout.header.empty() && sounds_like_time(layout.header.front());
    layout.time = is_time ? std::optional<size_t>(0) : std::nullopt;
  } else if (options.time != "none") {
    layout.time = index(options.time);
  }
  const auto find = [&](const std::string& column, std::optional<size_t>& at) {
    at = column.empty() ? std::nullopt : index(column);
    return column.empty() || at;
  };
  const bool are_there = find(options.label, layout.label) &&
                         find(options.take, layout.take) &&
                         find(options.rate, layout.rate);
  layout.values.clear();
  for (const std::string& column : options.columns) {
    const auto at = index(column);
    if (!at) {
      return false;
    }
    layout.values.push_back(*at);
  }
  for (size_t i = 0; options.columns.empty() && i < layout.width; ++i) {
    if (layout.time != i && layout.label != i && layout.take != i &&
        layout.rate != i) {
      layout.values.push_back(i);
    }
  }
  return (options.time == "auto" || options.time == "none" || layout.time) &&
         are_there && !layout.values.empty();
}

struct Row {
  std::vector<double> values;
  double time = 0;
  bool time_is_date = false;
  std::string_view label;
  std::string_view take;
  double rate = 0;
};

bool parse_row(const Cells& cells, const Layout& layout, Row& row) {
  if (cells.size() != layout.width) {
    return false;
  }
  row.values.clear();
  bool has_number = false;
  for (const size_t at : layout.values) {
    const auto number = parse_number(cells[at]);
    if (!number && !cells[at].empty()) {
      return false;
    }
    has_number |= number.has_value();
    row.values.push_back(
        number.value_or(std::numeric_limits<double>::quiet_NaN()));
  }
  if (layout.time) {
    auto time = parse_number(cells[*layout.time]);
    row.time_is_date = !time;
    time = time ? time : parse_date(cells[*layout.time]);
    if (!time) {
      return false;
    }
    row.time = *time;
  }
  if (layout.rate) {
    const auto rate = parse_number(cells[*layout.rate]);
    if (!rate) {
      return false;
    }
    row.rate = *rate;
  }
  row.take = layout.take ? cells[*layout.take] : std::string_view();
  row.label = layout.label ? cells[*layout.label] : std::string_view();
  return has_number;
}

// An empty name is what pandas gives its column of row numbers.
bool is_header(const Cells& cells) {
  return std::none_of(cells.begin(), cells.end(), [](std::string_view cell) {
    return parse_number(cell).has_value();
  });
}

// The first line that is a row, under the line of names if there is one.
std::optional<Layout> find_layout(std::span<const std::string_view> lines,
                                  const TableOptions& options) {
  Cells cells;
  Row row;
  std::string_view previous;
  for (size_t i = 0; i < std::min(lines.size(), kMaxPreambleLines); ++i) {
    if (lines[i].empty() || is_break(lines[i])) {
      continue;
    }
    for (const char separator : kSeparators) {
      split(lines[i], separator, cells);
      Layout layout{i, separator, {}, cells.size(), {}, {}, {}, {}, {}};
      split(previous, separator, layout.header);
      if (layout.header.size() != cells.size() || !is_header(layout.header)) {
        layout.header.clear();
      }
      // A line of one cell may yet have several with another separator.
      if ((cells.size() > 1 || separator == kBlank) &&
          assign_columns(options, layout) && parse_row(cells, layout, row)) {
        return layout;
      }
    }
    previous = lines[i];
  }
  return std::nullopt;
}

Table read_rows(std::span<const std::string_view> lines, const Layout& layout) {
  Table table;
  for (const size_t at : layout.values) {
    table.columns.push_back(layout.header.empty()
                                ? fmt::format("#{}", at + 1)
                                : std::string(layout.header[at]));
  }
  if (layout.time && !layout.header.empty()) {
    table.time_name = layout.header[*layout.time];
  }
  Cells cells;
  Row row;
  bool starts_segment = true;
  std::string_view take;
  for (size_t i = layout.first_row; i < lines.size(); ++i) {
    if (is_break(lines[i])) {
      starts_segment = true;
      continue;
    }
    split(lines[i], layout.separator, cells);
    if (lines[i].empty() || !parse_row(cells, layout, row)) {
      const bool is_first = !lines[i].empty() && table.skipped_lines++ == 0;
      table.first_skipped_line = is_first ? i + 1 : table.first_skipped_line;
      continue;
    }
    starts_segment |= row.take != take;
    take = row.take;
    if (starts_segment) {
      table.segments.push_back(table.rows());
      starts_segment = false;
    }
    table.values.insert(table.values.end(), row.values.begin(),
                        row.values.end());
    if (layout.time) {
      table.times.push_back(row.time);
      table.times_are_dates |= row.time_is_date;
    }
    if (layout.rate) {
      table.rates.push_back(row.rate);
    }
    if (layout.label) {
      table.labels.emplace_back(row.label);
    }
  }
  return table;
}

}  // namespace

Expected<Table> read_table(std::string_view text, const TableOptions& options,
                           const std::string& name) {
  const std::vector<std::string_view> lines = lines_of(text);
  const std::optional<Layout> layout = find_layout(lines, options);
  if (!layout) {
    const std::string wanted =
        options.columns.empty()
            ? "rows of numbers"
            : fmt::format("columns {}", fmt::join(options.columns, ", "));
    std::string also;
    const auto add = [&](std::string_view what, const std::string& column) {
      also += column.empty() ? "" : fmt::format(" and {} in {}", what, column);
    };
    add("times", options.time == "auto" || options.time == "none"
                     ? std::string()
                     : options.time);
    add("takes", options.take);
    add("rates", options.rate);
    return Error{
        ErrorCode::kInvalidData,
        fmt::format("{}: expected {}{}, found none", name, wanted, also)};
  }
  return read_rows(lines, *layout);
}

}  // namespace firefly
