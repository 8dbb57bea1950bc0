// SPDX-License-Identifier: Apache-2.0
//
// The instructions of the DSP extension that our kernels use. Elsewhere they
// are written out in C++, so that host tests run the very loops that the
// device runs.
#pragma once

#include "isa/tiles.h"
#include "kernels/requantize.h"

namespace firefly::armv7em {

/// The low and high halfwords of x and y multiplied, both added to sum.
FIREFLY_INLINE int32_t smlad(int32_t x, int32_t y, int32_t sum) {
#if defined(__ARM_FEATURE_DSP)
  __asm__("smlad %0, %1, %2, %3" : "=r"(sum) : "r"(x), "r"(y), "r"(sum));
  return sum;
#else
  return wrapping_add(
      sum, wrapping_add(static_cast<int16_t>(x) * static_cast<int16_t>(y),
                        (x >> 16) * (y >> 16)));
#endif
}

/// The low halfwords of x and y multiplied, added to sum.
FIREFLY_INLINE int32_t smlabb(int32_t x, int32_t y, int32_t sum) {
#if defined(__ARM_FEATURE_DSP)
  __asm__("smlabb %0, %1, %2, %3" : "=r"(sum) : "r"(x), "r"(y), "r"(sum));
  return sum;
#else
  return sum + static_cast<int16_t>(x) * static_cast<int16_t>(y);
#endif
}

/// The same of the high halfwords.
FIREFLY_INLINE int32_t smlatt(int32_t x, int32_t y, int32_t sum) {
#if defined(__ARM_FEATURE_DSP)
  __asm__("smlatt %0, %1, %2, %3" : "=r"(sum) : "r"(x), "r"(y), "r"(sum));
  return sum;
#else
  return sum + (x >> 16) * (y >> 16);
#endif
}

/// The low halfword of x and the high one of y; the other way round.
FIREFLY_INLINE int32_t smlabt(int32_t x, int32_t y, int32_t sum) {
#if defined(__ARM_FEATURE_DSP)
  __asm__("smlabt %0, %1, %2, %3" : "=r"(sum) : "r"(x), "r"(y), "r"(sum));
  return sum;
#else
  return sum + static_cast<int16_t>(x) * (y >> 16);
#endif
}
FIREFLY_INLINE int32_t smlatb(int32_t x, int32_t y, int32_t sum) {
  return smlabt(y, x, sum);
}

/// smlad() and a read in the order in which they are written: rearranged, they
/// would keep more words alive than there are registers.
FIREFLY_INLINE int32_t smlad_now(int32_t x, int32_t y, int32_t sum) {
#if defined(__ARM_FEATURE_DSP)
  __asm__ volatile("smlad %0, %1, %2, %3"
                   : "=r"(sum)
                   : "r"(x), "r"(y), "r"(sum));
  return sum;
#else
  return smlad(x, y, sum);
#endif
}
/// The low halfword of x with the high one of y and the other way round, in
/// that order too.
FIREFLY_INLINE int32_t smladx_now(int32_t x, int32_t y, int32_t sum) {
#if defined(__ARM_FEATURE_DSP)
  __asm__ volatile("smladx %0, %1, %2, %3"
                   : "=r"(sum)
                   : "r"(x), "r"(y), "r"(sum));
  return sum;
#else
  return smlad(static_cast<int32_t>((static_cast<uint32_t>(x) << 16) |
                                    (static_cast<uint32_t>(x) >> 16)),
               y, sum);
#endif
}
/// The high halfword of a word and the low one of the next, where they are.
FIREFLY_INLINE int32_t across(int32_t word, int32_t next) {
#if defined(__ARM_FEATURE_DSP)
  int32_t result;
  __asm__("pkhbt %0, %1, %2" : "=r"(result) : "r"(next), "r"(word));
  return result;
#else
  return static_cast<int32_t>((static_cast<uint32_t>(word) & 0xFFFF0000U) |
                              (static_cast<uint32_t>(next) & 0xFFFFU));
#endif
}
FIREFLY_INLINE int32_t load_now(const int32_t* from) {
#if defined(__ARM_FEATURE_DSP)
  int32_t word;
  __asm__ volatile("ldr %0, %1" : "=r"(word) : "m"(*from));
  return word;
#else
  return *from;
#endif
}

/// Two int16 in a word.
FIREFLY_INLINE constexpr int32_t pair_of(int32_t low, int32_t high) {
  return static_cast<int32_t>((static_cast<uint32_t>(low) & 0xFFFFU) |
                              (static_cast<uint32_t>(high) << 16));
}

/// Bytes 0 and 2 of x as two int16; bytes 1 and 3 of it.
FIREFLY_INLINE int32_t even_bytes(uint32_t x) {
#if defined(__ARM_FEATURE_DSP)
  int32_t result;
  __asm__("sxtb16 %0, %1" : "=r"(result) : "r"(x));
  return result;
#else
  const auto low = static_cast<uint16_t>(static_cast<int8_t>(x));
  const auto high = static_cast<uint32_t>(static_cast<int8_t>(x >> 16));
  return static_cast<int32_t>(low | (high << 16));
#endif
}
FIREFLY_INLINE int32_t odd_bytes(uint32_t x) {
#if defined(__ARM_FEATURE_DSP)
  int32_t result;
  __asm__("sxtb16 %0, %1, ror #8" : "=r"(result) : "r"(x));
  return result;
#else
  return even_bytes(x >> 8);
#endif
}

/// The same, added to two int16; sums wrap.
FIREFLY_INLINE int32_t add_even_bytes(int32_t sums, uint32_t x) {
#if defined(__ARM_FEATURE_DSP)
  __asm__("sxtab16 %0, %1, %2" : "=r"(sums) : "r"(sums), "r"(x));
  return sums;
#else
  const int32_t bytes = even_bytes(x);
  return pair_of(sums + bytes, (sums >> 16) + (bytes >> 16));
#endif
}
FIREFLY_INLINE int32_t add_odd_bytes(int32_t sums, uint32_t x) {
#if defined(__ARM_FEATURE_DSP)
  __asm__("sxtab16 %0, %1, %2, ror #8" : "=r"(sums) : "r"(sums), "r"(x));
  return sums;
#else
  return add_even_bytes(sums, x >> 8);
#endif
}

/// a · b / 2^32, rounded to nearest.
FIREFLY_INLINE int32_t smmulr(int32_t a, int32_t b) {
#if defined(__ARM_FEATURE_DSP)
  int32_t result;
  __asm__("smmulr %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
#else
  const int64_t product = static_cast<int64_t>(a) * b;
  return static_cast<int32_t>((product + (int64_t{1} << 31)) >> 32);
#endif
}

/// a · b / 2^32 + sum, rounded down; to nearest.
FIREFLY_INLINE int32_t smmla(int32_t a, int32_t b, int32_t sum) {
#if defined(__ARM_FEATURE_DSP)
  __asm__("smmla %0, %1, %2, %3" : "=r"(sum) : "r"(a), "r"(b), "r"(sum));
  return sum;
#else
  return wrapping_add(
      sum, static_cast<int32_t>((static_cast<int64_t>(a) * b) >> 32));
#endif
}
FIREFLY_INLINE int32_t smmlar(int32_t a, int32_t b, int32_t sum) {
#if defined(__ARM_FEATURE_DSP)
  __asm__("smmlar %0, %1, %2, %3" : "=r"(sum) : "r"(a), "r"(b), "r"(sum));
  return sum;
#else
  return wrapping_add(sum, smmulr(a, b));
#endif
}

/// x clamped to int8.
FIREFLY_INLINE int32_t saturate_byte(int32_t x) {
#if defined(__ARM_FEATURE_DSP)
  __asm__("ssat %0, #8, %1" : "=r"(x) : "r"(x));
  return x;
#else
  return clamp<int32_t>(x, -128, 127);
#endif
}

/// x / 2, rounded down and clamped to int8.
FIREFLY_INLINE int32_t saturate_half(int32_t x) {
#if defined(__ARM_FEATURE_DSP)
  __asm__("ssat %0, #8, %1, asr #1" : "=r"(x) : "r"(x));
  return x;
#else
  return clamp<int32_t>(x >> 1, -128, 127);
#endif
}

/// `word` with the low byte of x at byte `index`.
template <int index>
FIREFLY_INLINE uint32_t insert_byte(uint32_t word, int32_t x) {
#if defined(__ARM_FEATURE_DSP)
  __asm__("bfi %0, %1, %2, #8" : "+r"(word) : "r"(x), "I"(8 * index));
  return word;
#else
  const uint32_t mask = 0xFFU << (8 * index);
  return (word & ~mask) | ((static_cast<uint32_t>(x) << (8 * index)) & mask);
#endif
}

/// Four int8 at once: the larger, the smaller of each pair.
FIREFLY_INLINE uint32_t max_bytes(uint32_t a, uint32_t b) {
#if defined(__ARM_FEATURE_DSP)
  uint32_t result;
  __asm__("ssub8 %0, %1, %2\n\tsel %0, %1, %2"
          : "=&r"(result)
          : "r"(a), "r"(b)
          : "cc");
  return result;
#else
  uint32_t result = 0;
  for (int i = 0; i < 32; i += 8) {
    const auto x = static_cast<int8_t>(a >> i);
    const auto y = static_cast<int8_t>(b >> i);
    result |= static_cast<uint32_t>(static_cast<uint8_t>(max_of(x, y))) << i;
  }
  return result;
#endif
}
FIREFLY_INLINE uint32_t min_bytes(uint32_t a, uint32_t b) {
#if defined(__ARM_FEATURE_DSP)
  uint32_t result;
  __asm__("ssub8 %0, %1, %2\n\tsel %0, %2, %1"
          : "=&r"(result)
          : "r"(a), "r"(b)
          : "cc");
  return result;
#else
  return ~max_bytes(~a, ~b);
#endif
}

FIREFLY_INLINE uint32_t load_word(const void* from) {
  uint32_t word;
  __builtin_memcpy(&word, from, sizeof(word));
  return word;
}
FIREFLY_INLINE void store_word(void* to, uint32_t word) {
  __builtin_memcpy(to, &word, sizeof(word));
}

/// Clamps `count` int8, four at a time.
FIREFLY_INLINE void clamp_bytes(int8_t* bytes, int32_t count, int32_t low,
                                int32_t high) {
  constexpr uint32_t kFourTimes = 0x01010101;
  const uint32_t lows = static_cast<uint8_t>(low) * kFourTimes;
  const uint32_t highs = static_cast<uint8_t>(high) * kFourTimes;
  for (; count >= 4; count -= 4, bytes += 4) {
    store_word(bytes, min_bytes(max_bytes(load_word(bytes), lows), highs));
  }
  for (; count > 0; --count, ++bytes) {
    *bytes = static_cast<int8_t>(clamp<int32_t>(*bytes, low, high));
  }
}

}  // namespace firefly::armv7em
