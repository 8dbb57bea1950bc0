// SPDX-License-Identifier: Apache-2.0
//
// The order of a fast Fourier transform, whatever its arithmetic: decimation
// in time, in place, from bit-reversed order.
#pragma once

#include "kernels/base.h"

namespace firefly::features {

/// Counts in bits that are reversed: from the reversal of n to that of n + 1,
/// of numbers below 2 · top.
FIREFLY_INLINE uint32_t next_reversed(uint32_t reversed, uint32_t top) {
  while ((reversed & top) != 0) {
    reversed ^= top;
    top >>= 1;
  }
  return reversed | top;
}

/// Joins four transforms of `quarter` points each into one, everywhere in z.
/// They stand in the order 0, 2, 1, 3, as reversed bits have it. Arithmetic:
///   Value                     a complex number
///   scaled(Value)             divided, so that no sum overflows
///   rotated(Value, int32_t)   the same, times a factor of `twiddles`
///   butterfly(a, b, c, d, z, step)  the transform of four values
/// twiddles: exp(−2πi·k/points) for k < 3/4 · points.
template <class Arithmetic>
FIREFLY_KERNEL
void fft_stage(typename Arithmetic::Value* z, int32_t points, int32_t quarter,
               const int32_t* twiddles) {
  using Value = typename Arithmetic::Value;
  const int32_t whole = 4 * quarter;
  for (Value* at = z; at < z + points; at += whole) {
    Arithmetic::butterfly(Arithmetic::scaled(at[0]),
                          Arithmetic::scaled(at[2 * quarter]),
                          Arithmetic::scaled(at[quarter]),
                          Arithmetic::scaled(at[3 * quarter]), at, quarter);
  }
  const int32_t stride = points / whole;
  for (int32_t j = 1; j < quarter; ++j) {
    const int32_t w1 = twiddles[j * stride];
    const int32_t w2 = twiddles[2 * j * stride];
    const int32_t w3 = twiddles[3 * j * stride];
    for (Value* at = z + j; at < z + points; at += whole) {
      Arithmetic::butterfly(
          Arithmetic::scaled(at[0]), Arithmetic::rotated(at[2 * quarter], w1),
          Arithmetic::rotated(at[quarter], w2),
          Arithmetic::rotated(at[3 * quarter], w3), at, quarter);
    }
  }
}

}  // namespace firefly::features
