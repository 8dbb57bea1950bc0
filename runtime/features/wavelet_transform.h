// SPDX-License-Identifier: Apache-2.0
//
// One level of a discrete wavelet transform with filters of eight taps.
#pragma once

#include "isa/signal_words.h"

namespace firefly::features {

inline constexpr int32_t kWaveletTaps = 8;

/// Of each of both bands that `count` samples are divided into.
constexpr int32_t wavelet_band_length(int32_t count) {
  return (count + kWaveletTaps - 1) / 2;
}

/// Samples are mirrored at both ends, each end's sample twice, as PyWavelets'
/// mode "symmetric" does. Where `at` lies for −8 <= at < count + 8, 8 <= count.
FIREFLY_INLINE int32_t mirrored(int32_t at, int32_t count) {
  return at < 0 ? -1 - at : at < count ? at : 2 * count - 1 - at;
}

/// To nearest, saturated; from Q15.
FIREFLY_INLINE int16_t wavelet_output(int32_t sum) {
  return static_cast<int16_t>(
      clamp((sum + (1 << 14)) >> 15, int32_t{INT16_MIN}, int32_t{INT16_MAX}));
}

/// x: `count` >= 8 samples; filters: Q15, low pass then high pass, in the order
/// of the samples, the sum of absolute values of each below 2; low, high:
/// wavelet_band_length(count) samples. All are 4-byte aligned; x overlaps none.
FIREFLY_KERNEL
inline void wavelet_step(const int16_t* x, int32_t count,
                         const int16_t* filters, int16_t* low, int16_t* high) {
  const int32_t length = wavelet_band_length(count);
  for (int32_t k = 0; k < length; ++k) {
    const int32_t begin = 2 * k + 2 - kWaveletTaps;
    alignas(4) int16_t border[kWaveletTaps];
    const int16_t* samples = border;
    if (begin >= 0 && begin + kWaveletTaps <= count) {
      samples = x + begin;
    } else {
      for (int32_t i = 0; i < kWaveletTaps; ++i) {
        border[i] = x[mirrored(begin + i, count)];
      }
    }
    low[k] = wavelet_output(dot_s16(samples, filters, kWaveletTaps));
    high[k] =
        wavelet_output(dot_s16(samples, filters + kWaveletTaps, kWaveletTaps));
  }
}

}  // namespace firefly::features
