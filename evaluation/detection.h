// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace firefly {

/// What a detector said about one stream, and what was there.
struct DetectionStream {
  double seconds = 0;
  /// Times of detections, ascending; each with its score.
  struct Detection {
    double second = 0;
    double score = 0;
  };
  std::vector<Detection> detections;
  /// Stretches in which one detection is right; ascending, not overlapping.
  struct Event {
    double begin = 0;
    double end = 0;
  };
  std::vector<Event> events;
};

/// A detector at one threshold.
struct OperatingPoint {
  double threshold = 0;
  int64_t events = 0;
  int64_t missed = 0;
  int64_t false_accepts = 0;
  double hours = 0;

  [[nodiscard]] double false_rejection_rate() const {
    return events == 0
               ? 0
               : static_cast<double>(missed) / static_cast<double>(events);
  }
  [[nodiscard]] double false_accepts_per_hour() const {
    return hours == 0 ? 0 : static_cast<double>(false_accepts) / hours;
  }
};

/// Counts at one threshold. A detection is right if it falls into an event, up
/// to `tolerance_s` after its end; a further one in the same event counts
/// neither way. Any other is a false accept.
[[nodiscard]] OperatingPoint count_detections(
    std::span<const DetectionStream> streams, double threshold,
    double tolerance_s);

/// The trade at each of `thresholds`.
[[nodiscard]] std::vector<OperatingPoint> detection_curve(
    std::span<const DetectionStream> streams,
    std::span<const double> thresholds, double tolerance_s);

/// The point with the fewest misses among those with at most `limit` false
/// accepts an hour; of equals the one with fewer false accepts. If none keeps
/// the limit, the one with the fewest false accepts. `curve` is not empty.
[[nodiscard]] OperatingPoint choose_operating_point(
    std::span<const OperatingPoint> curve, double limit);

}  // namespace firefly
