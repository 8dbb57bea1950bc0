// SPDX-License-Identifier: Apache-2.0
//
// The complementary error function with the exactness of float_math.h.
#pragma once

#include "kernels/float_math.h"

namespace firefly::float_math {

namespace erf_detail {

/// erf(x) in Q30, |x| < 0.7: its Taylor series.
inline int32_t erf_q30(const Parts& x) {
  constexpr uint32_t kTwoOverSqrtPi = 2423175810U;  // Q31
  const uint32_t fraction = fraction_q32(x);
  const auto square = static_cast<int32_t>(multiply_high(fraction, fraction));
  const int32_t ratio = polynomial(
      square, kOneQ30, -kOneQ30 / 3, kOneQ30 / 10, -kOneQ30 / 42, kOneQ30 / 216,
      -kOneQ30 / 1320, kOneQ30 / 9360, -kOneQ30 / 75600, kOneQ30 / 685440);
  const uint32_t scaled =
      multiply_high(static_cast<uint32_t>(ratio) << 1, kTwoOverSqrtPi);
  const auto result = static_cast<int32_t>(multiply_high(scaled, fraction));
  return x.negative ? -result : result;
}

/// erfc(x) for 0.7 ≤ x < 10.06 as mantissa · 2^exponent: e^(−x²) · w · p(w),
/// w = 1 / (x + 2). p interpolates at Chebyshev nodes, 2^−33 off at most.
inline Parts erfc_tail(const Parts& x) {
  constexpr uint32_t kMiddle = 973430951;  // Of w's range, Q32.
  const uint32_t shifted = (x.mantissa >> (-27 - x.exponent)) + (2U << 27);
  const int zeros = __builtin_clz(shifted);
  const uint32_t inverse = reciprocal_q31(shifted << zeros);
  const int down = 4 - zeros;  // w = inverse / 2^down
  const auto v = static_cast<int32_t>(2 * ((inverse >> (down - 1)) - kMiddle));
  const int32_t p = polynomial(v, 1030571772, 1365724109, 1151860391, 376815333,
                               -311073478, -275840152, 163844705, 179288256,
                               -154772281, -95856635, 142631954);
  const uint32_t scaled =
      multiply_high(inverse, static_cast<uint32_t>(p) << 1);  // Q30
  const uint32_t mantissa = x.mantissa >> 8;
  const uint64_t square = uint64_t{mantissa} * mantissa;
  const auto square_q40 =
      static_cast<int64_t>(square >> -(2 * (x.exponent + 8) + 40));
  const Exponential y = exp_q40(-square_q40);
  return {false,
          multiply_high(scaled << 1, static_cast<uint32_t>(y.mantissa) << 1),
          y.exponent - down - 30};
}

}  // namespace erf_detail

/// 1 − erf(x)
FIREFLY_KERNEL
inline float erfc(float x) {
  constexpr float kSmall = 0.7F;
  constexpr float kLargest = 10.06F;  // Beyond, 0 or 2 is the nearest.
  if (is_nan(x)) {
    return nan();
  }
  const float size = float_of(magnitude_bits(x));
  if (size >= kLargest) {
    return is_negative(x) ? 2.0F : 0.0F;
  }
  const Parts parts = split(x);
  if (size < kSmall) {
    return assemble(false,
                    static_cast<uint32_t>(kOneQ30 - erf_detail::erf_q30(parts)),
                    -30);
  }
  const Parts tail = erf_detail::erfc_tail(parts);
  if (!parts.negative) {
    return assemble(false, tail.mantissa, tail.exponent);
  }
  const int down = -(tail.exponent + 30);
  const uint32_t tail_q30 = down > 31 ? 0 : tail.mantissa >> down;
  return assemble(false, (2U << 30) - tail_q30, -30);
}

}  // namespace firefly::float_math
