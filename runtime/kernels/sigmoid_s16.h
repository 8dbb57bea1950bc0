// SPDX-License-Identifier: Apache-2.0
//
// LOGISTIC and TANH of int16_t, as TFLM's reference integer_ops/logistic.h and
// tanh.h. tanh(x) = 2·logistic(2x) − 1, so one table serves both.
#pragma once

#include "kernels/base.h"

namespace firefly {

struct SigmoidS16 {
  int32_t count;
  /// x · multiplier / 2^shift, rounded, is x in units of 1 / (3 · 4096).
  int32_t multiplier;
  int32_t shift;
  /// logistic(i / 24) − 1/2 in Q0.16 for i = 0 … 255.
  const int16_t* table;
};

namespace sigmoid_s16_detail {

FIREFLY_INLINE int32_t scaled(const SigmoidS16& layer, int16_t x) {
  const int32_t round = layer.shift > 0 ? 1 << (layer.shift - 1) : 0;
  return (x * layer.multiplier + round) >> layer.shift;
}

/// logistic at |x| / 2^bits, interpolated, times 2^bits; `limit` beyond the
/// table.
FIREFLY_INLINE uint32_t interpolate(const int16_t* table, int32_t x, int bits,
                                    uint32_t limit) {
  const uint32_t magnitude = static_cast<uint32_t>(x < 0 ? -x : x);
  const uint32_t index = magnitude >> bits;
  if (index >= 255) {
    return limit;
  }
  const int32_t entry = table[index];
  const auto fraction =
      static_cast<int32_t>(magnitude & ((uint32_t{1} << bits) - 1));
  return static_cast<uint32_t>(((1 << 15) + entry) * (1 << bits) +
                               fraction * (table[index + 1] - entry));
}

}  // namespace sigmoid_s16_detail

/// Output in Q0.15. `out` may be `x`.
FIREFLY_KERNEL
inline void logistic_s16(const SigmoidS16& layer, const int16_t* x,
                         int16_t* out) {
  for (int32_t i = 0; i < layer.count; ++i) {
    const int32_t value = sigmoid_s16_detail::scaled(layer, x[i]);
    const uint32_t half =
        sigmoid_s16_detail::interpolate(layer.table, value, 9, 0x7FFFU << 10);
    const uint32_t rounded =
        value >= 0 ? half + (1U << 9) : (1U << 25) - half + (1U << 9) - 1U;
    out[i] = static_cast<int16_t>(rounded >> 10);
  }
}

/// Output in Q0.15. `out` may be `x`.
FIREFLY_KERNEL
inline void tanh_s16(const SigmoidS16& layer, const int16_t* x, int16_t* out) {
  for (int32_t i = 0; i < layer.count; ++i) {
    const int32_t value = sigmoid_s16_detail::scaled(layer, x[i]);
    const auto half = static_cast<int32_t>(
        sigmoid_s16_detail::interpolate(layer.table, value, 8, 0xFFFFU << 8));
    const int32_t rounded = value >= 0 ? half - (1 << 23) + (1 << 7)
                                       : (1 << 23) - half + (1 << 7) - 1;
    out[i] = static_cast<int16_t>(rounded >> 8);
  }
}

}  // namespace firefly
