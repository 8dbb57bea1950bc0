// SPDX-License-Identifier: Apache-2.0
//
// Sums of products for one pair of pixels and two channels (pixel_pairs16.h),
// and for one pixel and four channels. In assembly because only eight registers
// are good for more than additions: sums live in the others.
#pragma once

#include "isa/pixel_pairs16.h"
#include "isa/scalar_dot.h"

namespace firefly::armv6m {

#if defined(__ARM_ARCH_6M__)

// Two activations of a pair, in r2 and r3, times a channel's weights, whose
// pointer r1 then moves to those that come next. r6 is 0, r7 is 1, r12 kExcess.
// clang-format off
#define FIREFLY_CHANNEL(total, second, move)  \
  "ldrsb r4, [r1, r6]\n\t"                    \
  "ldrsb r5, [r1, r7]\n\t"                    \
  move "\n\t"                                 \
  "muls r4, r2, r4\n\t"                       \
  "muls r5, r3, r5\n\t"                       \
  "adds r4, r4, r5\n\t"                       \
  "add r4, r12\n\t"                           \
  "add " total ", r4\n\t"                     \
  "asrs r4, r4, #16\n\t"                      \
  "add " second ", r4\n\t"

/// Two of a tile's four channels.
FIREFLY_INLINE void sum_products(const int32_t* words, int depth,
                                 const int8_t* weights,
                                 pixel_pairs16::PairSum (&sums)[2][1]) {
  register const int32_t* from __asm__("r0") = words;
  register const int8_t* at __asm__("r1") = weights;
  register uint32_t total0 __asm__("r2");
  register int32_t second0 __asm__("r3");
  register uint32_t total1 __asm__("r4");
  register int32_t second1 __asm__("r5");
  register const int32_t* end __asm__("r6") = words + depth;
  __asm__ volatile(
      ".syntax unified\n\t"
      "mov lr, r6\n\t"
      "movs r7, #1\n\t"
      "lsls r6, r7, #15\n\t"
      "mov r12, r6\n\t"
      "movs r6, #0\n\t"
      "mov r8, r6\n\t"
      "mov r9, r6\n\t"
      "mov r10, r6\n\t"
      "mov r11, r6\n\t"
      "1:\n\t"
      "ldmia r0!, {r2, r3}\n\t"
      FIREFLY_CHANNEL("r8", "r9", "adds r1, #4")
      FIREFLY_CHANNEL("r10", "r11", "subs r1, #2")
      "ldmia r0!, {r2, r3}\n\t"
      FIREFLY_CHANNEL("r8", "r9", "adds r1, #4")
      FIREFLY_CHANNEL("r10", "r11", "adds r1, #10")
      "cmp r0, lr\n\t"
      "bne 1b\n\t"
      "mov r2, r8\n\t"
      "mov r3, r9\n\t"
      "mov r4, r10\n\t"
      "mov r5, r11\n\t"
      : "+r"(from), "+r"(at), "=&r"(total0), "=&r"(second0), "=&r"(total1),
        "=&r"(second1), "+r"(end)
      :
      : "r7", "r8", "r9", "r10", "r11", "r12", "lr", "cc", "memory");
  sums[0][0] = {total0, second0};
  sums[1][0] = {total1, second1};
}

#undef FIREFLY_CHANNEL
// An activation in r2 times the weights of four channels, which lie 4 apart:
// r4 to r7 are 0, 4, 8 and 12.
#define FIREFLY_CHANNEL(sum, at)  \
  "ldrsb r3, [r1, " at "]\n\t"    \
  "muls r3, r2, r3\n\t"           \
  "add " sum ", r3\n\t"
#define FIREFLY_LANE              \
  "ldrsb r2, [r0, r4]\n\t"        \
  "adds r0, #1\n\t"               \
  FIREFLY_CHANNEL("r8", "r4")     \
  FIREFLY_CHANNEL("r9", "r5")     \
  FIREFLY_CHANNEL("r10", "r6")    \
  FIREFLY_CHANNEL("r11", "r7")    \
  "adds r1, #1\n\t"

FIREFLY_INLINE void add_products(const int8_t* patch, int depth,
                                 const int8_t* weights,
                                 portable::Sums<4>& sums) {
  register const int8_t* from __asm__("r0") = patch;
  register const int8_t* at __asm__("r1") = weights;
  register const int8_t* end __asm__("r2") = patch + depth;
  register int32_t sum0 __asm__("r4");
  register int32_t sum1 __asm__("r5");
  register int32_t sum2 __asm__("r6");
  register int32_t sum3 __asm__("r7");
  __asm__ volatile(
      ".syntax unified\n\t"
      "mov lr, r2\n\t"
      "movs r4, #0\n\t"
      "movs r5, #4\n\t"
      "movs r6, #8\n\t"
      "movs r7, #12\n\t"
      "mov r8, r4\n\t"
      "mov r9, r4\n\t"
      "mov r10, r4\n\t"
      "mov r11, r4\n\t"
      "1:\n\t"
      FIREFLY_LANE
      FIREFLY_LANE
      FIREFLY_LANE
      FIREFLY_LANE
      "adds r1, #12\n\t"
      "cmp r0, lr\n\t"
      "bne 1b\n\t"
      "mov r4, r8\n\t"
      "mov r5, r9\n\t"
      "mov r6, r10\n\t"
      "mov r7, r11\n\t"
      : "+r"(from), "+r"(at), "+r"(end), "=&r"(sum0), "=&r"(sum1),
        "=&r"(sum2), "=&r"(sum3)
      :
      : "r3", "r8", "r9", "r10", "r11", "lr", "cc", "memory");
  sums.lane[0] += sum0;
  sums.lane[1] += sum1;
  sums.lane[2] += sum2;
  sums.lane[3] += sum3;
}

#undef FIREFLY_LANE
#undef FIREFLY_CHANNEL
// clang-format on

#else

FIREFLY_INLINE void sum_products(const int32_t* words, int depth,
                                 const int8_t* weights,
                                 pixel_pairs16::PairSum (&sums)[2][1]) {
  pixel_pairs16::sum_products<kDotTiles>(words, depth, weights, sums);
}

FIREFLY_INLINE void add_products(const int8_t* patch, int depth,
                                 const int8_t* weights,
                                 portable::Sums<4>& sums) {
  scalar::add_products<kDotTiles>(patch, depth, weights, sums);
}

#endif

}  // namespace firefly::armv6m
