// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "events/event_detector.h"
#include "project/parameters.h"

namespace firefly {

/// The device's event detector on the host, set up as [events] says.
class Detector {
 public:
  /// `period_ms` from inference to inference.
  Detector(const EventParameters& parameters,
           const std::vector<std::string>& classes, double period_ms);
  Detector(const Detector&) = delete;
  Detector& operator=(const Detector&) = delete;

  void reset() { detector_.reset(); }
  /// Scores of one inference, one a class.
  events::Event push(std::span<const int8_t> scores) {
    return detector_.push(scores.data());
  }

  [[nodiscard]] const events::EventDetector::Config& config() const {
    return config_;
  }
  [[nodiscard]] int memory_bytes() const {
    return events::EventDetector::memory_bytes(config_);
  }

 private:
  std::vector<int16_t> thresholds_;
  std::vector<int16_t> releases_;
  events::EventDetector::Config config_;
  std::vector<uint64_t> memory_;
  events::EventDetector detector_;
};

/// A score 0 … 1 in the units of events::Event, and back.
[[nodiscard]] int16_t score_level(double score);
[[nodiscard]] double score_of_level(int32_t level);

}  // namespace firefly
