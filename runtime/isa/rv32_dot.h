// SPDX-License-Identifier: Apache-2.0
//
// Sums of products for two pairs of pixels and four channels (pixel_pairs16.h).
// In assembly because GCC 12 spills: 16 accumulators, 4 words, 4 temporaries, 2
// pointers and a constant are all the registers there are but one.
#pragma once

#include "isa/pixel_pairs16.h"
#include "isa/scalar_dot.h"

namespace firefly::rv32 {

/// One pixel, one tile of channels: what two tiles leave over.
FIREFLY_INLINE void add_products(const int8_t* patch, int depth,
                                 const int8_t* weights,
                                 portable::Sums<4>& sums) {
  scalar::add_products<kDotTiles>(patch, depth, weights, sums);
}

/// One pair of pixels.
FIREFLY_INLINE void sum_products(const int32_t* words, int depth,
                                 const int8_t* weights,
                                 pixel_pairs16::PairSum (&sums)[4][1]) {
  pixel_pairs16::sum_products<kDotTiles>(words, depth, weights, sums);
}

#if defined(__riscv)

// Words: t0, t1 of two pixels' first activation, t2, t3 of their second; t4 to
// t6 and a6: temporaries; a7: kExcess.
// clang-format off
#define FIREFLY_CHANNEL(at0, at1, first, second)    \
  "lb a6, " at0 "(%[weights])\n\t"                  \
  "mul t4, t0, a6\n\t"                              \
  "mul t5, t1, a6\n\t"                              \
  "lb a6, " at1 "(%[weights])\n\t"                  \
  "mul t6, t2, a6\n\t"                              \
  "mul a6, t3, a6\n\t"                              \
  "add t4, t4, t6\n\t"                              \
  "add t5, t5, a6\n\t"                              \
  "add t4, t4, a7\n\t"                              \
  "add t5, t5, a7\n\t"                              \
  "add %[t" first "], %[t" first "], t4\n\t"        \
  "add %[t" second "], %[t" second "], t5\n\t"      \
  "srai t4, t4, 16\n\t"                             \
  "srai t5, t5, 16\n\t"                             \
  "add %[s" first "], %[s" first "], t4\n\t"        \
  "add %[s" second "], %[s" second "], t5\n\t"
#define FIREFLY_WORDS(at0, at1, at2, at3)           \
  "lw t0, " at0 "(%[words])\n\t"                    \
  "lw t1, " at1 "(%[words])\n\t"                    \
  "lw t2, " at2 "(%[words])\n\t"                    \
  "lw t3, " at3 "(%[words])\n\t"
#define FIREFLY_ZERO(sum) "li %[t" sum "], 0\n\tli %[s" sum "], 0\n\t"

FIREFLY_INLINE void sum_products(const int32_t* words, int depth,
                                 const int8_t* weights,
                                 pixel_pairs16::PairSum (&sums)[4][2]) {
  const int32_t* const end = words + 2 * depth;
  __asm__ volatile(
      "li a7, %[excess]\n\t"
      FIREFLY_ZERO("0") FIREFLY_ZERO("1") FIREFLY_ZERO("2") FIREFLY_ZERO("3")
      FIREFLY_ZERO("4") FIREFLY_ZERO("5") FIREFLY_ZERO("6") FIREFLY_ZERO("7")
      "1:\n\t"
      FIREFLY_WORDS("0", "4", "8", "12")
      FIREFLY_CHANNEL("0", "1", "0", "1")
      FIREFLY_CHANNEL("4", "5", "2", "3")
      FIREFLY_CHANNEL("8", "9", "4", "5")
      FIREFLY_CHANNEL("12", "13", "6", "7")
      FIREFLY_WORDS("16", "20", "24", "28")
      FIREFLY_CHANNEL("2", "3", "0", "1")
      FIREFLY_CHANNEL("6", "7", "2", "3")
      FIREFLY_CHANNEL("10", "11", "4", "5")
      FIREFLY_CHANNEL("14", "15", "6", "7")
      "addi %[words], %[words], 32\n\t"
      "addi %[weights], %[weights], 16\n\t"
      "lw t0, %[end]\n\t"
      "bne %[words], t0, 1b\n\t"
      : [words] "+&r"(words), [weights] "+&r"(weights),
        [t0] "=&r"(sums[0][0].total), [s0] "=&r"(sums[0][0].second),
        [t1] "=&r"(sums[0][1].total), [s1] "=&r"(sums[0][1].second),
        [t2] "=&r"(sums[1][0].total), [s2] "=&r"(sums[1][0].second),
        [t3] "=&r"(sums[1][1].total), [s3] "=&r"(sums[1][1].second),
        [t4] "=&r"(sums[2][0].total), [s4] "=&r"(sums[2][0].second),
        [t5] "=&r"(sums[2][1].total), [s5] "=&r"(sums[2][1].second),
        [t6] "=&r"(sums[3][0].total), [s6] "=&r"(sums[3][0].second),
        [t7] "=&r"(sums[3][1].total), [s7] "=&r"(sums[3][1].second)
      : [excess] "i"(pixel_pairs16::kExcess), [end] "m"(end)
      : "t0", "t1", "t2", "t3", "t4", "t5", "t6", "a6", "a7", "memory");
}

#undef FIREFLY_ZERO
#undef FIREFLY_WORDS
#undef FIREFLY_CHANNEL
// An activation, in t0, times a weight.
#define FIREFLY_CHANNEL(at, sum)              \
  "lb t1, " at "\n\t"                         \
  "mul t1, t0, t1\n\t"                        \
  "add %[s" sum "], %[s" sum "], t1\n\t"
#define FIREFLY_LANE(at0, at1, at2, at3)      \
  "lb t0, " at0 "(%[patch])\n\t"              \
  FIREFLY_CHANNEL(at0 "(%[first])", "0")      \
  FIREFLY_CHANNEL(at1 "(%[first])", "1")      \
  FIREFLY_CHANNEL(at2 "(%[first])", "2")      \
  FIREFLY_CHANNEL(at3 "(%[first])", "3")      \
  FIREFLY_CHANNEL(at0 "(%[second])", "4")     \
  FIREFLY_CHANNEL(at1 "(%[second])", "5")     \
  FIREFLY_CHANNEL(at2 "(%[second])", "6")     \
  FIREFLY_CHANNEL(at3 "(%[second])", "7")

/// One pixel, two tiles of channels.
FIREFLY_INLINE void add_products(const int8_t* patch, int depth,
                                 const int8_t* weights,
                                 portable::Sums<8>& sums) {
  const int8_t* second = weights + 4 * depth;
  __asm__ volatile(
      "1:\n\t"
      FIREFLY_LANE("0", "4", "8", "12")
      FIREFLY_LANE("1", "5", "9", "13")
      FIREFLY_LANE("2", "6", "10", "14")
      FIREFLY_LANE("3", "7", "11", "15")
      "addi %[patch], %[patch], 4\n\t"
      "addi %[first], %[first], 16\n\t"
      "addi %[second], %[second], 16\n\t"
      "bne %[patch], %[end], 1b\n\t"
      : [patch] "+r"(patch), [first] "+r"(weights), [second] "+r"(second),
        [s0] "+r"(sums.lane[0]), [s1] "+r"(sums.lane[1]),
        [s2] "+r"(sums.lane[2]), [s3] "+r"(sums.lane[3]),
        [s4] "+r"(sums.lane[4]), [s5] "+r"(sums.lane[5]),
        [s6] "+r"(sums.lane[6]), [s7] "+r"(sums.lane[7])
      : [end] "r"(patch + depth)
      : "t0", "t1", "memory");
}

#undef FIREFLY_LANE
#undef FIREFLY_CHANNEL
// clang-format on

#else

FIREFLY_INLINE void sum_products(const int32_t* words, int depth,
                                 const int8_t* weights,
                                 pixel_pairs16::PairSum (&sums)[4][2]) {
  pixel_pairs16::sum_products<kDotTiles>(words, depth, weights, sums);
}

FIREFLY_INLINE void add_products(const int8_t* patch, int depth,
                                 const int8_t* weights,
                                 portable::Sums<8>& sums) {
  scalar::add_products<kDotTiles>(patch, depth, weights, sums);
}

#endif

}  // namespace firefly::rv32
