// SPDX-License-Identifier: Apache-2.0
#include "data/segments.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace firefly {

void rescale(double ratio, Recording& recording) {
  if (!(ratio > 0) || ratio == 1) {
    return;
  }
  const auto moved = [&](int64_t at) {
    return std::clamp<int64_t>(std::llround(static_cast<double>(at) * ratio), 0,
                               recording.signal.samples());
  };
  for (Interval& event : recording.intervals) {
    event = {moved(event.begin), moved(event.end), std::move(event.label)};
  }
}

Recording stretch_of(const Recording& recording, int64_t begin, int64_t end) {
  Recording stretch;
  stretch.source = recording.source;
  stretch.label = recording.label;
  stretch.group = recording.group;
  stretch.split = recording.split;
  const Signal& signal = recording.signal;
  stretch.begin_s = recording.begin_s;
  if (signal.rate_hz > 0) {
    stretch.begin_s += static_cast<double>(begin) / signal.rate_hz;
  }
  stretch.signal.rate_hz = signal.rate_hz;
  stretch.signal.channels = signal.channels;
  stretch.signal.values.assign(signal.values.begin() + begin * signal.channels,
                               signal.values.begin() + end * signal.channels);
  for (const Interval& event : recording.intervals) {
    if (event.begin >= begin && event.begin < end) {
      stretch.intervals.push_back(
          {event.begin - begin, std::min(event.end, end) - begin, event.label});
    }
  }
  return stretch;
}

std::vector<Recording> cut_segments(const DataParameters& parameters,
                                    std::vector<Recording> recordings) {
  if (parameters.segments == Segments::kWhole) {
    return recordings;
  }
  std::vector<Recording> segments;
  for (const Recording& recording : recordings) {
    const double rate_hz = recording.signal.rate_hz;
    const auto before = std::llround(parameters.before_ms * 1e-3 * rate_hz);
    const auto after = std::llround(parameters.after_ms * 1e-3 * rate_hz);
    for (const Interval& event : recording.intervals) {
      const bool is_around = parameters.segments == Segments::kAround;
      const int64_t begin = is_around ? event.begin - before : event.begin;
      const int64_t end = is_around ? event.begin + after : event.end;
      if (begin < 0 || end > recording.signal.samples() || end <= begin) {
        continue;
      }
      Recording segment = stretch_of(recording, begin, end);
      segment.source = fmt::format("{}@{}", recording.source, event.begin);
      segment.label = event.label;
      segment.intervals.clear();
      segments.push_back(std::move(segment));
    }
  }
  return segments;
}

std::vector<Recording> cut_by_time(const SplitParameters& parameters,
                                   std::vector<Recording> recordings) {
  std::vector<Recording> parts;
  for (const Recording& recording : recordings) {
    const auto samples = static_cast<double>(recording.signal.samples());
    const double test = parameters.test_percent / 100;
    const double validation = parameters.validation_percent / 100;
    const int64_t first =
        std::llround(samples * std::max(0.0, 1 - test - validation));
    const int64_t second = std::llround(samples * (1 - test));
    const std::pair<const char*, std::pair<int64_t, int64_t>> cuts[] = {
        {"train", {0, first}},
        {"validation", {first, second}},
        {"test", {second, recording.signal.samples()}}};
    for (const auto& [split, range] : cuts) {
      if (range.second > range.first) {
        parts.push_back(stretch_of(recording, range.first, range.second));
        parts.back().split = split;
        // What is split by time is one group a part, by intent.
        parts.back().group = fmt::format("{}@{}", recording.group, split);
        parts.back().source = fmt::format("{}@{}", recording.source, split);
      }
    }
  }
  return parts;
}

}  // namespace firefly
