// SPDX-License-Identifier: Apache-2.0
//
// Octave bands of a frame by wavelets, and a few numbers about each: for
// signals whose short events a spectrum would smear.
#pragma once

#include "features/channel_frames.h"
#include "features/moments.h"
#include "features/shape_scale.h"
#include "features/to_int8.h"
#include "features/wavelet_transform.h"

namespace firefly::features {

/// Of each band: standard deviation, peak, skewness, kurtosis, zero crossings.
inline constexpr int32_t kBandStatistics = 5;

/// A row, s8 [(levels + 1) · 5, channels], is one frame without its mean: the
/// bands of detail, from the highest frequencies down, then what is left.
/// Deviation and peak are in decibels, crossings a share of all neighbours.
/// Scale 1/256, zero point −128.
class Wavelet {
 public:
  using Sample = int16_t;

  struct Config {
    ChannelFrames::Config frames;
    const int16_t* filters;  ///< As wavelet_step() takes them.
    int32_t levels;
    ToInt8 level;  ///< Of log2 in Q15 of the square of samples.
    ShapeScale shape;
  };

  static constexpr int32_t memory_bytes(const Config& config) {
    const int32_t length = config.frames.frame_length;
    return ChannelFrames::memory_bytes(config.frames) +
           (aligned(length) + 2 * aligned(wavelet_band_length(length))) *
               int32_t{sizeof(int16_t)};
  }

  /// Memory: 8-byte aligned, memory_bytes(config). Keeps both.
  void init(const Config& config, void* memory) {
    config_ = &config;
    frames_.init(config.frames, memory);
    const int32_t length = config.frames.frame_length;
    work_ =
        reinterpret_cast<int16_t*>(static_cast<char*>(memory) +
                                   ChannelFrames::memory_bytes(config.frames));
    low_ = work_ + aligned(length);
    high_ = low_ + aligned(wavelet_band_length(length));
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
        write(frames_.frame(c), row + c);
      }
    }
    return taken;
  }

 private:
  /// 8 bytes of int16.
  static constexpr int32_t aligned(int32_t count) { return (count + 3) & ~3; }

  void write(const int16_t* frame, int8_t* at) {
    int32_t count = config_->frames.frame_length;
    const int32_t stride = kBandStatistics * config_->frames.prefilter.channels;
    const int32_t bits = normalize(frame, count);
    int16_t* input = work_;
    int16_t* low = low_;
    for (int32_t i = 0; i < config_->levels; ++i) {
      wavelet_step(input, count, config_->filters, low, high_);
      count = wavelet_band_length(count);
      write_band(high_, count, bits, at);
      at += stride;
      int16_t* const free = input;
      input = low;
      low = free;
    }
    write_band(input, count, bits, at);
  }

  /// The frame without its mean, times 2^bits, to work_: 14 bits and the sign,
  /// so that filters have room and small signals keep their shape. Returns
  /// `bits`.
  int32_t normalize(const int16_t* frame, int32_t count) {
    int32_t sum = 0;
    for (int32_t i = 0; i < count; ++i) {
      sum += frame[i];
    }
    const int32_t mean = sum / count;
    uint32_t all = 0;
    for (int32_t i = 0; i < count; ++i) {
      const int32_t difference = frame[i] - mean;
      all |= static_cast<uint32_t>(difference < 0 ? -difference : difference);
    }
    constexpr int32_t kWordBits = 32;
    const int32_t bits = all == 0 ? 0 : leading_zeros(all) - (kWordBits - 14);
    for (int32_t i = 0; i < count; ++i) {
      const int32_t difference = frame[i] - mean;
      work_[i] = static_cast<int16_t>(bits >= 0 ? difference * (1 << bits)
                                                : difference >> -bits);
    }
    return bits;
  }

  void write_band(const int16_t* band, int32_t count, int32_t bits,
                  int8_t* at) const {
    uint32_t peak = 0;
    int32_t crossings = 0;
    for (int32_t i = 0; i < count; ++i) {
      const int32_t value = band[i];
      peak = max_of(peak, static_cast<uint32_t>(value < 0 ? -value : value));
      crossings += i > 0 && (band[i - 1] < 0) != (value < 0) ? 1 : 0;
    }
    const Moments moments = moments_of(band, count);
    const int32_t unit = -2 * bits * (1 << 15);
    const int32_t stride = config_->frames.prefilter.channels;
    at[0] = to_int8(config_->level, moments.log2_variance + unit);
    at[stride] = to_int8(config_->level, 2 * log2_q15(peak) + unit);
    write_shape(config_->shape, moments, at + 2 * stride, stride);
    const int32_t neighbours = count - 1;
    at[4 * stride] =
        saturate_to_int8((crossings * 256 + neighbours / 2) / neighbours - 128);
  }

  const Config* config_;
  ChannelFrames frames_;
  int16_t* work_;
  int16_t* low_;
  int16_t* high_;
};

}  // namespace firefly::features
