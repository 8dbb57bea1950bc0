// SPDX-License-Identifier: Apache-2.0
//
// gemmlowp's fixed-point functions, bit for bit (fixedpoint/fixedpoint.h; the
// logarithm and the inverse square root are TFLM's, kernels/internal/common.h).
// A number is a raw int32_t in Qm.(31−m); m, the number of integer bits, is a
// template argument or stands in the comment. A product of Qa and Qb is in
// Q(a+b).
#pragma once

#include "kernels/requantize.h"

/// Arithmetic that kernels repeat: inline, but a function where size counts.
#if defined(__OPTIMIZE_SIZE__)
#define FIREFLY_SHARED inline __attribute__((noinline))
#else
#define FIREFLY_SHARED FIREFLY_INLINE
#endif

namespace firefly {

/// The product of two fixed-point numbers.
FIREFLY_SHARED constexpr int32_t fixed_point_multiply(int32_t a, int32_t b) {
  return saturating_rounding_doubling_high_multiply(a, b);
}

/// x · 2^exponent, saturated: a Qm number brought to Q(m−exponent).
FIREFLY_SHARED constexpr int32_t saturating_shift_left(int32_t x,
                                                       int exponent) {
  const auto wide =
      static_cast<int64_t>(static_cast<uint64_t>(int64_t{x}) << exponent);
  return static_cast<int32_t>(
      clamp(wide, int64_t{INT32_MIN}, int64_t{INT32_MAX}));
}

FIREFLY_INLINE constexpr int32_t saturating_add(int32_t a, int32_t b) {
  return static_cast<int32_t>(
      clamp(int64_t{a} + b, int64_t{INT32_MIN}, int64_t{INT32_MAX}));
}

/// (a + b) / 2, rounded to nearest, ties away from zero.
FIREFLY_INLINE constexpr int32_t rounding_half_sum(int32_t a, int32_t b) {
  const int64_t sum = int64_t{a} + b;
  return static_cast<int32_t>((sum + (sum >= 0 ? 1 : -1)) / 2);
}

/// Of a value that is not 0.
FIREFLY_INLINE constexpr int leading_zeros(int32_t x) {
  return __builtin_clz(static_cast<uint32_t>(x));
}

/// exp(x) in Q0 for −1/4 <= x < 0 in Q0: a Taylor series around −1/8.
FIREFLY_INLINE constexpr int32_t exp_between_minus_quarter_and_0(int32_t a) {
  const auto mul = fixed_point_multiply;
  constexpr int32_t kExpMinusEighth = 1895147668;
  constexpr int32_t kThird = 715827883;
  const int32_t x = a + (1 << 28);
  const int32_t x2 = mul(x, x);
  const int32_t x3 = mul(x2, x);
  const int32_t x4_over_4 = rounding_divide_by_power_of_two(mul(x2, x2), 2);
  const int32_t tail =
      rounding_divide_by_power_of_two(mul(x4_over_4 + x3, kThird) + x2, 1);
  return kExpMinusEighth + mul(kExpMinusEighth, x + tail);
}

/// exp(a) in Q0 for a <= 0 in Q<integer_bits>, 0 <= integer_bits <= 5.
template <int integer_bits>
constexpr int32_t exp_on_negative_values(int32_t a) {
  static_assert(integer_bits >= 0 && integer_bits <= 5);
  if (a == 0) {
    return INT32_MAX;
  }
  // exp(−2^e) in Q0 for e = −2 … 4.
  constexpr int32_t kExpOfPower[] = {
      1672461947, 1302514674, 790015084, 290630308, 39332535, 720401, 242};
  constexpr int kFractionBits = 31 - integer_bits;
  constexpr int32_t kQuarter = 1 << (kFractionBits - 2);
  const int32_t within_quarter = (a & (kQuarter - 1)) - kQuarter;
  int32_t result = exp_between_minus_quarter_and_0(
      saturating_shift_left(within_quarter, integer_bits));
  const int32_t remainder = within_quarter - a;
  for (int e = -2; e < integer_bits; ++e) {
    if ((remainder & (1 << (kFractionBits + e))) != 0) {
      result = fixed_point_multiply(result, kExpOfPower[e + 2]);
    }
  }
  return result;
}

/// 2 / (1 + a) in Q2 for 0 <= a < 1 in Q0: three steps of Newton and Raphson.
constexpr int32_t two_over_one_plus(int32_t a) {
  const auto mul = fixed_point_multiply;
  constexpr int32_t k48Over17 = 1515870810;
  constexpr int32_t kMinus32Over17 = -1010580540;
  constexpr int32_t kOne = 1 << 29;
  const int32_t half_denominator = rounding_half_sum(a, INT32_MAX);
  int32_t x = k48Over17 + mul(half_denominator, kMinus32Over17);
  for (int i = 0; i < 3; ++i) {
    const int32_t error = kOne - mul(half_denominator, x);
    x += saturating_shift_left(mul(x, error), 2);
  }
  return x;
}

/// 1 / (1 + a) in Q0 for 0 <= a < 1 in Q0.
FIREFLY_INLINE constexpr int32_t one_over_one_plus(int32_t a) {
  return saturating_shift_left(two_over_one_plus(a), 1);
}

/// 1 / (1 + exp(−a)) in Q0 for any a in Q<integer_bits>.
template <int integer_bits>
constexpr int32_t fixed_point_logistic(int32_t a) {
  if (a == 0) {
    return 1 << 30;
  }
  const int32_t positive =
      one_over_one_plus(exp_on_negative_values<integer_bits>(a > 0 ? -a : a));
  return a > 0 ? positive : INT32_MAX - positive;
}

/// tanh(a) in Q0 for any a in Q<integer_bits>.
template <int integer_bits>
constexpr int32_t fixed_point_tanh(int32_t a) {
  if (a == 0) {
    return 0;
  }
  // The same bits with one more integer bit are 2a.
  const int32_t exp_minus_2a =
      exp_on_negative_values<integer_bits + 1>(a > 0 ? -a : a);
  const int32_t positive =
      saturating_shift_left(two_over_one_plus(exp_minus_2a) - (1 << 29), 2);
  return a > 0 ? positive : -positive;
}

/// A positive number's reciprocal: x = 2^bits_over_unit / value, value in
/// (1/2, 1] as Q0.
struct Reciprocal {
  int32_t value;
  int bits_over_unit;
};
/// Of x > 0 with `integer_bits` integer bits.
FIREFLY_INLINE constexpr Reciprocal reciprocal(int32_t x, int integer_bits) {
  const int shift = leading_zeros(x);
  const uint32_t fraction =
      (static_cast<uint32_t>(x) << shift) - (uint32_t{1} << 31);
  return {one_over_one_plus(static_cast<int32_t>(fraction)),
          integer_bits - shift};
}

/// ln(x) in Q<out_bits> for x >= 1 in Q<in_bits>.
template <int out_bits, int in_bits>
constexpr int32_t fixed_point_log(int32_t x) {
  const auto mul = fixed_point_multiply;
  constexpr int32_t kLn2 = 1488522236;
  constexpr int32_t kSqrtHalf = 1518500250;
  constexpr int32_t kSqrtSqrtHalf = 1805811301;
  // Coefficients of the rational approximation, in Q0.
  constexpr int32_t kAlphaN = 117049297;
  constexpr int32_t kAlphaD = 127690142;
  constexpr int32_t kAlphaI = 1057819769;
  constexpr int32_t kAlphaF = 638450708;
  // One bit of headroom: the two summands of the result may saturate apart.
  constexpr int kSumBits = out_bits + 1;
  constexpr int32_t kQuarter = 1 << (29 - kSumBits);

  // Two ways to write x = r · 2^power, of which the smaller r is taken.
  const int zeros_a = leading_zeros(x);
  const int32_t r_a = saturating_shift_left(
      mul(saturating_shift_left(x, zeros_a - 1), kSqrtHalf), 1);
  const int32_t power_a = saturating_add(
      saturating_shift_left(in_bits - zeros_a, 31 - kSumBits), kQuarter);
  const int headroom_b = leading_zeros(mul(x, kSqrtHalf)) - 1;
  const int32_t r_b = saturating_shift_left(x, headroom_b);
  const int32_t power_b = saturating_add(
      saturating_shift_left(in_bits - headroom_b, 31 - kSumBits), -kQuarter);
  const int32_t r = min_of(r_a, r_b);
  const int32_t power = max_of(power_a, power_b);

  const int32_t p = rounding_half_sum(r, kSqrtSqrtHalf);
  const int32_t q = 2 * (r - kSqrtSqrtHalf);
  const int32_t q2 = mul(q, q);
  const int32_t numerator = mul(q, r) + mul(mul(q, q2), kAlphaN);
  const int32_t denominator_minus_1 =
      mul(p, kAlphaI + q + mul(kAlphaD, q2)) + mul(kAlphaF, q);
  const int32_t scaled_numerator =
      rounding_divide_by_power_of_two(numerator, kSumBits);
  return saturating_shift_left(
      mul(power, kLn2) +
          mul(scaled_numerator, one_over_one_plus(denominator_minus_1)),
      1);
}

/// 1 / sqrt(x) as multiplier · 2^(shift − 31).
struct InverseSqrt {
  int32_t multiplier;
  int shift;
};
/// Of x >= 0, where 0 counts as 1.
constexpr InverseSqrt inverse_sqrt(int32_t x) {
  const auto mul = fixed_point_multiply;
  if (x <= 1) {
    return {INT32_MAX, 0};
  }
  int right_shift = 11;
  while (x >= (1 << 29)) {
    x /= 4;
    ++right_shift;
  }
  const int pairs = (leading_zeros(x) - 1) / 2 - 1;
  right_shift -= pairs;
  x <<= 2 * pairs;
  // Newton and Raphson in Q3 from the guess 1.
  constexpr int32_t kOneAndHalf = (1 << 28) + (1 << 27);
  constexpr int32_t kSqrtHalf = 1518500250;
  const int32_t half = rounding_divide_by_power_of_two(x >> 1, 1);
  int32_t y = 1 << 28;
  for (int i = 0; i < 5; ++i) {
    const int32_t cube = saturating_shift_left(mul(mul(y, y), y), 6);
    y = saturating_shift_left(mul(kOneAndHalf, y) - mul(half, cube), 3);
  }
  y = mul(y, kSqrtHalf);
  if (right_shift < 0) {
    return {wrapping_shift_left(y, -right_shift), 0};
  }
  return {y, -right_shift};
}

}  // namespace firefly
