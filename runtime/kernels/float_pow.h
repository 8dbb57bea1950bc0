// SPDX-License-Identifier: Apache-2.0
//
// Powers, with the exactness of float_math.h and the special cases of C99's
// pow (annex F.9.4.4).
#pragma once

#include "kernels/float_math.h"

namespace firefly::float_math {

namespace pow_detail {

enum class Whole { kNo, kEven, kOdd };

/// Whether a finite y is a whole number, and which.
inline Whole whole_kind(const Parts& y) {
  if (y.exponent > 0 || y.mantissa == 0) {
    return Whole::kEven;
  }
  if (y.exponent < -31) {
    return Whole::kNo;
  }
  const uint32_t unit = 1U << -y.exponent;
  if ((y.mantissa & (unit - 1)) != 0) {
    return Whole::kNo;
  }
  return (y.mantissa & unit) != 0 ? Whole::kOdd : Whole::kEven;
}

/// y · ln |x| in Q40, kept within ±2^7: beyond ±104, e to it is infinity or 0.
inline int64_t exponent_q40(const Parts& x, const Parts& y) {
  constexpr uint64_t kLargest = uint64_t{1} << 47;
  const int64_t log = log_q55(x);
  if (log == 0) {
    return 0;
  }
  const bool negative = (log < 0) != y.negative;
  const auto magnitude = static_cast<uint64_t>(log < 0 ? -log : log);
  const int zeros = __builtin_clzll(magnitude);
  // 40 bits by 24: all of y, and enough of the logarithm for a sum near ±100.
  const uint64_t product = ((magnitude << zeros) >> 24) * (y.mantissa >> 8);
  const int down = -(24 - zeros - 55 + y.exponent + 8 + 40);
  const uint64_t size = down > 63   ? 0
                        : down >= 0 ? min_of(product >> down, kLargest)
                                    : kLargest;
  return negative ? -static_cast<int64_t>(size) : static_cast<int64_t>(size);
}

}  // namespace pow_detail

/// x^y
FIREFLY_KERNEL
inline float pow(float x, float y) {
  using pow_detail::Whole;
  const uint32_t size_x = magnitude_bits(x);
  const uint32_t size_y = magnitude_bits(y);
  if (x == 1.0F || size_y == 0) {
    return 1.0F;
  }
  if (is_nan(x) || is_nan(y)) {
    return nan();
  }
  if (size_y == kInfinityBits) {
    const float size = float_of(size_x);
    return size == 1.0F                      ? 1.0F
           : (size > 1.0F) == is_negative(y) ? 0.0F
                                             : infinity(false);
  }
  const Parts power = split(y);
  const Whole whole = pow_detail::whole_kind(power);
  const bool negative = is_negative(x) && whole == Whole::kOdd;
  if (size_x == 0 || size_x == kInfinityBits) {
    const bool large = (size_x == 0) == power.negative;
    return large ? infinity(negative) : assemble(negative, 0, 0);
  }
  if (is_negative(x) && whole == Whole::kNo) {
    return nan();
  }
  const Exponential result = exp_q40(pow_detail::exponent_q40(split(x), power));
  return assemble(negative, static_cast<uint32_t>(result.mantissa),
                  result.exponent - 30);
}

}  // namespace firefly::float_math
