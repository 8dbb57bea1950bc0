// SPDX-License-Identifier: Apache-2.0
//
// Functions of floats, without libm: its last bits differ between libraries,
// and its errno costs memory. These give the same bits everywhere, within 0.65
// units in the last place of the exact value (float_math_test.cc), over all
// floats: infinities and what is below the normal range included. A NaN gives
// float_math::nan(), whatever its sign and payload.
//
// Like kernels they are shared, not inlined: an LSTM would hold four copies.
// Constants are the functions' Taylor series unless noted.
#pragma once

#include "kernels/float_parts.h"

namespace firefly::float_math {

inline constexpr int32_t kOneQ30 = 1 << 30;

/// mantissa in Q30 · 2^exponent
struct Exponential {
  int32_t mantissa;
  int exponent;
};

/// e^x, x in Q40: |x| ≤ 2^7.
FIREFLY_KERNEL
inline Exponential exp_q40(int64_t x) {
  constexpr int64_t kLn2 = 762123384786;  // Q40
  constexpr int64_t kLog2E = 1549082005;  // Q30
  constexpr int64_t kHalf = int64_t{1} << 52;
  // From Q23: a k that is off by one near a tie does no harm.
  const int64_t narrow = static_cast<int32_t>(x >> 17);
  const auto k = static_cast<int32_t>((narrow * kLog2E + kHalf) >> 53);
  const auto r = static_cast<int32_t>((x - k * kLn2) >> 8);
  return {
      polynomial(r, kOneQ30, kOneQ30, kOneQ30 / 2, kOneQ30 / 6, kOneQ30 / 24,
                 kOneQ30 / 120, kOneQ30 / 720, kOneQ30 / 5040, kOneQ30 / 40320),
      k};
}

/// x in Q40; |x| < 2^7.
FIREFLY_INLINE int64_t to_q40(const Parts& x) {
  const int shift = x.exponent + 40;
  const int64_t magnitude = shift >= 0     ? int64_t{x.mantissa} << shift
                            : shift >= -31 ? int64_t{x.mantissa >> -shift}
                                           : 0;
  return x.negative ? -magnitude : magnitude;
}

FIREFLY_KERNEL
inline float exp(float x) {
  constexpr float kLargest = 104.0F;  // Beyond ±this: infinity or 0.
  if (is_nan(x)) {
    return nan();
  }
  if (x > kLargest || x < -kLargest) {
    return is_negative(x) ? 0.0F : infinity(false);
  }
  const Exponential y = exp_q40(to_q40(split(x)));
  return assemble(false, static_cast<uint32_t>(y.mantissa), y.exponent - 30);
}

/// e^x − 1 for x < 0.
FIREFLY_KERNEL
inline float exp_minus_one(float x) {
  constexpr float kNearZero = -0.34F;
  constexpr float kLowest = -18.0F;  // Below, −1 is the nearest.
  if (x < kLowest) {
    return -1.0F;
  }
  const Parts parts = split(x);
  if (x > kNearZero) {
    const auto r = -static_cast<int32_t>(fraction_q32(parts));
    const int32_t ratio = polynomial(r, kOneQ30, kOneQ30 / 2, kOneQ30 / 6,
                                     kOneQ30 / 24, kOneQ30 / 120, kOneQ30 / 720,
                                     kOneQ30 / 5040, kOneQ30 / 40320);
    return assemble(
        true, multiply_high(parts.mantissa, static_cast<uint32_t>(ratio) << 1),
        parts.exponent + 1);
  }
  const Exponential y = exp_q40(to_q40(parts));
  return assemble(
      true, static_cast<uint32_t>(kOneQ30 - (y.mantissa >> -y.exponent)), -30);
}

/// (1 − q) / (1 + q), q = e^(−2|x|)
FIREFLY_KERNEL
inline float tanh(float x) {
  constexpr float kNearZero = 0.25F;
  constexpr float kLargest = 9.02F;  // Beyond, ±1 is the nearest.
  if (is_nan(x)) {
    return nan();
  }
  const float magnitude = float_of(magnitude_bits(x));
  if (magnitude > kLargest) {
    return is_negative(x) ? -1.0F : 1.0F;
  }
  const Parts parts = split(x);
  if (magnitude < kNearZero) {
    const uint32_t fraction = fraction_q32(parts);
    const auto square = static_cast<int32_t>(multiply_high(fraction, fraction));
    const int32_t ratio =
        polynomial(square, kOneQ30, -kOneQ30 / 3, kOneQ30 / 15 * 2,
                   -kOneQ30 / 315 * 17, kOneQ30 / 2835 * 62,
                   -kOneQ30 / 155925 * 1382, kOneQ30 / 6081075 * 21844);
    return assemble(
        parts.negative,
        multiply_high(parts.mantissa, static_cast<uint32_t>(ratio) << 1),
        parts.exponent + 1);
  }
  const Exponential y =
      exp_q40(-2 * to_q40({false, parts.mantissa, parts.exponent}));
  const int32_t q = y.mantissa >> -y.exponent;
  const uint32_t inverse =
      reciprocal_q31(static_cast<uint32_t>(kOneQ30 + q) << 1);
  return assemble(
      parts.negative,
      multiply_high(static_cast<uint32_t>(kOneQ30 - q) << 1, inverse), -30);
}

/// 256 / m of m = 1, 17/16, … 2, rounded.
inline constexpr uint16_t kInverse[] = {256, 241, 228, 216, 205, 195,
                                        186, 178, 171, 164, 158, 152,
                                        146, 141, 137, 132, 128};
inline constexpr int64_t kLn2Q55 = 24973259072661437;
/// −ln(kInverse / 256) in Q55. At the ends, where a logarithm may be close to
/// 0, r below is all of it.
inline constexpr int64_t kLogQ55[] = {
    0,
    2175437174320671,
    4173280969892689,
    6121257910418866,
    8004426512994161,
    9806241804711655,
    11508706401552438,
    13092644851611491,
    14538119964252790,
    16044020229384594,
    17386863747147722,
    18781701048194025,
    20232721185397091,
    21488206995266092,
    22525078467455564,
    23864593228620125,
    kLn2Q55,
};

/// ln |x| in Q55 of a finite x other than 0. With x = 2^k · m and an
/// inverse close to 1/m, ln x = k · ln 2 − ln inverse + ln(1 + r).
inline int64_t log_q55(const Parts& x) {
  const uint32_t i = ((x.mantissa & ~kSignBit) + (1U << 26)) >> 27;
  // Q31: of the mantissa, 24 bits are in use.
  const auto r =
      static_cast<int32_t>((x.mantissa >> 8) * kInverse[i] - kSignBit);
  const int32_t series =
      polynomial(2 * r, -kOneQ30 / 2, kOneQ30 / 3, -kOneQ30 / 4, kOneQ30 / 5,
                 -kOneQ30 / 6, kOneQ30 / 7);
  const int64_t tail = ((((int64_t{r} * series) >> 23) * r) >> 14);
  return (x.exponent + 31) * kLn2Q55 + kLogQ55[i] + int64_t{r} * (1 << 24) +
         tail;
}

FIREFLY_KERNEL
inline float log(float x) {
  if (is_nan(x) || x < 0.0F) {
    return nan();
  }
  if (x == 0.0F || magnitude_bits(x) == kInfinityBits) {
    return infinity(x == 0.0F);
  }
  const int64_t y = log_q55(split(x));
  if (y == 0) {
    return 0.0F;
  }
  const auto magnitude = static_cast<uint64_t>(y < 0 ? -y : y);
  const int zeros = __builtin_clzll(magnitude);
  return assemble(y < 0, static_cast<uint32_t>((magnitude << zeros) >> 32),
                  32 - 55 - zeros);
}

/// Correctly rounded, as IEEE 754 demands of hardware: one bit a turn, and one
/// more to round by.
FIREFLY_KERNEL
inline float sqrt(float x) {
  if (x == 0.0F || bits_of(x) == kInfinityBits) {
    return x;
  }
  if (is_nan(x) || is_negative(x)) {
    return nan();
  }
  const Parts parts = split(x);
  // x = m · 4^exponent, 1 ≤ m < 4; the rest starts as 2m in Q23.
  const bool odd = ((parts.exponent + 31) & 1) != 0;
  const int exponent = (parts.exponent + 31 - (odd ? 1 : 0)) / 2;
  uint32_t rest = parts.mantissa >> (odd ? 6 : 7);
  uint32_t root = 0;
  for (uint32_t bit = 1U << 24; bit != 0; bit >>= 1) {
    const uint32_t trial = 2 * root + bit;
    if (trial <= rest) {
      rest -= trial;
      root += bit;
    }
    rest <<= 1;
  }
  // Left of a tie or right of it: a last bit decides.
  const uint32_t sticky = rest != 0 ? 1 : 0;
  return assemble(false, (root << 1) | sticky, exponent - 25);
}

}  // namespace firefly::float_math
