// SPDX-License-Identifier: Apache-2.0
//
// Sums of products for two pixels and four channels at a time. Weights of two
// channels share a 16-bit number, 256 · second + first: SMLAD on the word as it
// is gives first + 256 · second, one SXTB16 leaves the first alone, and the
// difference of the two sums is 256 times the second's, exactly as long as that
// stays below 2^31. So half of the SXTB16 that int8 weights need go away.
//
// In assembly because GCC 12 spills: 8 sums, 3 pointers and 3 words are all
// the registers there are.
#pragma once

#include "isa/armv7em_dsp.h"

namespace firefly::armv7em {

/// `n` accumulators.
template <int n>
struct Sums {
  int32_t lane[n];
};

/// Even lanes hold sums, odd lanes first + 256 · second of their pair.
template <int pixels>
FIREFLY_INLINE void split_pairs(Sums<4> (&sums)[pixels],
                                const int32_t (&raw)[pixels][2]) {
  FIREFLY_UNROLL
  for (int p = 0; p < pixels; ++p) {
    FIREFLY_UNROLL
    for (int pair = 0; pair < 2; ++pair) {
      const uint32_t difference = static_cast<uint32_t>(raw[p][pair]) -
                                  static_cast<uint32_t>(sums[p].lane[2 * pair]);
      sums[p].lane[2 * pair + 1] += static_cast<int32_t>(difference) >> 8;
    }
  }
}

#if defined(__ARM_FEATURE_DSP)

// One pair of activations of two pixels with four channels. The operands are
// named in dot_pairs(). `load` is the addressing of the first of the step.
#define FIREFLY_PAIR_STEP(patch_at, weights_at, weights_next) \
  "ldr %[x0], [%[patch0]" patch_at                            \
  "\n\t"                                                      \
  "ldr %[x1], [%[patch1]" patch_at                            \
  "\n\t"                                                      \
  "ldr %[w], [%[weights]" weights_at                          \
  "\n\t"                                                      \
  "smlad %[r00], %[x0], %[w], %[r00]\n\t"                     \
  "smlad %[r10], %[x1], %[w], %[r10]\n\t"                     \
  "sxtb16 %[w], %[w]\n\t"                                     \
  "smlad %[s00], %[x0], %[w], %[s00]\n\t"                     \
  "smlad %[s10], %[x1], %[w], %[s10]\n\t"                     \
  "ldr %[w], [%[weights]" weights_next                        \
  "\n\t"                                                      \
  "smlad %[r01], %[x0], %[w], %[r01]\n\t"                     \
  "smlad %[r11], %[x1], %[w], %[r11]\n\t"                     \
  "sxtb16 %[w], %[w]\n\t"                                     \
  "smlad %[s02], %[x0], %[w], %[s02]\n\t"                     \
  "smlad %[s12], %[x1], %[w], %[s12]\n\t"

FIREFLY_INLINE void dot_pairs(const int16_t* patch, int patch_step, int depth,
                              const int8_t* weights, Sums<4> (&sums)[2],
                              int32_t (&raw)[2][2]) {
  const int16_t* patch0 = patch;
  const int16_t* patch1 = patch + patch_step;
  const int16_t* const end = patch + depth;
  int32_t x0;
  int32_t x1;
  int32_t w;
  // Pointers move with the first loads, so the others look back.
  __asm__ volatile(
      "1:\n\t"  //
      FIREFLY_PAIR_STEP("], #16", "], #32", ", #-28]")
          FIREFLY_PAIR_STEP(", #-12]", ", #-24]", ", #-20]")
              FIREFLY_PAIR_STEP(", #-8]", ", #-16]", ", #-12]")
                  FIREFLY_PAIR_STEP(", #-4]", ", #-8]", ", #-4]")
      "ldr %[w], %[end]\n\t"
      "cmp %[patch0], %[w]\n\t"
      "bne 1b\n\t"
      : [patch0] "+r"(patch0), [patch1] "+r"(patch1), [weights] "+r"(weights),
        [x0] "=&r"(x0), [x1] "=&r"(x1), [w] "=&r"(w),
        [s00] "+r"(sums[0].lane[0]), [s02] "+r"(sums[0].lane[2]),
        [s10] "+r"(sums[1].lane[0]), [s12] "+r"(sums[1].lane[2]),
        [r00] "+r"(raw[0][0]), [r01] "+r"(raw[0][1]), [r10] "+r"(raw[1][0]),
        [r11] "+r"(raw[1][1])
      : [end] "m"(end), "m"(*(const int16_t(*)[])patch),
        "m"(*(const int8_t(*)[])weights)
      : "cc");
}

#undef FIREFLY_PAIR_STEP

// The same of one pixel: a register is left for the second word of weights.
#define FIREFLY_PAIR_STEP(patch_at, weights_at, weights_next) \
  "ldr %[x], [%[patch]" patch_at                              \
  "\n\t"                                                      \
  "ldr %[w0], [%[weights]" weights_at                         \
  "\n\t"                                                      \
  "ldr %[w1], [%[weights]" weights_next                       \
  "\n\t"                                                      \
  "smlad %[r0], %[x], %[w0], %[r0]\n\t"                       \
  "smlad %[r1], %[x], %[w1], %[r1]\n\t"                       \
  "sxtb16 %[w0], %[w0]\n\t"                                   \
  "sxtb16 %[w1], %[w1]\n\t"                                   \
  "smlad %[s0], %[x], %[w0], %[s0]\n\t"                       \
  "smlad %[s2], %[x], %[w1], %[s2]\n\t"

FIREFLY_INLINE void dot_pairs(const int16_t* patch, int /*patch_step*/,
                              int depth, const int8_t* weights,
                              Sums<4> (&sums)[1], int32_t (&raw)[1][2]) {
  const int16_t* at = patch;
  int32_t x;
  int32_t w0;
  int32_t w1;
  __asm__ volatile(
      "1:\n\t"  //
      FIREFLY_PAIR_STEP("], #16", "], #32", ", #-28]")
          FIREFLY_PAIR_STEP(", #-12]", ", #-24]", ", #-20]")
              FIREFLY_PAIR_STEP(", #-8]", ", #-16]", ", #-12]")
                  FIREFLY_PAIR_STEP(", #-4]", ", #-8]", ", #-4]")
      "cmp %[patch], %[end]\n\t"
      "bne 1b\n\t"
      : [patch] "+r"(at), [weights] "+r"(weights), [x] "=&r"(x),
        [w0] "=&r"(w0), [w1] "=&r"(w1), [s0] "+r"(sums[0].lane[0]),
        [s2] "+r"(sums[0].lane[2]), [r0] "+r"(raw[0][0]), [r1] "+r"(raw[0][1])
      : [end] "r"(patch + depth), "m"(*(const int16_t(*)[])patch),
        "m"(*(const int8_t(*)[])weights)
      : "cc");
}

#undef FIREFLY_PAIR_STEP

#else

/// The same in C++, for hosts.
template <int pixels>
FIREFLY_INLINE void dot_pairs(const int16_t* patch, int patch_step, int depth,
                              const int8_t* weights, Sums<4> (&sums)[pixels],
                              int32_t (&raw)[pixels][2]) {
  for (int k = 0; k < depth; k += 2) {
    FIREFLY_UNROLL
    for (int pair = 0; pair < 2; ++pair, weights += 4) {
      const uint32_t word = load_word(weights);
      const int32_t first = even_bytes(word);
      FIREFLY_UNROLL
      for (int p = 0; p < pixels; ++p) {
        const auto x =
            static_cast<int32_t>(load_word(patch + p * patch_step + k));
        raw[p][pair] = smlad(x, static_cast<int32_t>(word), raw[p][pair]);
        sums[p].lane[2 * pair] = smlad(x, first, sums[p].lane[2 * pair]);
      }
    }
  }
}

#endif

/// Adds the products of `depth` activations of each pixel, `patch_step` apart,
/// with the weights of four channels; depth is a multiple of 8.
template <int pixels>
FIREFLY_INLINE void dot_paired(const int16_t* patch, int patch_step, int depth,
                               const int8_t* weights, Sums<4> (&sums)[pixels]) {
  int32_t raw[pixels][2];
  FIREFLY_UNROLL
  for (int p = 0; p < pixels; ++p) {
    raw[p][0] = sums[p].lane[0];
    raw[p][1] = sums[p].lane[2];
  }
  dot_pairs(patch, patch_step, depth, weights, sums, raw);
  split_pairs(sums, raw);
}

}  // namespace firefly::armv7em
