// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/base.h"

namespace firefly::events {

/// When a network runs that an event of another one wakes: some steps after the
/// newest event, for some steps.
class WakeTimer {
 public:
  struct Config {
    int32_t delay;  ///< Steps from the one with the event to the first awake.
    int32_t hold;   ///< Further steps awake; the sum below 2^31.
  };

  void init(const Config& config) {
    config_ = &config;
    reset();
  }

  /// As if there never was an event.
  void reset() { since_ = config_->delay + config_->hold + 1; }

  /// One step. Whether it is one awake.
  bool push(bool has_event) {
    const int32_t last = config_->delay + config_->hold;
    since_ = has_event ? 0 : min_of(since_, last) + 1;
    return since_ >= config_->delay && since_ <= last;
  }

 private:
  const Config* config_;
  int32_t since_;  ///< Steps since the event; counted no further than needed.
};

}  // namespace firefly::events
