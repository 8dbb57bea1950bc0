// SPDX-License-Identifier: Apache-2.0
//
// Complex numbers of two int16 in a word, the real part in the low half. Sums
// wrap. One to four instructions each with the DSP extension; elsewhere the
// same in C++.
#pragma once

#include "isa/signal_words.h"

namespace firefly {

/// Of the lower halves of `low` and `high`.
FIREFLY_INLINE constexpr int32_t pair_of_halves(uint32_t low, uint32_t high) {
  return static_cast<int32_t>((low & 0xFFFFU) | (high << 16));
}
FIREFLY_INLINE constexpr int32_t pair_of_halves(int32_t low, int32_t high) {
  return pair_of_halves(static_cast<uint32_t>(low),
                        static_cast<uint32_t>(high));
}
FIREFLY_INLINE constexpr uint32_t upper(int32_t pair) {
  return static_cast<uint32_t>(pair) >> 16;
}
FIREFLY_INLINE constexpr uint32_t lower(int32_t pair) {
  return static_cast<uint32_t>(pair);
}

FIREFLY_INLINE int32_t add_pairs(int32_t a, int32_t b) {
#if defined(__ARM_FEATURE_DSP)
  int32_t result;
  __asm__("sadd16 %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
#else
  return pair_of_halves(lower(a) + lower(b), upper(a) + upper(b));
#endif
}

FIREFLY_INLINE int32_t subtract_pairs(int32_t a, int32_t b) {
#if defined(__ARM_FEATURE_DSP)
  int32_t result;
  __asm__("ssub16 %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
#else
  return pair_of_halves(lower(a) - lower(b), upper(a) - upper(b));
#endif
}

/// a + i·b
FIREFLY_INLINE int32_t add_turned_pair(int32_t a, int32_t b) {
#if defined(__ARM_FEATURE_DSP)
  int32_t result;
  __asm__("sasx %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
#else
  return pair_of_halves(lower(a) - upper(b), upper(a) + lower(b));
#endif
}

/// a − i·b
FIREFLY_INLINE int32_t subtract_turned_pair(int32_t a, int32_t b) {
#if defined(__ARM_FEATURE_DSP)
  int32_t result;
  __asm__("ssax %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
#else
  return pair_of_halves(lower(a) + upper(b), upper(a) - lower(b));
#endif
}

/// (a + b) / 2, rounded down, without overflow.
FIREFLY_INLINE int32_t half_sum_of_pairs(int32_t a, int32_t b) {
#if defined(__ARM_FEATURE_DSP)
  int32_t result;
  __asm__("shadd16 %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
#else
  return pair_of_halves((low_half(a) + low_half(b)) >> 1,
                        (high_half(a) + high_half(b)) >> 1);
#endif
}

/// The real part of (a − b) / 2, and the imaginary part of (b − a) / 2.
FIREFLY_INLINE int32_t half_conjugate_difference(int32_t a, int32_t b) {
#if defined(__ARM_FEATURE_DSP)
  int32_t real;
  int32_t imaginary;
  __asm__("shsub16 %0, %1, %2" : "=r"(real) : "r"(a), "r"(b));
  __asm__("shsub16 %0, %1, %2" : "=r"(imaginary) : "r"(b), "r"(a));
  __asm__("pkhbt %0, %1, %2" : "=r"(real) : "r"(real), "r"(imaginary));
  return real;
#else
  return pair_of_halves((low_half(a) - low_half(b)) >> 1,
                        (high_half(b) - high_half(a)) >> 1);
#endif
}

FIREFLY_INLINE int32_t conjugate_pair(int32_t a) {
  return pair_of_halves(lower(a), 0U - upper(a));
}

/// Each half · kFactor / 2^15, rounded to nearest, ties upwards.
template <int32_t kFactor>
FIREFLY_INLINE int32_t scale_pair(int32_t a) {
  static_assert(kFactor > 0 && kFactor < (1 << 14));
#if defined(__ARM_FEATURE_DSP)
  int32_t low;
  int32_t high;  // Twice as large: its upper half is what is wanted.
  __asm__("smlabb %0, %1, %2, %3"
          : "=r"(low)
          : "r"(a), "r"(kFactor), "r"(1 << 14));
  __asm__("smlatb %0, %1, %2, %3"
          : "=r"(high)
          : "r"(a), "r"(2 * kFactor), "r"(1 << 15));
  __asm__("pkhtb %0, %1, %2, asr #15" : "=r"(low) : "r"(high), "r"(low));
  return low;
#else
  return pair_of_halves((low_half(a) * kFactor + (1 << 14)) >> 15,
                        (high_half(a) * kFactor + (1 << 14)) >> 15);
#endif
}

/// a · b / 2^15, rounded to nearest, ties upwards; halves of b are above −2^15.
FIREFLY_INLINE int32_t multiply_pairs(int32_t a, int32_t b) {
#if defined(__ARM_FEATURE_DSP)
  int32_t real;
  int32_t imaginary;
  __asm__("smlsd %0, %1, %2, %3" : "=r"(real) : "r"(a), "r"(b), "r"(1 << 14));
  __asm__("smladx %0, %1, %2, %3"
          : "=r"(imaginary)
          : "r"(a), "r"(b), "r"(1 << 14));
  __asm__("pkhtb %0, %1, %2, asr #15"
          : "=r"(real)
          : "r"(wrapping_shift_left(imaginary, 1)), "r"(real));
  return real;
#else
  const int32_t a_re = low_half(a);
  const int32_t a_im = high_half(a);
  const int32_t b_re = low_half(b);
  const int32_t b_im = high_half(b);
  return pair_of_halves((a_re * b_re - a_im * b_im + (1 << 14)) >> 15,
                        (a_re * b_im + a_im * b_re + (1 << 14)) >> 15);
#endif
}

/// Both halves times 2^shift; they wrap.
FIREFLY_INLINE int32_t shift_pair_left(int32_t a, int32_t shift) {
  return pair_of_halves(lower(a) << shift, upper(a) << shift);
}

/// The larger of both low halves and of both high halves.
FIREFLY_INLINE int32_t max_of_pairs(int32_t a, int32_t b) {
#if defined(__ARM_FEATURE_DSP)
  int32_t difference;
  __asm__(
      "ssub16 %0, %1, %2\n\t"
      "sel %0, %1, %2"
      : "=&r"(difference)
      : "r"(a), "r"(b)
      : "cc");
  return difference;
#else
  return pair_of_halves(max_of(low_half(a), low_half(b)),
                        max_of(high_half(a), high_half(b)));
#endif
}

/// Products of both halves, rounded down to Q0 from Q12: they fit.
FIREFLY_INLINE int32_t multiply_halves_q12(int32_t a, int32_t b) {
  const int32_t low = multiply_low_halves(a, b) >> 12;
  const int32_t high = multiply_high_halves(a, b);
#if defined(__ARM_FEATURE_DSP)
  int32_t result;
  __asm__("pkhbt %0, %1, %2, lsl #4" : "=r"(result) : "r"(low), "r"(high));
  return result;
#else
  return pair_of_halves(low, high >> 12);
#endif
}

/// The square of the absolute value, modulo 2^32.
FIREFLY_INLINE uint32_t norm_of_pair(int32_t a) {
#if defined(__ARM_FEATURE_DSP)
  uint32_t result;
  __asm__("smuad %0, %1, %1" : "=r"(result) : "r"(a));
  return result;
#else
  return static_cast<uint32_t>(low_half(a) * low_half(a)) +
         static_cast<uint32_t>(high_half(a) * high_half(a));
#endif
}

}  // namespace firefly
