// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "events/adaptive_threshold.h"
#include "events/trigger.h"

namespace firefly::events {

/// From anomaly scores to events: above `Threshold`, which is
/// DeviationThreshold or QuantileThreshold, as Trigger has it; over once the
/// score is `hysteresis` below.
template <class Threshold>
class AnomalyDetector {
 public:
  struct Config {
    typename Threshold::Config threshold;
    Trigger::Config trigger;
    int32_t hysteresis;  ///< log2 in Q15
  };

  void init(const Config& config) {
    config_ = &config;
    threshold_.init(config.threshold);
    trigger_.init(config.trigger);
  }

  /// Back to the warm-up.
  void reset() {
    threshold_.reset();
    trigger_.reset();
  }

  /// One score. Whether it makes an event.
  bool push(LogScore score) {
    const LogScore limit = threshold_.threshold();
    threshold_.push(score);
    const bool is_anomalous = score > limit;
    if (score < limit - config_->hysteresis) {
      trigger_.release();
    }
    return trigger_.push(is_anomalous ? 0 : kNoClass);
  }

  [[nodiscard]] const Threshold& threshold() const { return threshold_; }

 private:
  const Config* config_;
  Threshold threshold_;
  Trigger trigger_;
};

}  // namespace firefly::events
