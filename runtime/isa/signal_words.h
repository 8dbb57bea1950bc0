// SPDX-License-Identifier: Apache-2.0
//
// The multiplications of signal processing: 32-bit data by 16-bit constants.
// Each is one instruction or a few on every core, and the same bits on all: the
// exact product, rounded down.
#pragma once

#include "kernels/requantize.h"

namespace firefly {

/// Two int16 in a word, as tables of complex constants hold them.
FIREFLY_INLINE constexpr int32_t low_half(int32_t pair) {
  return static_cast<int16_t>(pair);
}
FIREFLY_INLINE constexpr int32_t high_half(int32_t pair) { return pair >> 16; }

/// a · b / 2^16, rounded down. −2^15 <= b < 2^15.
FIREFLY_INLINE int32_t multiply_q15_half(int32_t a, int32_t b) {
#if defined(__ARM_FEATURE_DSP)
  int32_t result;
  __asm__("smulwb %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
#elif defined(__ARM_ARCH_6M__)
  const uint32_t low =
      (static_cast<uint32_t>(a) & 0xFFFFU) * static_cast<uint32_t>(b);
  return (a >> 16) * b + (static_cast<int32_t>(low) >> 16);
#else
  // As the high half of a product: one instruction where there is one.
  return static_cast<int32_t>((int64_t{a} * wrapping_shift_left(b, 16)) >> 32);
#endif
}

/// The same by the low and by the high half of a pair.
FIREFLY_INLINE int32_t multiply_q15_low(int32_t a, int32_t pair) {
#if defined(__ARM_FEATURE_DSP)
  return multiply_q15_half(a, pair);
#else
  return multiply_q15_half(a, low_half(pair));
#endif
}
FIREFLY_INLINE int32_t multiply_q15_high(int32_t a, int32_t pair) {
#if defined(__ARM_FEATURE_DSP)
  int32_t result;
  __asm__("smulwt %0, %1, %2" : "=r"(result) : "r"(a), "r"(pair));
  return result;
#else
  return multiply_q15_half(a, high_half(pair));
#endif
}

/// sum + multiply_q15_high(a, pair).
FIREFLY_INLINE int32_t add_multiply_q15_high(int32_t sum, int32_t a,
                                             int32_t pair) {
#if defined(__ARM_FEATURE_DSP)
  __asm__("smlawt %0, %1, %2, %3" : "=r"(sum) : "r"(a), "r"(pair), "r"(sum));
  return sum;
#else
  return sum + multiply_q15_high(a, pair);
#endif
}

/// a² / 2^32, rounded down.
FIREFLY_INLINE uint32_t high_square(int32_t a) {
#if defined(__ARM_ARCH_6M__)
  const auto magnitude = static_cast<uint32_t>(a < 0 ? -a : a);
  const uint32_t high = magnitude >> 16;
  const uint32_t low = magnitude & 0xFFFFU;
  // low² / 2^16 + 2 · high · low < 2^16 + 2^32 would not fit; halved, it does.
  const uint32_t middle = high * low + ((low * low) >> 17);
  return high * high + (middle >> 15);
#else
  return static_cast<uint32_t>((int64_t{a} * a) >> 32);
#endif
}

/// sum + a · b for b < 2^16.
FIREFLY_INLINE uint64_t add_product(uint64_t sum, uint32_t a, uint32_t b) {
#if defined(__ARM_ARCH_6M__)
  const uint32_t high = (a >> 16) * b;
  const uint32_t low = (a & 0xFFFFU) * b;
  return sum + (static_cast<uint64_t>(high) << 16) + low;
#else
  return sum + static_cast<uint64_t>(a) * b;
#endif
}

/// Values 2·index and 2·index + 1 of an array that is 4-byte aligned.
FIREFLY_INLINE int32_t load_pair(const int16_t* values, int32_t index) {
  int32_t pair;
  __builtin_memcpy(&pair, __builtin_assume_aligned(values + 2 * index, 4), 4);
  return pair;
}

/// Σ a[i] · b[i], which fits. `count` is even, both are 4-byte aligned.
FIREFLY_INLINE int32_t dot_s16(const int16_t* a, const int16_t* b,
                               int32_t count) {
  int32_t sum = 0;
#if defined(__ARM_FEATURE_DSP)
  for (int32_t i = 0; i < count / 2; ++i) {
    __asm__("smlad %0, %1, %2, %3"
            : "=r"(sum)
            : "r"(load_pair(a, i)), "r"(load_pair(b, i)), "r"(sum));
  }
#else
  for (int32_t i = 0; i < count; ++i) {
    sum += a[i] * b[i];
  }
#endif
  return sum;
}

/// Products of the low and of the high halves.
FIREFLY_INLINE int32_t multiply_low_halves(int32_t a, int32_t b) {
#if defined(__ARM_FEATURE_DSP)
  int32_t result;
  __asm__("smulbb %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
#else
  return low_half(a) * low_half(b);
#endif
}
FIREFLY_INLINE int32_t multiply_high_halves(int32_t a, int32_t b) {
#if defined(__ARM_FEATURE_DSP)
  int32_t result;
  __asm__("smultt %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
#else
  return high_half(a) * high_half(b);
#endif
}

/// Counts in bits that are reversed: from the reversal of n to that of n + 1,
/// of numbers below 2 · top; top: a power of two.
FIREFLY_INLINE uint32_t next_reversed(uint32_t reversed, uint32_t top) {
#if defined(__ARM_ARCH) && __ARM_ARCH >= 7
  uint32_t count;
  uint32_t one;
  __asm__("rbit %0, %1" : "=r"(count) : "r"(reversed));
  __asm__("rbit %0, %1" : "=r"(one) : "r"(top));
  __asm__("rbit %0, %1" : "=r"(reversed) : "r"(count + one));
  return reversed;
#else
  while ((reversed & top) != 0) {
    reversed ^= top;
    top >>= 1;
  }
  return reversed | top;
#endif
}

/// Of a value that is not 0.
FIREFLY_INLINE constexpr int leading_zeros(uint32_t x) {
  return __builtin_clz(x);
}

}  // namespace firefly
