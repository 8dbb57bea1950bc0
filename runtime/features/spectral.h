// SPDX-License-Identifier: Apache-2.0
//
// Level, shape and spectrum of each channel of a frame: for motion and
// vibration.
#pragma once

#include "features/channel_frames.h"
#include "features/moments.h"
#include "features/shape_scale.h"
#include "features/to_int8.h"
#include "features/welch.h"

namespace firefly::features {

/// A row, s8 [3 + points/2, channels], is one frame without its mean: root mean
/// square, skewness, kurtosis, then the frequencies from the first one on.
/// Levels are in decibels. With full scales, the mean comes before all these.
/// Scale 1/256, zero point −128.
class Spectral {
 public:
  using Sample = int16_t;

  struct Config {
    ChannelFrames::Config frames;
    Welch welch;
    ToInt8 level;  ///< Of log2 in Q15: of the variance,
    ToInt8 lines;  ///< and of a power.
    ShapeScale shape;
    /// [channels]: 128 / full_scale = multiplier · 2^−shift; or null.
    const int16_t* multipliers;
    const uint8_t* shifts;
  };

  static constexpr int32_t memory_bytes(const Config& config) {
    return ChannelFrames::memory_bytes(config.frames) +
           welch_memory_bytes(config.welch);
  }

  /// Memory: 8-byte aligned, memory_bytes(config). Keeps both.
  void init(const Config& config, void* memory) {
    config_ = &config;
    frames_.init(config.frames, memory);
    work_ =
        static_cast<char*>(memory) + ChannelFrames::memory_bytes(config.frames);
  }

  /// Forgets all samples.
  void reset() { frames_.reset(); }

  /// Takes samples of all channels until a row is complete or `count` are
  /// taken; returns how many it took.
  int32_t push(const int16_t* samples, int32_t count, int8_t* row,
               bool* row_is_ready) {
    const int32_t taken = frames_.push(samples, count, row_is_ready);
    if (*row_is_ready) {
      for (int32_t c = 0; c < config_->frames.prefilter.channels; ++c) {
        write(c, row + c);
      }
    }
    return taken;
  }

 private:
  void write(int32_t channel, int8_t* at) {
    const int16_t* const x = frames_.frame(channel);
    const int32_t count = config_->frames.frame_length;
    const int32_t channels = config_->frames.prefilter.channels;
    const Moments moments = moments_of(x, count);
    if (config_->multipliers != nullptr) {
      *at = scale_to_int8(moments.mean, config_->multipliers[channel],
                          config_->shifts[channel]);
      at += channels;
    }
    at[0] = to_int8(config_->level, moments.log2_variance);
    write_shape(config_->shape, moments, at + channels, channels);
    at += 3 * channels;
    const uint64_t* const powers =
        welch_powers(config_->welch, x, count, moments.mean, work_);
    for (int32_t k = 0; k < welch_bins(config_->welch); ++k) {
      *at = to_int8(config_->lines, log2_q15(powers[k]));
      at += channels;
    }
  }

  const Config* config_;
  ChannelFrames frames_;
  void* work_;
};

}  // namespace firefly::features
