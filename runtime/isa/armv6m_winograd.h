// SPDX-License-Identifier: Apache-2.0
//
// The products of scalar_winograd.h, a tile at a time. In assembly because only
// eight registers are good for more than additions: sums live in the others.
#pragma once

#include "isa/scalar_winograd.h"

namespace firefly::armv6m {

#if defined(__ARM_ARCH_6M__)

// Two activations, in r2 and r3, times a channel's two weights, a word in r4.
// clang-format off
#define FIREFLY_CHANNEL(word, low, sum)         \
  "sxth " low ", " word "\n\t"                  \
  "asrs " word ", " word ", #16\n\t"            \
  "muls " low ", r2, " low "\n\t"               \
  "muls " word ", r3, " word "\n\t"             \
  "adds " low ", " low ", " word "\n\t"         \
  "add " sum ", " low "\n\t"
#define FIREFLY_PAIR                            \
  "ldr r3, [r0]\n\t"                            \
  "adds r0, #48\n\t"                            \
  "sxth r2, r3\n\t"                             \
  "asrs r3, r3, #16\n\t"                        \
  "ldmia r1!, {r4, r6}\n\t"                     \
  FIREFLY_CHANNEL("r4", "r5", "r8")             \
  FIREFLY_CHANNEL("r6", "r7", "r9")             \
  "ldmia r1!, {r4, r6}\n\t"                     \
  FIREFLY_CHANNEL("r4", "r5", "r10")            \
  FIREFLY_CHANNEL("r6", "r7", "r11")

/// One tile; pairs come in twos.
FIREFLY_INLINE void sum_winograd_tile(const int16_t* inputs,
                                      const int32_t* weights, int pairs,
                                      int32_t* sums) {
  static_assert(4 * kWinogradPositions * kWinogradTiles == 48);
  register const int16_t* from __asm__("r0") = inputs;
  register const int32_t* at __asm__("r1") = weights;
  register const int32_t* end __asm__("r2") = weights + 4 + 4 * pairs;
  register int32_t sum0 __asm__("r4");
  register int32_t sum1 __asm__("r5");
  register int32_t sum2 __asm__("r6");
  register int32_t sum3 __asm__("r7");
  __asm__ volatile(
      ".syntax unified\n\t"
      "mov r12, r2\n\t"
      "ldmia r1!, {r4, r5, r6, r7}\n\t"
      "mov r8, r4\n\t"
      "mov r9, r5\n\t"
      "mov r10, r6\n\t"
      "mov r11, r7\n\t"
      "1:\n\t"
      FIREFLY_PAIR
      FIREFLY_PAIR
      "cmp r1, r12\n\t"
      "bne 1b\n\t"
      "mov r4, r8\n\t"
      "mov r5, r9\n\t"
      "mov r6, r10\n\t"
      "mov r7, r11\n\t"
      : "+r"(from), "+r"(at), "+r"(end), "=&r"(sum0), "=&r"(sum1),
        "=&r"(sum2), "=&r"(sum3)
      :
      : "r3", "r8", "r9", "r10", "r11", "r12", "cc", "memory");
  sums[0] = sum0;
  sums[1] = sum1;
  sums[2] = sum2;
  sums[3] = sum3;
}

#undef FIREFLY_PAIR
#undef FIREFLY_CHANNEL
// clang-format on

/// As scalar::sum_winograd_position().
FIREFLY_INLINE void sum_winograd_position(const int16_t* inputs,
                                          const int32_t* weights, int pairs,
                                          int32_t* sums) {
  for (int tile = 0; tile < kWinogradTiles; ++tile) {
    sum_winograd_tile(inputs + 2 * tile, weights, pairs,
                      sums + kWinogradChannels * tile);
  }
}

#else

using scalar::sum_winograd_position;

#endif

}  // namespace firefly::armv6m
