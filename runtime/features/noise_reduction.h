// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "isa/signal_words.h"

namespace firefly::features {

/// Subtracts a slow average from each channel, down to a part of the signal.
/// TensorFlow's micro_frontend (noise_reduction.c), bit for bit.
struct NoiseReduction {
  /// Q14, of even and odd channels: the part of the new signal in the average.
  int32_t even_smoothing;
  int32_t odd_smoothing;
  int32_t min_signal;      ///< Q14: the part that remains.
  int32_t smoothing_bits;  ///< Of the average, behind the point.
};

/// `estimate`: the average of this channel, kept from frame to frame.
FIREFLY_INLINE uint32_t reduce_noise(const NoiseReduction& reduction,
                                     int32_t channel, uint32_t signal,
                                     uint32_t& estimate) {
  const auto smoothing = static_cast<uint32_t>(
      (channel & 1) == 0 ? reduction.even_smoothing : reduction.odd_smoothing);
  const uint32_t scaled = signal << reduction.smoothing_bits;
  const uint64_t sum = add_product(add_product(0, scaled, smoothing), estimate,
                                   (1U << 14) - smoothing);
  estimate = static_cast<uint32_t>(sum >> 14);
  const uint32_t noise = min_of(estimate, scaled);
  const auto floor = static_cast<uint32_t>(
      add_product(0, signal, static_cast<uint32_t>(reduction.min_signal)) >>
      14);
  return max_of((scaled - noise) >> reduction.smoothing_bits, floor);
}

}  // namespace firefly::features
