// SPDX-License-Identifier: Apache-2.0
//
// TFLite's fixed-point arithmetic: from an accumulator to an output element,
// out = zero_point + round(accumulator · multiplier · 2^(shift − 31)).
// Sources: gemmlowp fixedpoint/fixedpoint.h (the two rounding primitives) and
// TFLM tensorflow/lite/kernels/internal/common.cc
// (MultiplyByQuantizedMultiplier), in its double-rounding form, which is what
// both TFLM and LiteRT are built with.
#pragma once

#include "kernels/base.h"

namespace firefly {

/// High 32 bits of 2·a·b, rounded to nearest, ties towards +infinity;
/// INT32_MIN · INT32_MIN saturates to INT32_MAX.
FIREFLY_INLINE constexpr int32_t saturating_rounding_doubling_high_multiply(
    int32_t a, int32_t b) {
  if (a == INT32_MIN && b == INT32_MIN) {
    return INT32_MAX;
  }
  // gemmlowp nudges by 1 − 2^30 when the product is negative and then divides,
  // truncating. That equals this arithmetic shift for every product.
  const int64_t product = static_cast<int64_t>(a) * b;
  return static_cast<int32_t>((product + (int64_t{1} << 30)) >> 31);
}

/// x / 2^exponent, rounded to nearest, ties away from zero. 0 <= exponent < 32.
FIREFLY_INLINE constexpr int32_t rounding_divide_by_power_of_two(int32_t x,
                                                                 int exponent) {
  const auto mask = static_cast<int32_t>((uint32_t{1} << exponent) - 1U);
  const int32_t remainder = x & mask;
  const int32_t threshold = (mask >> 1) + (x < 0 ? 1 : 0);
  return (x >> exponent) + (remainder > threshold ? 1 : 0);
}

/// x · 2^exponent modulo 2^32, as TFLite's left shifts wrap. exponent >= 0.
FIREFLY_INLINE constexpr int32_t wrapping_shift_left(int32_t x, int exponent) {
  return static_cast<int32_t>(static_cast<uint32_t>(x) << exponent);
}

/// a + b modulo 2^32 or 2^64.
FIREFLY_INLINE constexpr int32_t wrapping_add(int32_t a, int32_t b) {
  return static_cast<int32_t>(static_cast<uint32_t>(a) +
                              static_cast<uint32_t>(b));
}
FIREFLY_INLINE constexpr int64_t wrapping_add(int64_t a, int64_t b) {
  return static_cast<int64_t>(static_cast<uint64_t>(a) +
                              static_cast<uint64_t>(b));
}

/// a · b modulo 2^32.
FIREFLY_INLINE constexpr int32_t wrapping_multiply(int32_t a, int32_t b) {
  return static_cast<int32_t>(static_cast<uint32_t>(a) *
                              static_cast<uint32_t>(b));
}

/// x · multiplier · 2^(shift − 31), rounded twice: by the multiplication, then
/// by the right shift. −31 <= shift <= 30. A left shift comes first and wraps.
FIREFLY_INLINE constexpr int32_t multiply_by_quantized_multiplier(
    int32_t x, int32_t multiplier, int shift) {
  const int left = max_of(shift, 0);
  const int right = max_of(-shift, 0);
  return rounding_divide_by_power_of_two(
      saturating_rounding_doubling_high_multiply(wrapping_shift_left(x, left),
                                                 multiplier),
      right);
}

/// The same for a sum and a right shift that are known to be harmless:
/// |sum| < 2^30, 0 <= right_shift < 32. No saturation can happen then, and the
/// second rounding is an addition that can not overflow.
FIREFLY_INLINE constexpr int32_t scale_small_sum(int32_t sum,
                                                 int32_t multiplier,
                                                 int32_t right_shift) {
  const int64_t product = static_cast<int64_t>(sum) * multiplier;
  const auto high = static_cast<int32_t>((product + (int64_t{1} << 30)) >> 31);
  const auto half = static_cast<int32_t>((uint32_t{1} << right_shift) >> 1);
  // −1 for a negative value that is shifted at all: ties go away from zero.
  const int32_t nudge = (high & -right_shift) >> 31;
  return (high + half + nudge) >> right_shift;
}

/// The same for the 64-bit accumulators of int16 activations: the multiplier is
/// first rounded to 16 bits, the product rounded once, ties towards +infinity.
/// |x| < 2^47, −31 <= shift < 8; the result is truncated to 32 bits.
FIREFLY_INLINE constexpr int32_t multiply_by_quantized_multiplier(
    int64_t x, int32_t multiplier, int shift) {
  const int32_t reduced =
      multiplier < 0x7FFF0000 ? (multiplier + (1 << 15)) >> 16 : 0x7FFF;
  const int total = 15 - shift;
  // Unsigned, so that values outside the documented range wrap as they do in
  // TFLite's builds instead of being undefined.
  const uint64_t product = static_cast<uint64_t>(x) *
                           static_cast<uint64_t>(static_cast<int64_t>(reduced));
  const auto rounded =
      static_cast<int64_t>(product + (uint64_t{1} << (total - 1)));
  return static_cast<int32_t>(rounded >> total);
}

/// How a layer maps its accumulators to its output type, apart from the
/// multiplier and the shift, which may be per channel.
struct OutputRange {
  int32_t zero_point;
  int32_t low;   ///< Of the fused activation and the type.
  int32_t high;  ///< Inclusive.
};

/// The output element of an accumulator (int32_t or int64_t).
template <class Accumulator>
FIREFLY_INLINE constexpr int32_t requantize(Accumulator accumulator,
                                            int32_t multiplier, int shift,
                                            const OutputRange& range) {
  const int32_t scaled =
      multiply_by_quantized_multiplier(accumulator, multiplier, shift);
  return clamp(wrapping_add(scaled, range.zero_point), range.low, range.high);
}

}  // namespace firefly
