// SPDX-License-Identifier: Apache-2.0
//
// Sine and cosine with the exactness of float_math.h, of arguments up to the
// largest float (M. Payne and R. Hanek, Radian reduction for trigonometric
// functions, 1983).
#pragma once

#include "kernels/float_math.h"

namespace firefly::float_math {

namespace trigonometry_detail {

/// |x| = quadrant · π/2 + angle, modulo 2π; |angle| ≤ π/4.
struct Reduced {
  Parts angle;
  uint32_t quadrant;
};

/// 32 bits of 2/π from the `position`-th on, 32 zeros before it.
FIREFLY_INLINE uint32_t two_over_pi(int position) {
  constexpr uint32_t kBits[] = {0,           0xA2F9836EU, 0x4E441529U,
                                0xFC2757D1U, 0xF534DDC0U, 0xDB629599U,
                                0x3C439041U, 0xFE5163ABU};
  const int word = position / 32;
  const uint64_t two = (uint64_t{kBits[word]} << 32) | kBits[word + 1];
  return static_cast<uint32_t>((two << (position % 32)) >> 32);
}

inline Reduced reduce(float x) {
  constexpr uint32_t kQuarterPi = 0x3F490FDBU;
  constexpr uint32_t kHalfPi = 0xC90FDAA2U;  // Q31
  const Parts parts = split(x);
  if (magnitude_bits(x) < kQuarterPi) {
    return {{false, parts.mantissa, parts.exponent}, 0};
  }
  // |x| · 2/π modulo 4 in Q62, the unit being a quadrant. Bits of 2/π before
  // `first` contribute multiples of 4. Of those behind, 32 matter where |x| is
  // close to a multiple of π/2.
  const uint32_t mantissa = parts.mantissa >> 8;
  const int first = parts.exponent + 38;
  const uint64_t high =
      (uint64_t{two_over_pi(first)} << 32) | two_over_pi(first + 32);
  const uint64_t turn =
      mantissa * high + ((uint64_t{mantissa} * two_over_pi(first + 64)) >> 32);
  const uint64_t quadrant = (turn + (uint64_t{1} << 61)) >> 62;
  const auto rest = static_cast<int64_t>(turn - (quadrant << 62));
  const auto magnitude = static_cast<uint64_t>(rest < 0 ? -rest : rest);
  const int zeros = __builtin_clzll(magnitude);
  const auto top = static_cast<uint32_t>((magnitude << zeros) >> 32);
  return {{rest < 0, multiply_high(top, kHalfPi), -29 - zeros},
          static_cast<uint32_t>(quadrant)};
}

/// sin(|x| + quadrants · π/2), with the other sign if `negative`. The series
/// run in angle²/2, which stays below 1/2.
FIREFLY_KERNEL
inline float sine(float x, uint32_t quadrants, bool negative) {
  if (magnitude_bits(x) >= kInfinityBits) {
    return nan();
  }
  const Reduced reduced = reduce(x);
  const Parts& angle = reduced.angle;
  const uint32_t quadrant = reduced.quadrant + quadrants;
  negative = negative != ((quadrant & 2) != 0);
  const uint32_t fraction = fraction_q32(angle);
  const auto u = static_cast<int32_t>(multiply_high(fraction, fraction) >> 1);
  if ((quadrant & 1) != 0) {
    const int32_t cosine =
        polynomial(u, kOneQ30, -kOneQ30, kOneQ30 / 6, -kOneQ30 / 90,
                   kOneQ30 / 2520, -kOneQ30 / 113400);
    return assemble(negative, static_cast<uint32_t>(cosine), -30);
  }
  const int32_t ratio =
      polynomial(u, kOneQ30, -kOneQ30 / 3, kOneQ30 / 30, -kOneQ30 / 630,
                 kOneQ30 / 22680, -kOneQ30 / 1247400);
  return assemble(
      negative != angle.negative,
      multiply_high(angle.mantissa, static_cast<uint32_t>(ratio) << 1),
      angle.exponent + 1);
}

}  // namespace trigonometry_detail

inline float sin(float x) {
  return trigonometry_detail::sine(x, 0, is_negative(x));
}
inline float cos(float x) { return trigonometry_detail::sine(x, 1, false); }

}  // namespace firefly::float_math
