// SPDX-License-Identifier: Apache-2.0
//
// The inner loop of kernels/sum_s8.h: with the DSP extension in assembly, else
// in C++, which says the same.
#pragma once

#include "isa/armv7em_dsp.h"

namespace firefly {

inline constexpr int kSumFraction = 22;   ///< Bits of a sum below the point.
inline constexpr int kSlopeFraction = 8;  ///< Bits that a slope has beyond it.

/// Where the next elements are, and the range of the outputs.
struct SumPointers {
  const int8_t* wide;
  const int8_t* narrow;
  int8_t* out;
  int32_t low;
  int32_t high;  ///< Inclusive.
};

/// Whether outputs are only saturated, and clamped to their range later, four
/// at a time: worth it where both take an instruction.
#if defined(__ARM_FEATURE_DSP)
inline constexpr bool kSumsAreClampedLater = true;
#else
inline constexpr bool kSumsAreClampedLater = false;
#endif

/// slope · x >> kSlopeFraction
FIREFLY_INLINE int32_t slope_product(int32_t slope, int32_t x) {
#if defined(__ARM_ARCH_6M__)
  // In two halves, as this core has no product of 64 bits.
  constexpr int32_t kUnit = 1 << kSlopeFraction;
  return x * (slope >> kSlopeFraction) +
         ((x * (slope & (kUnit - 1))) >> kSlopeFraction);
#else
  const int64_t shifted = wrapping_shift_left(x, 32 - kSlopeFraction);
  return static_cast<int32_t>((shifted * slope) >> 32);
#endif
}

template <int count>
FIREFLY_INLINE void sum_elements(const int32_t* table, int32_t slope,
                                 SumPointers& at) {
  int32_t sums[count];
  FIREFLY_UNROLL
  for (int i = 0; i < count; ++i) {
    sums[i] = table[static_cast<uint8_t>(at.narrow[i])] +
              slope_product(slope, at.wide[i]);
  }
  FIREFLY_UNROLL
  for (int i = 0; i < count; ++i) {
    const int32_t sum = sums[i] >> kSumFraction;
    at.out[i] =
        static_cast<int8_t>(kSumsAreClampedLater ? armv7em::saturate_byte(sum)
                                                 : clamp(sum, at.low, at.high));
  }
  at.wide += count;
  at.narrow += count;
  at.out += count;
}

#if defined(__ARM_FEATURE_DSP)

/// Four elements. Loads come one after the other, where the Cortex-M4 chains
/// them; what follows takes turns, as it pairs on the M7.
FIREFLY_INLINE void sum_four_elements(const int32_t* table, int32_t slope,
                                      SumPointers& at) {
  static_assert(kSumFraction == 22 && kSlopeFraction == 8);
  constexpr uint32_t kOddBytes = 0xFF00FF00;
  int32_t a;
  int32_t b;
  int32_t c;
  int32_t d;
  uint32_t even;
  uint32_t odd;
  __asm__ volatile(
      "ldrb.w %[b], [%[narrow], #1]\n\t"
      "ldrb.w %[c], [%[narrow], #2]\n\t"
      "ldrb.w %[d], [%[narrow], #3]\n\t"
      "ldrb.w %[a], [%[narrow]], #4\n\t"
      "ldr.w %[odd], [%[wide]], #4\n\t"
      "ldr.w %[b], [%[table], %[b], lsl #2]\n\t"
      "ldr.w %[c], [%[table], %[c], lsl #2]\n\t"
      "ldr.w %[d], [%[table], %[d], lsl #2]\n\t"
      "ldr.w %[a], [%[table], %[a], lsl #2]\n\t"
      "and %[even], %[mask], %[odd], lsl #8\n\t"
      "and %[odd], %[mask], %[odd]\n\t"
      "smlawb %[b], %[slope], %[odd], %[b]\n\t"
      "smlawt %[c], %[slope], %[even], %[c]\n\t"
      "ssat %[b], #8, %[b], asr #22\n\t"
      "smlawt %[d], %[slope], %[odd], %[d]\n\t"
      "ssat %[c], #8, %[c], asr #22\n\t"
      "smlawb %[a], %[slope], %[even], %[a]\n\t"
      "strb.w %[b], [%[out], #1]\n\t"
      "ssat %[d], #8, %[d], asr #22\n\t"
      "strb.w %[c], [%[out], #2]\n\t"
      "ssat %[a], #8, %[a], asr #22\n\t"
      "strb.w %[d], [%[out], #3]\n\t"
      "strb.w %[a], [%[out]], #4"
      : [a] "=&r"(a), [b] "=&r"(b), [c] "=&r"(c), [d] "=&r"(d),
        [even] "=&r"(even), [odd] "=&r"(odd), [wide] "+r"(at.wide),
        [narrow] "+r"(at.narrow), [out] "+r"(at.out)
      : [table] "r"(table), [slope] "r"(slope), [mask] "r"(kOddBytes)
      : "memory");
}

inline constexpr int kSumTurn = 8;  ///< Elements.

FIREFLY_INLINE void sum_turn(const int32_t* table, int32_t slope,
                             SumPointers& at) {
  sum_four_elements(table, slope, at);
  sum_four_elements(table, slope, at);
}

#else

inline constexpr int kSumTurn = 4;

FIREFLY_INLINE void sum_turn(const int32_t* table, int32_t slope,
                             SumPointers& at) {
  sum_elements<kSumTurn>(table, slope, at);
}

#endif

}  // namespace firefly
