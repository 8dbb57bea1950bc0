// SPDX-License-Identifier: Apache-2.0
#include "data/file_list.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <initializer_list>
#include <optional>

#include "formats/numbers.h"

namespace firefly {
namespace {

using Names = std::initializer_list<std::string_view>;

// RFC 4180, a line at a time: names of files hold no line breaks.
std::vector<std::string> split_line(std::string_view line) {
  std::vector<std::string> cells(1);
  bool is_quoted = false;
  for (size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"') {
      const bool is_escaped =
          is_quoted && i + 1 < line.size() && line[i + 1] == '"';
      if (is_escaped) {
        cells.back() += line[++i];
      } else {
        is_quoted = !is_quoted;
      }
    } else if (line[i] == ',' && !is_quoted) {
      cells.emplace_back();
    } else {
      cells.back() += line[i];
    }
  }
  for (std::string& cell : cells) {
    cell = trimmed(cell);
  }
  return cells;
}

std::optional<size_t> column_of(const std::vector<std::string>& header,
                                Names names) {
  for (const std::string_view name : names) {
    const auto found = std::find(header.begin(), header.end(), name);
    if (found != header.end()) {
      return static_cast<size_t>(found - header.begin());
    }
  }
  return std::nullopt;
}

std::string cell_at(const std::vector<std::string>& cells,
                    std::optional<size_t> column) {
  return column && *column < cells.size() ? cells[*column] : std::string();
}

/// 0 where the cell is empty.
Expected<double> rate_of(const std::string& cell, const std::string& file,
                         const std::string& name) {
  if (cell.empty()) {
    return 0.0;
  }
  const std::optional<double> rate = parse_number(cell);
  if (!rate || !(*rate > 0 && *rate <= 1e9)) {
    return Error{ErrorCode::kInvalidData,
                 fmt::format("{}: the sample rate of {} is '{}': expected Hz "
                             "above 0, or nothing where the file says it",
                             name, file, cell)};
  }
  return *rate;
}

}  // namespace

Expected<std::vector<ListedFile>> read_file_list(std::string_view text,
                                                 const std::string& name) {
  std::vector<ListedFile> files;
  std::vector<std::string> header;
  std::optional<size_t> file;
  std::optional<size_t> label;
  std::optional<size_t> group;
  std::optional<size_t> split;
  std::optional<size_t> rate;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    const std::string_view line = trimmed(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.empty()) {
      continue;
    }
    const std::vector<std::string> cells = split_line(line);
    if (!header.empty()) {
      const std::string path = cell_at(cells, file);
      const Expected<double> rate_hz =
          rate_of(cell_at(cells, rate), path, name);
      FIREFLY_RETURN_IF_ERROR(rate_hz);
      files.push_back({path, cell_at(cells, label), cell_at(cells, group),
                       cell_at(cells, split), *rate_hz});
      continue;
    }
    header = cells;
    file = column_of(header, {"file", "path", "filename", "file_name", "wav",
                              "audio", "png", "jpg", "image", "csv", "npy"});
    label = column_of(header, {"label", "class", "category", "target"});
    group = column_of(header, {"group", "speaker", "person", "subject", "user",
                               "machine", "session"});
    split = column_of(header, {"split", "set", "subset"});
    rate = column_of(header, {"rate_hz", "sample_rate", "sampling_rate"});
    if (!file) {
      return Error{ErrorCode::kInvalidData,
                   fmt::format("{}: expected a column 'file', found {}", name,
                               fmt::join(header, ", "))};
    }
  }
  return files;
}

}  // namespace firefly
