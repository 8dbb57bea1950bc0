// SPDX-License-Identifier: Apache-2.0
//
// The products of scalar_winograd.h. In assembly because GCC 12 spills: 8 sums,
// 2 activations, a weight, 2 pointers and an end are all the registers there
// are.
#pragma once

#include "isa/scalar_winograd.h"

namespace firefly::armv7m {

#if defined(__ARM_ARCH_7M__)

// The first load of a step's last half moves the pointer, so it comes last of
// those that look ahead.
// clang-format off
#define FIREFLY_CHANNEL(at, first, second)                   \
  "ldrsh %[w], [%[weights]" at "\n\t"                        \
  "mla %[s" first "], %[x0], %[w], %[s" first "]\n\t"        \
  "mla %[s" second "], %[x1], %[w], %[s" second "]\n\t"
#define FIREFLY_PAIR                                         \
  "ldrsh %[x1], [%[inputs], #6]\n\t"                         \
  "ldrsh %[x0], [%[inputs], #2]\n\t"                         \
  FIREFLY_CHANNEL(", #2]", "0", "4")                         \
  FIREFLY_CHANNEL(", #6]", "1", "5")                         \
  FIREFLY_CHANNEL(", #10]", "2", "6")                        \
  FIREFLY_CHANNEL(", #14]", "3", "7")                        \
  "ldrsh %[x1], [%[inputs], #4]\n\t"                         \
  "ldrsh %[x0], [%[inputs]], #48\n\t"                        \
  FIREFLY_CHANNEL(", #12]", "3", "7")                        \
  FIREFLY_CHANNEL(", #8]", "2", "6")                         \
  FIREFLY_CHANNEL(", #4]", "1", "5")                         \
  FIREFLY_CHANNEL("], #16", "0", "4")

/// As scalar::sum_winograd_position(); pairs come in twos.
FIREFLY_INLINE void sum_winograd_position(const int16_t* inputs,
                                          const int32_t* weights, int pairs,
                                          int32_t* sums) {
  static_assert(4 * kWinogradPositions * kWinogradTiles == 48);
  int32_t s[4] = {weights[0], weights[1], weights[2], weights[3]};
  int32_t t[4] = {s[0], s[1], s[2], s[3]};
  weights += 4;
  int32_t x0;
  int32_t x1;
  int32_t w;
  __asm__ volatile(
      "1:\n\t"
      FIREFLY_PAIR
      FIREFLY_PAIR
      "cmp %[weights], %[end]\n\t"
      "bne 1b\n\t"
      : [inputs] "+r"(inputs), [weights] "+r"(weights), [x0] "=&r"(x0),
        [x1] "=&r"(x1), [w] "=&r"(w), [s0] "+r"(s[0]), [s1] "+r"(s[1]),
        [s2] "+r"(s[2]), [s3] "+r"(s[3]), [s4] "+r"(t[0]), [s5] "+r"(t[1]),
        [s6] "+r"(t[2]), [s7] "+r"(t[3])
      : [end] "r"(weights + 4 * pairs)
      : "cc", "memory");
  FIREFLY_UNROLL
  for (int c = 0; c < 4; ++c) {
    sums[c] = s[c];
    sums[4 + c] = t[c];
  }
}

#undef FIREFLY_PAIR
#undef FIREFLY_CHANNEL
// clang-format on

#else

using scalar::sum_winograd_position;

#endif

}  // namespace firefly::armv7m
