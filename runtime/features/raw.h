// SPDX-License-Identifier: Apache-2.0
//
// Samples as they are, scaled to int8: for motion and other slow signals whose
// network reads the signal itself.
#pragma once

#include "features/prefilter.h"
#include "features/scale_to_int8.h"

namespace firefly::features {

/// A row, s8 [channels], is one filtered and decimated sample: q = 128 x /
/// full_scale, so with scale 1/128 and zero point 0 the full scale is 1.
class Raw {
 public:
  using Sample = int16_t;

  struct Config {
    Prefilter::Config prefilter;
    /// [channels]: 128 / full_scale = multiplier · 2^−shift.
    const int16_t* multipliers;
    const uint8_t* shifts;
  };

  static constexpr int32_t memory_bytes(const Config& config) {
    return Prefilter::memory_bytes(config.prefilter) +
           ((config.prefilter.channels * int32_t{sizeof(int16_t)} + 7) & ~7);
  }

  /// Memory: 8-byte aligned, memory_bytes(config). Keeps both.
  void init(const Config& config, void* memory) {
    config_ = &config;
    prefilter_.init(config.prefilter, memory);
    filtered_ = reinterpret_cast<int16_t*>(
        static_cast<char*>(memory) + Prefilter::memory_bytes(config.prefilter));
    reset();
  }

  /// Forgets all samples.
  void reset() { prefilter_.reset(); }

  /// Takes samples of `channels` values until a row is complete or `count` are
  /// taken; returns how many it took.
  int32_t push(const int16_t* samples, int32_t count, int8_t* row,
               bool* row_is_ready) {
    const int32_t channels = config_->prefilter.channels;
    *row_is_ready = false;
    int32_t taken = 0;
    while (taken < count && !*row_is_ready) {
      *row_is_ready = prefilter_.push(samples + taken * channels, filtered_);
      ++taken;
    }
    if (*row_is_ready) {
      for (int32_t c = 0; c < channels; ++c) {
        row[c] = scale_to_int8(filtered_[c], config_->multipliers[c],
                               config_->shifts[c]);
      }
    }
    return taken;
  }

 private:
  const Config* config_;
  Prefilter prefilter_;
  int16_t* filtered_;
};

}  // namespace firefly::features
