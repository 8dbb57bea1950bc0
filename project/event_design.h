// SPDX-License-Identifier: Apache-2.0
//
// From the table [events] of a project to the detector of runtime/events, for
// its device and for this machine.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "events/event_detector.h"
#include "frontends/config_writer.h"
#include "graph/status.h"
#include "project/parameters.h"

namespace firefly {

/// What an int8 score stands for: scale · (q − zero_point).
struct ScoreFormat {
  double scale = 1.0 / 256;
  int zero_point = -128;
};

using EventConfig = ConfigWriter<events::EventDetector::Config>;

/// `period_ms` is from inference to inference. Errors name the key: a silent
/// class that is none, no class left, a release above the threshold, times
/// longer than the detector can count.
[[nodiscard]] Expected<EventConfig> design_events(
    const EventParameters& parameters, const std::vector<std::string>& classes,
    const ScoreFormat& format, double period_ms);

/// The detector as the device runs it.
class HostEventDetector {
 public:
  explicit HostEventDetector(EventConfig config);
  HostEventDetector(const HostEventDetector&) = delete;
  HostEventDetector& operator=(const HostEventDetector&) = delete;

  /// The network sleeps: forgets all scores and events.
  void pause() { detector_.pause(); }
  /// Scores of one inference, one for each class.
  events::Event push(std::span<const int8_t> scores);

 private:
  EventConfig config_;
  std::vector<uint64_t> memory_;
  events::EventDetector detector_;
};

/// An averaged score as the number that it stands for.
[[nodiscard]] double real_score(int32_t score, const ScoreFormat& format);

}  // namespace firefly
