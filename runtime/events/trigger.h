// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "events/event.h"
#include "kernels/base.h"

namespace firefly::events {

/// When what is seen becomes an event: after it was seen several times in a
/// row, once until it is gone, and not too soon after the last.
class Trigger {
 public:
  struct Config {
    int32_t least_count;  ///< Steps in a row; 1 or more.
    int32_t suppression;  ///< Steps from an event to the next, at least.
  };

  void init(const Config& config) {
    config_ = &config;
    reset();
  }

  /// As if there never was an event.
  void reset() {
    candidate_ = kNoClass;
    run_ = 0;
    held_ = kNoClass;
    since_event_ = config_->suppression;
  }

  /// The class of the last event, which makes no other until it is released
  /// or another class makes one; else kNoClass.
  [[nodiscard]] int32_t held() const { return held_; }
  void release() { held_ = kNoClass; }

  /// One step, in which `candidate`, or kNoClass, is seen. Whether it is an
  /// event.
  bool push(int32_t candidate) {
    since_event_ = min_of(since_event_ + 1, config_->suppression);
    run_ = candidate == candidate_ ? min_of(run_ + 1, config_->least_count) : 1;
    candidate_ = candidate;
    if (candidate == kNoClass || candidate == held_ ||
        run_ < config_->least_count || since_event_ < config_->suppression) {
      return false;
    }
    held_ = candidate;
    since_event_ = 0;
    return true;
  }

 private:
  const Config* config_;
  int32_t candidate_;
  int32_t run_;  ///< Of the candidate; counted no further than needed.
  int32_t held_;
  int32_t since_event_;  ///< Counted no further than needed.
};

}  // namespace firefly::events
