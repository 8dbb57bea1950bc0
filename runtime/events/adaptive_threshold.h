// SPDX-License-Identifier: Apache-2.0
//
// What is normal, learnt where the device is: no two machines sound alike.
// Scores are logarithms (events/anomaly_score.h).
#pragma once

#include "events/anomaly_score.h"
#include "features/exp2.h"

namespace firefly::events {

/// Scores beyond these, such as that of nothing at all, count as these.
inline constexpr LogScore kHighestScore = 32 << 15;
inline constexpr LogScore kLowestScore = -kHighestScore;

/// mean + factor · standard deviation of the scores, forgetting slowly. Until
/// `warm_up` scores are seen it only learns; later a score that is above the
/// threshold counts as if it were at it, so that an anomaly that lasts does
/// not soon pass for normal.
class DeviationThreshold {
 public:
  struct Config {
    int32_t warm_up;      ///< Scores, 2 … 2^15.
    int32_t memory_log2;  ///< A new score weighs 2^−memory_log2; 1 … 15.
    int32_t factor_q8;    ///< 0 … 2^15
    /// Q15: the threshold is at least so much above the mean.
    int32_t least_margin;
  };

  void init(const Config& config) {
    config_ = &config;
    reset();
  }

  /// Back to the warm-up.
  void reset() {
    seen_ = 0;
    mean_ = 0;
    variance_ = 0;
  }

  [[nodiscard]] bool is_ready() const { return seen_ == config_->warm_up; }

  /// In Q15; INT32_MAX in the warm-up.
  [[nodiscard]] LogScore threshold() const {
    if (!is_ready()) {
      return INT32_MAX;
    }
    // The variance has twice the bits of a score behind the point.
    const auto deviation = static_cast<int32_t>(
        features::exp2_q15(features::log2_q15(variance_) / 2));
    const auto margin =
        static_cast<int32_t>((int64_t{deviation} * config_->factor_q8) >> 8);
    return mean() + max_of(margin, config_->least_margin);
  }

  /// In Q15.
  [[nodiscard]] LogScore mean() const {
    return static_cast<LogScore>(mean_ >> kMeanBits);
  }

  /// Learns from a score.
  void push(LogScore score) {
    const LogScore taken =
        clamp(score, kLowestScore, min_of(threshold(), kHighestScore));
    const bool was_ready = is_ready();
    seen_ += was_ready ? 0 : 1;
    const int64_t before = int64_t{taken} * (1 << kMeanBits) - mean_;
    // In the warm-up all scores weigh the same (Welford's recurrence).
    const int64_t step =
        was_ready ? before >> config_->memory_log2 : before / seen_;
    mean_ += step;
    const int64_t square =
        (before >> kMeanBits) * ((before - step) >> kMeanBits);
    const int64_t change = square - static_cast<int64_t>(variance_);
    const int64_t learnt =
        was_ready ? change >> config_->memory_log2 : change / seen_;
    variance_ = static_cast<uint64_t>(
        max_of(static_cast<int64_t>(variance_) + learnt, int64_t{0}));
  }

 private:
  static constexpr int kMeanBits = 16;

  const Config* config_;
  int32_t seen_;
  int64_t mean_;       ///< Q31
  uint64_t variance_;  ///< Q30
};

/// A quantile of the scores plus a margin. The estimate goes up by a part of
/// `step` with a score above it and down by the rest with one below, so that in
/// the long run the wanted share lies below; a single score, however high,
/// moves it no further. In the warm-up steps begin at `warm_up` times `step`
/// and get shorter.
class QuantileThreshold {
 public:
  struct Config {
    int32_t warm_up;       ///< Scores, 1 … 2^12.
    int32_t step;          ///< Q15, 1 … 2^15.
    int32_t quantile_q15;  ///< The share below: 32440 for 99 %.
    int32_t margin;        ///< Q15
  };

  void init(const Config& config) {
    config_ = &config;
    reset();
  }

  /// Back to the warm-up.
  void reset() {
    seen_ = 0;
    quantile_ = 0;
  }

  [[nodiscard]] bool is_ready() const { return seen_ == config_->warm_up; }

  /// In Q15; INT32_MAX in the warm-up.
  [[nodiscard]] LogScore threshold() const {
    return is_ready() ? quantile() + config_->margin : INT32_MAX;
  }

  /// The estimate, in Q15.
  [[nodiscard]] LogScore quantile() const {
    return static_cast<LogScore>(quantile_ >> kStepBits);
  }

  /// Learns from a score.
  void push(LogScore score) {
    const LogScore taken = clamp(score, kLowestScore, kHighestScore);
    if (seen_ == 0) {
      quantile_ = int64_t{taken} * (1 << kStepBits);
    }
    int32_t step = config_->step;
    if (!is_ready()) {
      ++seen_;
      step = step * config_->warm_up / seen_;
    }
    const int32_t part = taken > quantile()
                             ? config_->quantile_q15
                             : config_->quantile_q15 - (1 << kStepBits);
    quantile_ += int64_t{step} * part;
  }

 private:
  static constexpr int kStepBits = 15;

  const Config* config_;
  int32_t seen_;
  int64_t quantile_;  ///< Q30
};

}  // namespace firefly::events
