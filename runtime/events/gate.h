// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/base.h"

namespace firefly::events {

/// A cascade: a small detector, always on, wakes a larger one, which sleeps
/// while the gate is closed.
class Gate {
 public:
  struct Config {
    int32_t threshold;  ///< Of the small detector's score; any unit.
    int32_t hold;       ///< Steps that the gate stays open after the last one
                        ///< at the threshold or above.
  };

  void init(const Config& config) {
    config_ = &config;
    reset();
  }

  /// Closes it.
  void reset() { left_ = 0; }

  /// One score of the small detector. Whether the gate is open for this step.
  bool push(int32_t score) {
    if (score >= config_->threshold) {
      left_ = config_->hold + 1;
    }
    const bool is_open = left_ > 0;
    left_ -= is_open ? 1 : 0;
    return is_open;
  }

 private:
  const Config* config_;
  int32_t left_;
};

}  // namespace firefly::events
