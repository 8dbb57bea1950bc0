// SPDX-License-Identifier: Apache-2.0
//
// Tables of numbers as recordings: one a segment, at an even rate.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "data/file_formats.h"
#include "data/resample.h"
#include "formats/file_bytes.h"
#include "formats/table.h"

namespace firefly {
namespace {

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

double median(std::vector<double> values) {
  const auto middle =
      values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
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

// Gives an even rate to samples with time stamps, in seconds.
Status use_times(const FileToRead& file, const std::vector<double>& times,
                 Recording& recording, std::vector<Problem>& problems) {
  std::vector<double> steps;
  for (size_t i = 1; i < times.size(); ++i) {
    steps.push_back(times[i] - times[i - 1]);
    if (!(steps.back() >= 0)) {
      return Error{ErrorCode::kInvalidData,
                   fmt::format("{}: the time stamps go back at row {}",
                               recording.source, i + 1)};
    }
  }
  const double length = times.back() - times.front();
  if (steps.empty() || length <= 0) {
    return {};
  }
  // A sensor that is late now and then has the rate of its usual step; stamps
  // that come in bursts (a median of nothing) have that of the whole.
  const double usual = median(steps);
  const double mean = length / static_cast<double>(steps.size());
  const double step = usual > 0.5 * mean ? usual : mean;
  const double worst = *std::max_element(steps.begin(), steps.end());
  constexpr double kGapSteps = 10;
  if (worst > kGapSteps * step) {
    problems.push_back(
        {recording.source,
         fmt::format("has a gap of {:g} s, {:.0f} samples of {:g} s", worst,
                     worst / step, step),
         "cut it there into two segments", false});
  }
  constexpr double kJitter = 0.01;
  const bool is_even = std::all_of(steps.begin(), steps.end(), [&](double s) {
    return std::abs(s - step) <= kJitter * step;
  });
  recording.signal.rate_hz = 1 / step;
  if (!is_even) {
    constexpr double kMaxGrowth = 100;
    if (length / step > kMaxGrowth * static_cast<double>(times.size())) {
      return Error{ErrorCode::kInvalidData,
                   fmt::format("{}: the time stamps leave gaps a hundred times "
                               "as long as the data: check the column '{}'",
                               recording.source, file.parameters.table.time)};
    }
    recording.signal = even_out(recording.signal, times, 1 / step);
    for (Interval& event : recording.intervals) {
      const auto moved = [&](int64_t at) {
        const size_t row = std::min(static_cast<size_t>(at), times.size() - 1);
        return std::llround((times[row] - times.front()) / step);
      };
      event.begin = moved(event.begin);
      event.end = moved(event.end);
    }
  }
  return {};
}

}  // namespace

Expected<std::vector<Recording>> read_table_file(
    const FileToRead& file, std::vector<Problem>& problems) {
  const TableParameters& keys = file.parameters.table;
  const auto table = read_table(
      text_of(file.bytes), {keys.columns, keys.time, keys.label}, file.name);
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
    signal.rate_hz = keys.rate_hz > 0 ? keys.rate_hz : file.sensor.rate_hz;
    signal.channels = static_cast<int>(channels);
    for (size_t i = begin * channels; i < end * channels; ++i) {
      signal.values.push_back(
          static_cast<float>(keys.scale * table->values[i] + keys.offset));
    }
    recording.intervals = events_of(*table, begin, end);
    if (!table->times.empty()) {
      std::vector<double> times(
          table->times.begin() + static_cast<std::ptrdiff_t>(begin),
          table->times.begin() + static_cast<std::ptrdiff_t>(end));
      for (double& time : times) {
        time *= *unit;
      }
      FIREFLY_RETURN_IF_ERROR(use_times(file, times, recording, problems));
    }
  }
  return recordings;
}

}  // namespace firefly
