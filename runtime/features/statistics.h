// SPDX-License-Identifier: Apache-2.0
//
// A few numbers about each channel of a frame: enough for networks that tell
// levels and shapes of distributions apart.
#pragma once

#include "features/channel_frames.h"
#include "features/moments.h"
#include "features/scale_to_int8.h"
#include "features/shape_scale.h"

namespace firefly::features {

/// Of each channel.
inline constexpr int32_t kStatistics = 7;

/// A row, s8 [7, channels], is one frame: average, minimum, maximum, root mean
/// square and standard deviation as 128 x / full_scale; skewness and kurtosis
/// as 128 / their range. Scale 1/128, zero point 0.
class Statistics {
 public:
  using Sample = int16_t;

  struct Config {
    ChannelFrames::Config frames;
    /// [channels]: 128 / full_scale = multiplier · 2^−shift.
    const int16_t* multipliers;
    const uint8_t* shifts;
    ShapeScale shape;
  };

  static constexpr int32_t memory_bytes(const Config& config) {
    return ChannelFrames::memory_bytes(config.frames);
  }

  /// Memory: 8-byte aligned, memory_bytes(config). Keeps both.
  void init(const Config& config, void* memory) {
    config_ = &config;
    frames_.init(config.frames, memory);
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
  void write(int32_t channel, int8_t* at) const {
    const int16_t* const x = frames_.frame(channel);
    const int32_t count = config_->frames.frame_length;
    int32_t low = x[0];
    int32_t high = x[0];
    for (int32_t i = 1; i < count; ++i) {
      low = min_of(low, int32_t{x[i]});
      high = max_of(high, int32_t{x[i]});
    }
    const Moments moments = moments_of(x, count);
    const auto deviation =
        static_cast<int32_t>(exp2_q15(moments.log2_variance / 2));
    const int32_t levels[] = {moments.mean, low, high,
                              root_mean_square(x, count), deviation};
    const int32_t channels = config_->frames.prefilter.channels;
    for (const int32_t level : levels) {
      *at = scale_to_int8(level, config_->multipliers[channel],
                          config_->shifts[channel]);
      at += channels;
    }
    write_shape(config_->shape, moments, at, channels);
  }

  const Config* config_;
  ChannelFrames frames_;
};

}  // namespace firefly::features
