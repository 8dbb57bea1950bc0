// SPDX-License-Identifier: Apache-2.0
#include "evaluation/detection.h"

#include <algorithm>
#include <tuple>

namespace firefly {

OperatingPoint count_detections(std::span<const DetectionStream> streams,
                                double threshold, double tolerance_s) {
  OperatingPoint point;
  point.threshold = threshold;
  for (const DetectionStream& stream : streams) {
    point.hours += stream.seconds / 3600;
    point.events += static_cast<int64_t>(stream.events.size());
    std::vector<bool> found(stream.events.size());
    for (const DetectionStream::Detection& detection : stream.detections) {
      if (detection.score < threshold) {
        continue;
      }
      const auto event = std::find_if(
          stream.events.begin(), stream.events.end(), [&](const auto& e) {
            return detection.second >= e.begin &&
                   detection.second <= e.end + tolerance_s;
          });
      if (event == stream.events.end()) {
        ++point.false_accepts;
      } else {
        found[static_cast<size_t>(event - stream.events.begin())] = true;
      }
    }
    point.missed += std::count(found.begin(), found.end(), false);
  }
  return point;
}

std::vector<OperatingPoint> detection_curve(
    std::span<const DetectionStream> streams,
    std::span<const double> thresholds, double tolerance_s) {
  std::vector<OperatingPoint> curve;
  curve.reserve(thresholds.size());
  for (const double threshold : thresholds) {
    curve.push_back(count_detections(streams, threshold, tolerance_s));
  }
  return curve;
}

OperatingPoint choose_operating_point(std::span<const OperatingPoint> curve,
                                      double limit) {
  const auto rank = [limit](const OperatingPoint& point) {
    const double rate = point.false_accepts_per_hour();
    const bool too_many = rate > limit;
    return std::make_tuple(too_many, too_many ? rate : 0.0, point.missed, rate);
  };
  return *std::min_element(
      curve.begin(), curve.end(),
      [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
}

}  // namespace firefly
