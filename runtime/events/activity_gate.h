// SPDX-License-Identifier: Apache-2.0
//
// A cascade of one multiplication a sample and a network: it sleeps while
// nothing goes on.
#pragma once

#include "events/anomaly_score.h"
#include "events/gate.h"

namespace firefly::events {

/// How much goes on is the mean square of the difference from each sample to
/// the next: blind to gravity, offsets and slow drift, and it needs no filter.
class ActivityGate {
 public:
  struct Config {
    int32_t channels;
    Gate::Config gate;  ///< Of level(); a step is one of the network's.
  };

  /// Memory: 2-byte aligned, memory_bytes(config). Keeps both.
  void init(const Config& config, void* memory) {
    config_ = &config;
    before_ = static_cast<int16_t*>(memory);
    gate_.init(config.gate);
    reset();
  }

  /// Closes it; the next sample is the first.
  void reset() {
    gate_.reset();
    has_before_ = false;
    level_ = 0;
    sum_ = 0;
    count_ = 0;
  }

  /// Samples that belong to the step that is to come: s16 [count][channels].
  void watch(const int16_t* samples, int32_t count) {
    for (int32_t i = 0; i < count; ++i) {
      for (int32_t c = 0; c < config_->channels; ++c) {
        const int32_t change = has_before_ ? *samples - before_[c] : 0;
        // Up to 65535, whose square needs the sign bit.
        sum_ += static_cast<uint32_t>(change) * static_cast<uint32_t>(change);
        before_[c] = *samples++;
      }
      has_before_ = true;
    }
    count_ += count * config_->channels;
  }

  /// Rows of features tell it nothing.
  void see(const int8_t* /*row*/) {}

  /// The step is there. Whether the network is to run.
  bool step() {
    level_ = features::log2_q15(sum_) -
             features::log2_q15(static_cast<uint64_t>(count_));
    sum_ = 0;
    count_ = 0;
    return gate_.push(level_);
  }

  /// Of the newest step: log2 in Q15 of the mean squared difference.
  [[nodiscard]] LogScore level() const { return level_; }

  static constexpr int32_t memory_bytes(const Config& config) {
    return config.channels * int32_t{sizeof(int16_t)};
  }

 private:
  const Config* config_;
  int16_t* before_;  ///< [channels]
  Gate gate_;
  uint64_t sum_;
  int32_t count_;  ///< Of the differences in it.
  LogScore level_;
  bool has_before_;
};

}  // namespace firefly::events
