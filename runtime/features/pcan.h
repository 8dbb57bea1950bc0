// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "isa/signal_words.h"

namespace firefly::features {

/// Per-channel amplitude normalisation: a gain that falls with the average of
/// the channel, then a soft knee. TensorFlow's micro_frontend
/// (pcan_gain_control.c), bit for bit.
struct Pcan {
  /// The gain as parabolas between powers of two: gains of 0 and 1, then four
  /// values an interval. Null for no normalisation.
  const int16_t* gains;
  int32_t snr_shift;
};

/// The gain at x; not negative.
FIREFLY_INLINE uint32_t pcan_gain(const int16_t* gains, uint32_t x) {
  if (x <= 2) {
    return static_cast<uint16_t>(gains[x]);
  }
  const int32_t interval = 32 - leading_zeros(x);
  const int16_t* const parabola = gains + 4 * interval - 6;
  const auto fraction = static_cast<int32_t>(
      (interval < 11 ? x << (11 - interval) : x >> (interval - 11)) & 0x3FFU);
  const int32_t slope =
      ((parabola[2] * fraction) >> 5) + parabola[1] * (1 << 5);
  const int32_t rise = (slope * fraction + (1 << 14)) >> 15;
  return static_cast<uint16_t>(rise + parabola[0]);
}

/// `estimate` is what reduce_noise() left.
FIREFLY_INLINE uint32_t normalize_amplitude(const Pcan& pcan, uint32_t signal,
                                            uint32_t estimate) {
  const uint64_t product =
      add_product(0, signal, pcan_gain(pcan.gains, estimate));
  const auto snr = static_cast<uint32_t>(product >> pcan.snr_shift);
  // x²/4 up to 2, x − 1 from there on; from Q12 to Q6.
  return snr < (2U << 12) ? (snr * snr) >> 20 : (snr >> 6) - (1U << 6);
}

}  // namespace firefly::features
