// SPDX-License-Identifier: Apache-2.0
//
// Floats to whole numbers, and remainders: exact, on the bits.
#pragma once

#include "kernels/float_parts.h"

namespace firefly::float_math {

namespace rounding_detail {

template <class Float>
struct Format;
template <>
struct Format<float> {
  using Bits = uint32_t;
  static constexpr int kFractionBits = 23;
  static constexpr int kBias = 127;
};
template <>
struct Format<double> {
  using Bits = uint64_t;
  static constexpr int kFractionBits = 52;
  static constexpr int kBias = 1023;
};

/// How a magnitude rounds that is no whole number.
enum class Magnitude { kDown, kUp, kNearest, kNearestEven };

/// Adds to the bits what carries into the whole ones if the magnitude rounds
/// up, then clears the fraction. The carry may reach the exponent, and then
/// the number is the next power of two, as it should be.
template <class Float>
FIREFLY_INLINE Float whole(Float x, Magnitude mode) {
  using Bits = typename Format<Float>::Bits;
  constexpr int kFractionBits = Format<Float>::kFractionBits;
  constexpr Bits kSign = Bits{1} << (8 * sizeof(Bits) - 1);
  const auto bits = __builtin_bit_cast(Bits, x);
  const Bits magnitude = bits & ~kSign;
  const int exponent =
      static_cast<int>(magnitude >> kFractionBits) - Format<Float>::kBias;
  if (exponent >= kFractionBits || magnitude == 0) {
    return x;  // Infinity and NaN, too.
  }
  if (exponent < 0) {
    constexpr Bits kHalf = Bits{Format<Float>::kBias - 1} << kFractionBits;
    constexpr Bits kOne = Bits{Format<Float>::kBias} << kFractionBits;
    const bool up = mode == Magnitude::kUp ||
                    (mode == Magnitude::kNearest && magnitude >= kHalf) ||
                    (mode == Magnitude::kNearestEven && magnitude > kHalf);
    return __builtin_bit_cast(Float, (bits & kSign) | (up ? kOne : Bits{0}));
  }
  const int shift = kFractionBits - exponent;
  const Bits unit = Bits{1} << shift;
  const Bits half = unit >> 1;
  const Bits odd = (bits >> shift) & 1;
  // In 1 … 2 the lowest whole bit is the implicit one, or the exponent's.
  const Bits added = mode == Magnitude::kDown      ? 0
                     : mode == Magnitude::kUp      ? unit - 1
                     : mode == Magnitude::kNearest ? half
                                                   : half - 1 + odd;
  return __builtin_bit_cast(Float, (bits + added) & ~(unit - 1));
}

}  // namespace rounding_detail

/// Float: float or double.
template <class Float>
inline Float floor(Float x) {
  using rounding_detail::Magnitude;
  return rounding_detail::whole(x, x < 0 ? Magnitude::kUp : Magnitude::kDown);
}
inline float ceil(float x) {
  using rounding_detail::Magnitude;
  return rounding_detail::whole(x, x < 0 ? Magnitude::kDown : Magnitude::kUp);
}
/// Ties away from zero.
inline float round(float x) {
  return rounding_detail::whole(x, rounding_detail::Magnitude::kNearest);
}
inline float round_to_even(float x) {
  return rounding_detail::whole(x, rounding_detail::Magnitude::kNearestEven);
}

/// a − trunc(a / b) · b, exact.
FIREFLY_KERNEL
inline float fmod(float a, float b) {
  const uint32_t size_a = magnitude_bits(a);
  const uint32_t size_b = magnitude_bits(b);
  if (size_a >= kInfinityBits || size_b > kInfinityBits || size_b == 0) {
    return nan();
  }
  if (size_a < size_b) {
    return a;
  }
  // 24-bit mantissas leave room for 8 bits of the quotient a turn.
  constexpr int kStep = 8;
  const Parts divisor = split(b);
  const Parts dividend = split(a);
  const uint32_t modulus = divisor.mantissa >> 8;
  uint32_t rest = (dividend.mantissa >> 8) % modulus;
  for (int left = dividend.exponent - divisor.exponent; left > 0;
       left -= kStep) {
    rest = (rest << min_of(left, kStep)) % modulus;
  }
  return assemble(dividend.negative, rest, divisor.exponent + 8);
}

}  // namespace firefly::float_math
