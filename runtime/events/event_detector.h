// SPDX-License-Identifier: Apache-2.0
//
// From the scores of a classifier, inference by inference, to events.
#pragma once

#include "events/score_smoother.h"
#include "events/trigger.h"

namespace firefly::events {

/// Of a class whose scores make no event: no mean reaches it.
inline constexpr int16_t kNeverReached = INT16_MAX;

/// A class makes an event when its averaged score is the highest of all and
/// reaches the class's threshold, as Trigger has it; it makes no other before
/// its score was below its release level.
class EventDetector {
 public:
  static constexpr bool kComparesInput = false;

  struct Config {
    ScoreSmoother::Config average;
    Trigger::Config trigger;
    /// [classes], with kScoreBits behind the point; kNeverReached for classes
    /// such as silence.
    const int16_t* thresholds;
    const int16_t* releases;  ///< [classes], at most the thresholds.
  };

  static constexpr int32_t memory_bytes(const Config& config) {
    return ScoreSmoother::memory_bytes(config.average);
  }

  /// Memory: 8-byte aligned, memory_bytes(config). Keeps both.
  void init(const Config& config, void* memory) {
    config_ = &config;
    smoother_.init(config.average, memory);
    trigger_.init(config.trigger);
  }

  /// Forgets all scores and events.
  void reset() {
    smoother_.reset();
    trigger_.reset();
  }

  /// The network sleeps: what was heard is over.
  void pause() { reset(); }

  /// Scores of one inference, s8 [classes]. An event's score is averaged, with
  /// kScoreBits behind the point.
  Event push(const int8_t* scores) {
    smoother_.push(scores);
    int32_t best = 0;
    int32_t best_score = smoother_.average(0);
    for (int32_t c = 1; c < config_->average.classes; ++c) {
      const int32_t score = smoother_.average(c);
      if (score > best_score) {
        best = c;
        best_score = score;
      }
    }
    const int32_t held = trigger_.held();
    if (held != kNoClass && smoother_.average(held) < config_->releases[held]) {
      trigger_.release();
    }
    const bool is_seen = best_score >= config_->thresholds[best];
    return {trigger_.push(is_seen ? best : kNoClass) ? best : kNoClass,
            best_score};
  }

 private:
  const Config* config_;
  ScoreSmoother smoother_;
  Trigger trigger_;
};

}  // namespace firefly::events
