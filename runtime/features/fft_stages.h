// SPDX-License-Identifier: Apache-2.0
//
// The order of a fast Fourier transform, whatever its arithmetic: decimation
// in time, in place, from bit-reversed order.
#pragma once

#include "kernels/base.h"

namespace firefly::features {

/// Joins four transforms of `quarter` points each into one, everywhere in z.
/// They stand in the order 0, 2, 1, 3, as reversed bits have it. Arithmetic:
///   Value                     a complex number
///   scaled(Value)             divided, so that no sum overflows
///   rotated(Value, int32_t)   the same, times a factor
///   butterfly(a, b, c, d, z, step)  the transform of four values
/// twiddles: exp(−2πi·j/(4·quarter)) to the powers of 1, 2 and 3 for each j in
/// 1 … quarter − 1. Returns their end.
template <class Arithmetic>
FIREFLY_KERNEL
const int32_t* fft_stage(typename Arithmetic::Value* z, int32_t points,
                         int32_t quarter, const int32_t* twiddles) {
  using Value = typename Arithmetic::Value;
  const int32_t* w = twiddles;
  for (Value* group = z; group < z + points; group += 4 * quarter) {
    Arithmetic::butterfly(
        Arithmetic::scaled(group[0]), Arithmetic::scaled(group[2 * quarter]),
        Arithmetic::scaled(group[quarter]),
        Arithmetic::scaled(group[3 * quarter]), group, quarter);
    w = twiddles;
    for (Value* at = group + 1; at < group + quarter; ++at) {
      Arithmetic::butterfly(
          Arithmetic::scaled(at[0]), Arithmetic::rotated(at[2 * quarter], w[0]),
          Arithmetic::rotated(at[quarter], w[1]),
          Arithmetic::rotated(at[3 * quarter], w[2]), at, quarter);
      w += 3;
    }
  }
  return w;
}

}  // namespace firefly::features
