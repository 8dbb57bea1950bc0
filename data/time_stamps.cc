// SPDX-License-Identifier: Apache-2.0
#include "data/time_stamps.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "data/resample.h"

namespace firefly {
namespace {

double median(std::vector<double> values) {
  const auto middle =
      values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// Drops rows earlier than one before them, and moves the events. Returns the
// first of them, from 1, or 0.
size_t drop_backward(std::vector<double>& times, Recording& recording) {
  const auto channels = static_cast<size_t>(recording.signal.channels);
  std::vector<float>& values = recording.signal.values;
  std::vector<int64_t> new_index(times.size() + 1);
  size_t kept = 0;
  size_t first = 0;
  for (size_t i = 0; i < times.size(); ++i) {
    new_index[i] = static_cast<int64_t>(kept);
    // Also what is no number.
    if (kept > 0 && !(times[i] >= times[kept - 1])) {
      first = first == 0 ? i + 1 : first;
      continue;
    }
    times[kept] = times[i];
    std::copy_n(values.begin() + static_cast<std::ptrdiff_t>(i * channels),
                channels,
                values.begin() + static_cast<std::ptrdiff_t>(kept * channels));
    ++kept;
  }
  new_index.back() = static_cast<int64_t>(kept);
  times.resize(kept);
  values.resize(kept * channels);
  for (Interval& event : recording.intervals) {
    event.begin = new_index[static_cast<size_t>(event.begin)];
    event.end = new_index[static_cast<size_t>(event.end)];
  }
  return first;
}

void spread_evenly(const std::vector<double>& times, double step,
                   Recording& recording) {
  recording.signal = even_out(recording.signal, times, 1 / step);
  const auto moved = [&](int64_t at) {
    const size_t row = std::min(static_cast<size_t>(at), times.size() - 1);
    return std::llround((times[row] - times.front()) / step);
  };
  for (Interval& event : recording.intervals) {
    event.begin = moved(event.begin);
    event.end = moved(event.end);
  }
}

}  // namespace

Status even_time_stamps(std::vector<double> times, Recording& recording,
                        std::vector<Problem>& problems) {
  constexpr double kMaxDropped = 0.05;
  const size_t rows = times.size();
  if (const size_t first = drop_backward(times, recording); first > 0) {
    const size_t dropped = rows - times.size();
    if (static_cast<double>(dropped) >
        kMaxDropped * static_cast<double>(rows)) {
      return Error{ErrorCode::kInvalidData,
                   fmt::format("{}: the time stamps go back, first at row {}",
                               recording.source, first)};
    }
    problems.push_back(
        {recording.source,
         fmt::format("has {} rows whose time stamps go back, first at row {}; "
                     "they are not used",
                     dropped, first),
         "use a clock without summer time, and count milliseconds", false});
  }
  const double length = times.empty() ? 0 : times.back() - times.front();
  if (!(length > 0)) {
    return {};
  }
  std::vector<double> steps;
  for (size_t i = 1; i < times.size(); ++i) {
    steps.push_back(times[i] - times[i - 1]);
  }
  // A sensor that is late now and then has the rate of its usual step; stamps
  // that come in bursts (a median of nothing) have that of the whole.
  const double usual = median(steps);
  const double mean = length / static_cast<double>(steps.size());
  const double step = usual > 0.5 * mean ? usual : mean;
  constexpr double kMaxGrowth = 100;
  if (length / step > kMaxGrowth * static_cast<double>(times.size())) {
    return Error{ErrorCode::kInvalidData,
                 fmt::format("{}: the gaps between its time stamps are a "
                             "hundred times as long as the data",
                             recording.source)};
  }
  const double worst = *std::max_element(steps.begin(), steps.end());
  constexpr double kGapSteps = 10;
  if (worst > kGapSteps * step) {
    problems.push_back(
        {recording.source,
         fmt::format("has a gap of {:g} s, {:.0f} samples of {:g} s", worst,
                     worst / step, step),
         "cut it there with a line of dashes: two segments", false});
  }
  constexpr double kJitter = 0.01;
  const bool is_even = std::all_of(steps.begin(), steps.end(), [&](double s) {
    return std::abs(s - step) <= kJitter * step;
  });
  recording.signal.rate_hz = 1 / step;
  recording.begin_s = times.front();
  if (!is_even) {
    spread_evenly(times, step, recording);
  }
  return {};
}

}  // namespace firefly
