// SPDX-License-Identifier: Apache-2.0
//
// Floats taken apart and put together, and fixed-point helpers: what the
// functions of float_math.h are made of. All of it is integer arithmetic, so
// that every processor, with or without a floating-point unit, gets the same
// bits. "Qn": an integer that counts steps of 2^−n.
#pragma once

#include "kernels/base.h"

namespace firefly::float_math {

inline constexpr uint32_t kSignBit = 0x80000000U;
inline constexpr uint32_t kInfinityBits = 0x7F800000U;

FIREFLY_INLINE uint32_t bits_of(float x) {
  return __builtin_bit_cast(uint32_t, x);
}
FIREFLY_INLINE float float_of(uint32_t bits) {
  return __builtin_bit_cast(float, bits);
}
FIREFLY_INLINE uint32_t magnitude_bits(float x) {
  return bits_of(x) & ~kSignBit;
}
FIREFLY_INLINE bool is_negative(float x) { return bits_of(x) >= kSignBit; }
FIREFLY_INLINE bool is_nan(float x) {
  return magnitude_bits(x) > kInfinityBits;
}
FIREFLY_INLINE float infinity(bool negative) {
  return float_of(kInfinityBits | (negative ? kSignBit : 0));
}
/// The one NaN that functions return: quiet, positive, without payload, as
/// Arm's and RISC-V's arithmetic gives it.
FIREFLY_INLINE float nan() { return float_of(0x7FC00000U); }

/// (−1)^negative · mantissa · 2^exponent
struct Parts {
  bool negative;
  uint32_t mantissa;  ///< The highest bit is set, except in 0.
  int exponent;
};

/// Takes a finite float apart.
inline Parts split(float x) {
  constexpr int kLowestExponent = -157;  // Of what is not normalised.
  const uint32_t magnitude = magnitude_bits(x);
  const uint32_t fraction = magnitude << 8;
  const auto exponent = static_cast<int>(magnitude >> 23);
  if (exponent != 0) {
    return {is_negative(x), fraction | kSignBit,
            exponent + kLowestExponent - 1};
  }
  const int zeros = fraction == 0 ? 0 : __builtin_clz(fraction);
  return {is_negative(x), fraction << zeros, kLowestExponent - zeros};
}

/// The nearest float, ties to even; beyond the largest, infinity.
inline float assemble(bool negative, uint32_t mantissa, int exponent) {
  const uint32_t sign = negative ? kSignBit : 0;
  if (mantissa == 0) {
    return float_of(sign);
  }
  const int zeros = __builtin_clz(mantissa);
  mantissa <<= zeros;
  int biased = exponent - zeros + 157;  // One less than the float's field.
  int dropped = 8;
  if (biased < 0) {
    dropped -= biased;
    biased = 0;
  }
  if (biased > 253) {
    return infinity(negative);
  }
  if (dropped > 32) {
    return float_of(sign);
  }
  const uint32_t kept = dropped == 32 ? 0 : mantissa >> dropped;
  const uint32_t rest = mantissa << (32 - dropped);
  const bool up = rest > kSignBit || (rest == kSignBit && (kept & 1) != 0);
  // The highest bit of `kept` adds the one that `biased` lacks, and a carry
  // may reach the next exponent.
  return float_of(sign | ((static_cast<uint32_t>(biased) << 23) + kept + up));
}

/// a · b / 2^32
FIREFLY_INLINE uint32_t multiply_high(uint32_t a, uint32_t b) {
  return static_cast<uint32_t>((uint64_t{a} * b) >> 32);
}

/// c0 + c1·x + c2·x² + …, x in Q32: |x| < 1/2.
FIREFLY_INLINE int32_t polynomial(int32_t /*x*/, int32_t c) { return c; }
template <class... Rest>
FIREFLY_INLINE int32_t polynomial(int32_t x, int32_t c, Rest... rest) {
  return c + static_cast<int32_t>((int64_t{x} * polynomial(x, rest...)) >> 32);
}

/// 1 / x, both in Q31; 1 ≤ x < 2. Newton's iteration from a line that is off by
/// 1/17 at most.
inline uint32_t reciprocal_q31(uint32_t x) {
  constexpr uint32_t kOffset = 3031741621U;  // 24/17
  constexpr uint32_t kSlope = 2021161081U;   // 8/17 in Q32
  uint32_t y = kOffset - multiply_high(x, kSlope);
  for (int i = 0; i < 3; ++i) {
    const uint32_t correction = kSignBit - multiply_high(x, y);  // 2 − x·y, Q30
    y = static_cast<uint32_t>((uint64_t{y} * correction) >> 30);
  }
  return y;
}

/// |x| in Q32, rounded down; below 1.
FIREFLY_INLINE uint32_t fraction_q32(const Parts& x) {
  const int shift = -32 - x.exponent;
  return shift > 31 ? 0 : x.mantissa >> shift;
}

}  // namespace firefly::float_math
