// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/base.h"

namespace firefly::events {

/// Behind the point of an averaged score, whose unit is that of int8 scores.
inline constexpr int32_t kScoreBits = 8;

/// Means of the newest scores of each class: one inference alone is a poor
/// witness.
class ScoreSmoother {
 public:
  struct Config {
    int32_t classes;
    int32_t length;  ///< Inferences, 1 … 2^15.
  };

  static constexpr int32_t memory_bytes(const Config& config) {
    return (config.classes * int32_t{sizeof(int32_t)} +
            config.length * config.classes + 7) &
           ~7;
  }

  /// Memory: 8-byte aligned, memory_bytes(config). Keeps both.
  void init(const Config& config, void* memory) {
    config_ = &config;
    sums_ = static_cast<int32_t*>(memory);
    scores_ = reinterpret_cast<int8_t*>(sums_ + config.classes);
    reset();
  }

  /// Forgets all scores.
  void reset() {
    count_ = 0;
    next_ = 0;
    for (int32_t c = 0; c < config_->classes; ++c) {
      sums_[c] = 0;
    }
  }

  /// Those of one inference, s8 [classes].
  void push(const int8_t* scores) {
    int8_t* const oldest = scores_ + next_ * config_->classes;
    const bool is_full = count_ == config_->length;
    for (int32_t c = 0; c < config_->classes; ++c) {
      sums_[c] += scores[c] - (is_full ? oldest[c] : 0);
      oldest[c] = scores[c];
    }
    count_ += is_full ? 0 : 1;
    next_ = next_ + 1 == config_->length ? 0 : next_ + 1;
  }

  /// Mean of what was pushed, `length` at most, with kScoreBits behind the
  /// point, rounded down. Something must have been pushed.
  [[nodiscard]] int32_t average(int32_t class_index) const {
    const int32_t sum = sums_[class_index] * (1 << kScoreBits);
    return sum / count_ - (sum % count_ < 0 ? 1 : 0);
  }

 private:
  const Config* config_;
  int32_t* sums_;   ///< [classes]
  int8_t* scores_;  ///< [length][classes]
  int32_t count_;
  int32_t next_;  ///< Where the next scores go: the oldest are there.
};

}  // namespace firefly::events
