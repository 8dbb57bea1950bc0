// SPDX-License-Identifier: Apache-2.0
//
// Tables of numbers as recordings: one a segment, at an even rate.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "data/file_formats.h"
#include "data/time_stamps.h"
#include "formats/files.h"
#include "formats/table.h"

namespace firefly {
namespace {

// Of data.table.take: the reader starts a segment at them anyway.
constexpr std::string_view kDashes = "-";

// Seconds of a time stamp's unit.
Expected<double> unit_of(const Table& table, const std::string& key) {
  constexpr std::array<std::pair<std::string_view, double>, 4> kUnits = {
      {{"s", 1}, {"ms", 1e-3}, {"us", 1e-6}, {"ns", 1e-9}}};
  if (table.times_are_dates) {
    return 1.0;
  }
  for (const auto& [unit, seconds] : kUnits) {
    const bool is_named =
        table.time_name.ends_with(fmt::format("_{}", unit)) ||
        table.time_name.ends_with(fmt::format("({})", unit)) ||
        table.time_name.ends_with(fmt::format("[{}]", unit));
    if (key == "auto" ? is_named : key == unit) {
      return seconds;
    }
  }
  if (key == "auto") {
    return 1.0;
  }
  return Error{
      ErrorCode::kUsage,
      fmt::format("time_unit = '{}': expected auto, s, ms, us or ns", key)};
}

// Runs of the same word become events.
std::vector<Interval> events_of(const Table& table, size_t begin, size_t end) {
  std::vector<Interval> events;
  for (size_t i = begin; i < end && !table.labels.empty(); ++i) {
    const auto at = static_cast<int64_t>(i - begin);
    if (events.empty() || events.back().label != table.labels[i]) {
      events.push_back({at, at, table.labels[i]});
    }
    events.back().end = at + 1;
  }
  return events;
}

/// Of a take.
Expected<double> rate_of_rows(const FileToRead& file, const Table& table,
                              size_t begin, size_t end) {
  if (table.rates.empty()) {
    return rate_of(file);
  }
  const auto rows = std::span(table.rates).subspan(begin, end - begin);
  const auto [least, most] = std::minmax_element(rows.begin(), rows.end());
  if (!(*least > 0 && *least == *most && *most <= 1e9)) {
    return Error{
        ErrorCode::kInvalidData,
        fmt::format("{}: the column {} has {} and {} in one take: "
                    "expected one sample rate above 0 Hz",
                    file.name, file.parameters.table.rate, *least, *most)};
  }
  return *least;
}

}  // namespace

Expected<std::vector<Recording>> read_table_file(
    const FileToRead& file, std::vector<Problem>& problems) {
  const TableParameters& keys = file.parameters.table;
  const auto table =
      read_table(text_of(file.bytes),
                 {keys.columns, keys.time, keys.label,
                  keys.take == kDashes ? "" : keys.take, keys.rate},
                 file.name);
  FIREFLY_RETURN_IF_ERROR(table);
  const auto unit = unit_of(*table, keys.time_unit);
  FIREFLY_RETURN_IF_ERROR(unit);
  if (table->skipped_lines > 0) {
    problems.push_back(
        {file.name,
         fmt::format("holds {} lines that are no rows of {} numbers, the first "
                     "at line {}",
                     table->skipped_lines, table->columns.size(),
                     table->first_skipped_line),
         "delete them", false});
  }
  std::vector<Recording> recordings;
  const size_t channels = table->columns.size();
  for (size_t s = 0; s < table->segments.size(); ++s) {
    const size_t begin = table->segments[s];
    const size_t end =
        s + 1 < table->segments.size() ? table->segments[s + 1] : table->rows();
    Recording& recording = recordings.emplace_back();
    recording.source = table->segments.size() == 1
                           ? file.name
                           : fmt::format("{}#{}", file.name, s + 1);
    Signal& signal = recording.signal;
    const Expected<double> rate = rate_of_rows(file, *table, begin, end);
    FIREFLY_RETURN_IF_ERROR(rate);
    signal.rate_hz = *rate;
    signal.channels = static_cast<int>(channels);
    for (size_t i = begin * channels; i < end * channels; ++i) {
      signal.values.push_back(
          static_cast<float>(keys.scale * table->values[i] + keys.offset));
    }
    if (!keys.take.empty()) {
      recording.group = group_by_content(signal);
    }
    recording.intervals = events_of(*table, begin, end);
    if (!table->times.empty()) {
      std::vector<double> times(
          table->times.begin() + static_cast<std::ptrdiff_t>(begin),
          table->times.begin() + static_cast<std::ptrdiff_t>(end));
      for (double& time : times) {
        time *= *unit;
      }
      FIREFLY_RETURN_IF_ERROR(
          even_time_stamps(std::move(times), recording, problems));
    }
  }
  return recordings;
}

}  // namespace firefly
