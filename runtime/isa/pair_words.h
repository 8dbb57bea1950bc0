// SPDX-License-Identifier: Apache-2.0
//
// Complex numbers of two int16, which memory holds in a word, the real part in
// the low half. With the DSP extension they stay in a word and take one to four
// instructions each; elsewhere they are taken apart, once. Sums wrap, at the
// latest where they are put together again.
#pragma once

#include "isa/signal_words.h"

namespace firefly {

#if defined(__ARM_FEATURE_DSP)
struct PairNumber {
  int32_t pair;
};
#else
struct PairNumber {
  int32_t re;
  int32_t im;
};
#endif

FIREFLY_INLINE PairNumber take_apart(int32_t pair) {
#if defined(__ARM_FEATURE_DSP)
  return {pair};
#else
  return {low_half(pair), high_half(pair)};
#endif
}

FIREFLY_INLINE int32_t put_together(const PairNumber& a) {
#if defined(__ARM_FEATURE_DSP)
  return a.pair;
#else
  return static_cast<int32_t>((static_cast<uint32_t>(a.re) & 0xFFFFU) |
                              (static_cast<uint32_t>(a.im) << 16));
#endif
}

FIREFLY_INLINE PairNumber add(PairNumber a, const PairNumber& b) {
#if defined(__ARM_FEATURE_DSP)
  __asm__("sadd16 %0, %1, %2" : "=r"(a.pair) : "r"(a.pair), "r"(b.pair));
  return a;
#else
  return {a.re + b.re, a.im + b.im};
#endif
}

FIREFLY_INLINE PairNumber subtract(PairNumber a, const PairNumber& b) {
#if defined(__ARM_FEATURE_DSP)
  __asm__("ssub16 %0, %1, %2" : "=r"(a.pair) : "r"(a.pair), "r"(b.pair));
  return a;
#else
  return {a.re - b.re, a.im - b.im};
#endif
}

/// a + i·b
FIREFLY_INLINE PairNumber add_turned(PairNumber a, const PairNumber& b) {
#if defined(__ARM_FEATURE_DSP)
  __asm__("sasx %0, %1, %2" : "=r"(a.pair) : "r"(a.pair), "r"(b.pair));
  return a;
#else
  return {a.re - b.im, a.im + b.re};
#endif
}

/// a − i·b
FIREFLY_INLINE PairNumber subtract_turned(PairNumber a, const PairNumber& b) {
#if defined(__ARM_FEATURE_DSP)
  __asm__("ssax %0, %1, %2" : "=r"(a.pair) : "r"(a.pair), "r"(b.pair));
  return a;
#else
  return {a.re + b.im, a.im - b.re};
#endif
}

/// a · 2^shift; wraps.
FIREFLY_INLINE PairNumber shift_left(const PairNumber& a, int32_t shift) {
#if defined(__ARM_FEATURE_DSP)
  const auto bits = static_cast<uint32_t>(a.pair);
  return {static_cast<int32_t>(((bits << shift) & 0xFFFFU) |
                               ((bits & 0xFFFF0000U) << shift))};
#else
  return {static_cast<int16_t>(wrapping_shift_left(a.re, shift)),
          static_cast<int16_t>(wrapping_shift_left(a.im, shift))};
#endif
}

/// Wraps: −(−2^15) is −2^15.
FIREFLY_INLINE PairNumber conjugate(const PairNumber& a) {
#if defined(__ARM_FEATURE_DSP)
  const auto bits = static_cast<uint32_t>(a.pair);
  return {static_cast<int32_t>((bits & 0xFFFFU) | ((0U - (bits >> 16)) << 16))};
#else
  return {a.re, static_cast<int16_t>(-a.im)};
#endif
}

/// (a + b) / 2, rounded down, of what wrapped before.
FIREFLY_INLINE PairNumber half_sum(PairNumber a, const PairNumber& b) {
#if defined(__ARM_FEATURE_DSP)
  __asm__("shadd16 %0, %1, %2" : "=r"(a.pair) : "r"(a.pair), "r"(b.pair));
  return a;
#else
  return {(static_cast<int16_t>(a.re) + static_cast<int16_t>(b.re)) >> 1,
          (static_cast<int16_t>(a.im) + static_cast<int16_t>(b.im)) >> 1};
#endif
}

/// The real part of (a − b) / 2, and the imaginary part of (b − a) / 2.
FIREFLY_INLINE PairNumber half_conjugate_difference(const PairNumber& a,
                                                    const PairNumber& b) {
#if defined(__ARM_FEATURE_DSP)
  PairNumber result;
  int32_t imaginary;
  __asm__("shsub16 %0, %1, %2" : "=r"(result.pair) : "r"(a.pair), "r"(b.pair));
  __asm__("shsub16 %0, %1, %2" : "=r"(imaginary) : "r"(b.pair), "r"(a.pair));
  __asm__("pkhbt %0, %1, %2"
          : "=r"(result.pair)
          : "r"(result.pair), "r"(imaginary));
  return result;
#else
  return {(static_cast<int16_t>(a.re) - static_cast<int16_t>(b.re)) >> 1,
          (static_cast<int16_t>(b.im) - static_cast<int16_t>(a.im)) >> 1};
#endif
}

/// a · kFactor / 2^15, rounded to nearest, ties upwards.
template <int32_t kFactor>
FIREFLY_INLINE PairNumber scale(const PairNumber& a) {
  static_assert(kFactor > 0 && kFactor < (1 << 14));
#if defined(__ARM_FEATURE_DSP)
  PairNumber result;
  int32_t high;  // Twice as large: its upper half is what is wanted.
  __asm__("smlabb %0, %1, %2, %3"
          : "=r"(result.pair)
          : "r"(a.pair), "r"(kFactor), "r"(1 << 14));
  __asm__("smlatb %0, %1, %2, %3"
          : "=r"(high)
          : "r"(a.pair), "r"(2 * kFactor), "r"(1 << 15));
  __asm__("pkhtb %0, %1, %2, asr #15"
          : "=r"(result.pair)
          : "r"(high), "r"(result.pair));
  return result;
#else
  return {(a.re * kFactor + (1 << 14)) >> 15,
          (a.im * kFactor + (1 << 14)) >> 15};
#endif
}

/// a · b / 2^15, rounded to nearest, ties upwards; |b| <= 2^15 as a pair.
FIREFLY_INLINE PairNumber multiply(const PairNumber& a, int32_t b) {
#if defined(__ARM_FEATURE_DSP)
  PairNumber result;
  int32_t imaginary;
  __asm__("smlsd %0, %1, %2, %3"
          : "=r"(result.pair)
          : "r"(a.pair), "r"(b), "r"(1 << 14));
  __asm__("smladx %0, %1, %2, %3"
          : "=r"(imaginary)
          : "r"(a.pair), "r"(b), "r"(1 << 14));
  __asm__("pkhtb %0, %1, %2, asr #15"
          : "=r"(result.pair)
          : "r"(wrapping_shift_left(imaginary, 1)), "r"(result.pair));
  return result;
#else
  const int32_t b_re = low_half(b);
  const int32_t b_im = high_half(b);
  return {(a.re * b_re - a.im * b_im + (1 << 14)) >> 15,
          (a.re * b_im + a.im * b_re + (1 << 14)) >> 15};
#endif
}

/// The halves of pairs multiplied, rounded down from Q12; they fit.
FIREFLY_INLINE PairNumber multiply_halves_q12(int32_t a, int32_t b) {
  const int32_t low = multiply_low_halves(a, b) >> 12;
  const int32_t high = multiply_high_halves(a, b);
#if defined(__ARM_FEATURE_DSP)
  PairNumber result;
  __asm__("pkhbt %0, %1, %2, lsl #4" : "=r"(result.pair) : "r"(low), "r"(high));
  return result;
#else
  return {low, high >> 12};
#endif
}

/// The largest |re| and |im|, where that of −2^15 counts as negative: it wraps.
FIREFLY_INLINE PairNumber largest_of(const PairNumber& largest,
                                     const PairNumber& a) {
#if defined(__ARM_FEATURE_DSP)
  const auto larger = [](int32_t x, int32_t y) {
    int32_t result;
    __asm__(
        "ssub16 %0, %1, %2\n\t"
        "sel %0, %1, %2"
        : "=&r"(result)
        : "r"(x), "r"(y)
        : "cc");
    return result;
  };
  const PairNumber negative = subtract({0}, a);
  return {larger(larger(largest.pair, a.pair), negative.pair)};
#else
  const auto magnitude = [](int32_t x) {
    return static_cast<int32_t>(static_cast<int16_t>(x < 0 ? -x : x));
  };
  return {max_of(largest.re, magnitude(a.re)),
          max_of(largest.im, magnitude(a.im))};
#endif
}

/// The square of the absolute value of a pair, modulo 2^32.
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
