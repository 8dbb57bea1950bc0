// SPDX-License-Identifier: Apache-2.0
//
// The power spectrum of a frame by Welch's method: segments that overlap by
// half, each transformed, their powers joined.
#pragma once

#include "features/real_fft.h"

namespace firefly::features {

struct Welch {
  RealFft fft;
  const int16_t* window;  ///< Q15, one value for each point of the FFT.
  int32_t is_maximum;     ///< 1: of the segments' powers; 0: their sum.
};

constexpr int32_t welch_points(const Welch& welch) {
  return int32_t{1} << welch.fft.log2_points;
}
/// One for each frequency but 0.
constexpr int32_t welch_bins(const Welch& welch) {
  return welch_points(welch) / 2;
}
/// That wholly lie in a frame.
constexpr int32_t welch_segments(const Welch& welch, int32_t frame_length) {
  return (frame_length - welch_points(welch)) / (welch_points(welch) / 2) + 1;
}
/// Powers, and room for one transform. 8-byte aligned.
constexpr int32_t welch_memory_bytes(const Welch& welch) {
  return welch_bins(welch) * int32_t{sizeof(uint64_t)} +
         welch_points(welch) * int32_t{sizeof(int32_t)};
}

/// log2 of the unit of the powers, which is the square of a sample's.
constexpr int32_t welch_unit_log2(int32_t log2_points) {
  // A windowed difference of samples, 31 bits, is brought to what fits the
  // transform; a power has 32 − 24 bits less than a square.
  return 8 -
         2 * (fft_sample_bits(log2_points) - 16 - fft_halvings(log2_points));
}

/// The powers of frequencies 1 … points/2 of x − mean, of `frame_length` values
/// >= points; they lie at the start of `memory`.
FIREFLY_KERNEL
inline const uint64_t* welch_powers(const Welch& welch, const int16_t* x,
                                    int32_t frame_length, int32_t mean,
                                    void* memory) {
  const int32_t bins = welch_bins(welch);
  auto* const powers = static_cast<uint64_t*>(memory);
  auto* const z = reinterpret_cast<Complex*>(powers + bins);
  for (int32_t k = 0; k < bins; ++k) {
    powers[k] = 0;
  }
  const int32_t shift = 31 - fft_sample_bits(welch.fft.log2_points);
  const int16_t* const window = welch.window;
  const int32_t segments = welch_segments(welch, frame_length);
  for (int32_t s = 0; s < segments; ++s) {
    const auto sample = [=](int32_t i) {
      return ((x[i] - mean) * window[i]) >> shift;
    };
    const uint32_t magnitudes = real_fft(
        welch.fft,
        [=](int32_t n) -> Complex {
          return {sample(2 * n), sample(2 * n + 1)};
        },
        z);
    const int32_t twice = 2 * power_spectrum(z, bins, magnitudes);
    const auto* const lines = reinterpret_cast<const uint32_t*>(z);
    for (int32_t k = 0; k < bins; ++k) {
      // All segments in one unit, with room for the sum of 2^9.
      const uint64_t power =
          twice <= 24 ? static_cast<uint64_t>(lines[k + 1]) << (24 - twice)
                      : lines[k + 1] >> min_of(twice - 24, int32_t{31});
      powers[k] =
          welch.is_maximum != 0 ? max_of(powers[k], power) : powers[k] + power;
    }
    x += bins;
  }
  return powers;
}

}  // namespace firefly::features
