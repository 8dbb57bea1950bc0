// SPDX-License-Identifier: Apache-2.0
//
// Sums of products for two pixels an accumulator: SMLAL adds a weight times
// first + 2^23 · second to 64 bits, which then hold the first pixel's sum plus
// 2^23 times the second's. Both are exact as long as the first's magnitude
// stays below 2^22, so they are told apart every kMaxDepth products. Arm gives
// SMLAL 4 to 7 cycles and MLA 2, so that on silicon the gain is in loads rather
// than in multiplications.
//
// In assembly because GCC 12 spills: 8 halves of accumulators, 2 words of
// activations, a weight, 2 pointers and an end are all the registers there are.
#pragma once

#include "isa/scalar_dot.h"

namespace firefly::armv7m {

inline constexpr int kPairShift = 23;

/// 128 · 128 · kMaxDepth < 2^22.
inline constexpr int kMaxDepth = 252;
static_assert(kMaxDepth % kDotTiles.lanes == 0);

/// An accumulator: the first sum is kept 2^22 higher than it is, so that it
/// never borrows from the second.
struct PairSum {
  uint32_t low;
  uint32_t high;
};
inline constexpr int32_t kExcess = 1 << (kPairShift - 1);

#if defined(__ARM_ARCH_7M__)

// Weights lie [channel][lane]: a channel's four lanes, then the next one's. The
// first load of a step moves the pointer, so the others look back.
// clang-format off
#define FIREFLY_TWO_PAIRS(at, first, second)                   \
  "ldrsb %[w], [%[weights]" at "\n\t"                          \
  "smlal %[l" first "], %[h" first "], %[x0], %[w]\n\t"        \
  "smlal %[l" second "], %[h" second "], %[x1], %[w]\n\t"
#define FIREFLY_LANE(at0, at1)              \
  "ldrd %[x0], %[x1], [%[words]], #8\n\t"   \
  FIREFLY_TWO_PAIRS(at0, "0", "1")          \
  FIREFLY_TWO_PAIRS(at1, "2", "3")

/// Two pairs of pixels, two channels.
FIREFLY_INLINE void add_products(const int32_t* words, int depth,
                                 const int8_t* weights,
                                 PairSum (&sums)[2][2]) {
  int32_t x0;
  int32_t x1;
  int32_t w;
  __asm__ volatile(
      "1:\n\t"
      FIREFLY_LANE("], #16", ", #-12]")
      FIREFLY_LANE(", #-15]", ", #-11]")
      FIREFLY_LANE(", #-14]", ", #-10]")
      FIREFLY_LANE(", #-13]", ", #-9]")
      "cmp %[words], %[end]\n\t"
      "bne 1b\n\t"
      : [words] "+r"(words), [weights] "+r"(weights), [x0] "=&r"(x0),
        [x1] "=&r"(x1), [w] "=&r"(w),
        [l0] "+r"(sums[0][0].low), [h0] "+r"(sums[0][0].high),
        [l1] "+r"(sums[0][1].low), [h1] "+r"(sums[0][1].high),
        [l2] "+r"(sums[1][0].low), [h2] "+r"(sums[1][0].high),
        [l3] "+r"(sums[1][1].low), [h3] "+r"(sums[1][1].high)
      : [end] "r"(words + 2 * depth)
      : "cc", "memory");
}

#undef FIREFLY_LANE
#undef FIREFLY_TWO_PAIRS
#define FIREFLY_ONE_PAIR(at, channel)     \
  "ldrsb %[w], [%[weights]" at "\n\t"     \
  "smlal %[l" channel "], %[h" channel "], %[x], %[w]\n\t"
#define FIREFLY_LANE(at0, at1, at2, at3)  \
  "ldr %[x], [%[words]], #4\n\t"          \
  FIREFLY_ONE_PAIR(at0, "0")              \
  FIREFLY_ONE_PAIR(at1, "1")              \
  FIREFLY_ONE_PAIR(at2, "2")              \
  FIREFLY_ONE_PAIR(at3, "3")

/// One pair of pixels, four channels.
FIREFLY_INLINE void add_products(const int32_t* words, int depth,
                                 const int8_t* weights,
                                 PairSum (&sums)[4][1]) {
  int32_t x;
  int32_t w;
  __asm__ volatile(
      "1:\n\t"
      FIREFLY_LANE("], #16", ", #-12]", ", #-8]", ", #-4]")
      FIREFLY_LANE(", #-15]", ", #-11]", ", #-7]", ", #-3]")
      FIREFLY_LANE(", #-14]", ", #-10]", ", #-6]", ", #-2]")
      FIREFLY_LANE(", #-13]", ", #-9]", ", #-5]", ", #-1]")
      "cmp %[words], %[end]\n\t"
      "bne 1b\n\t"
      : [words] "+r"(words), [weights] "+r"(weights), [x] "=&r"(x),
        [w] "=&r"(w),
        [l0] "+r"(sums[0][0].low), [h0] "+r"(sums[0][0].high),
        [l1] "+r"(sums[1][0].low), [h1] "+r"(sums[1][0].high),
        [l2] "+r"(sums[2][0].low), [h2] "+r"(sums[2][0].high),
        [l3] "+r"(sums[3][0].low), [h3] "+r"(sums[3][0].high)
      : [end] "r"(words + depth)
      : "cc", "memory");
}

#undef FIREFLY_LANE
#undef FIREFLY_ONE_PAIR
#define FIREFLY_CHANNEL(at, channel)      \
  "ldrsb %[w], [%[weights]" at "\n\t"     \
  "mla %[s" channel "], %[x], %[w], %[s" channel "]\n\t"
#define FIREFLY_LANE(at0, at1, at2, at3)  \
  "ldrsb %[x], [%[patch]], #1\n\t"        \
  FIREFLY_CHANNEL(at0, "0")               \
  FIREFLY_CHANNEL(at1, "1")               \
  FIREFLY_CHANNEL(at2, "2")               \
  FIREFLY_CHANNEL(at3, "3")

/// One pixel, four channels.
FIREFLY_INLINE void add_products(const int8_t* patch, int depth,
                                 const int8_t* weights,
                                 portable::Sums<4>& sums) {
  int32_t x;
  int32_t w;
  __asm__ volatile(
      "1:\n\t"
      FIREFLY_LANE("], #16", ", #-12]", ", #-8]", ", #-4]")
      FIREFLY_LANE(", #-15]", ", #-11]", ", #-7]", ", #-3]")
      FIREFLY_LANE(", #-14]", ", #-10]", ", #-6]", ", #-2]")
      FIREFLY_LANE(", #-13]", ", #-9]", ", #-5]", ", #-1]")
      "cmp %[patch], %[end]\n\t"
      "bne 1b\n\t"
      : [patch] "+r"(patch), [weights] "+r"(weights), [x] "=&r"(x),
        [w] "=&r"(w), [s0] "+r"(sums.lane[0]), [s1] "+r"(sums.lane[1]),
        [s2] "+r"(sums.lane[2]), [s3] "+r"(sums.lane[3])
      : [end] "r"(patch + depth)
      : "cc", "memory");
}

#undef FIREFLY_LANE
#undef FIREFLY_CHANNEL
// clang-format on

#else

/// The same in C++, for hosts.
template <int channels, int pairs>
FIREFLY_INLINE void add_products(const int32_t* words, int depth,
                                 const int8_t* weights,
                                 PairSum (&sums)[channels][pairs]) {
  constexpr int kLanes = kDotTiles.lanes;
  for (int k = 0; k < depth; ++k, words += pairs) {
    const int8_t* const at =
        weights + k / kLanes * kLanes * kDotTiles.channels + k % kLanes;
    for (int c = 0; c < channels; ++c) {
      for (int pair = 0; pair < pairs; ++pair) {
        PairSum& sum = sums[c][pair];
        const uint64_t product = static_cast<uint64_t>(
            static_cast<int64_t>(words[pair]) * at[c * kLanes]);
        const uint64_t total =
            ((static_cast<uint64_t>(sum.high) << 32) | sum.low) + product;
        sum = {static_cast<uint32_t>(total),
               static_cast<uint32_t>(total >> 32)};
      }
    }
  }
}

FIREFLY_INLINE void add_products(const int8_t* patch, int depth,
                                 const int8_t* weights,
                                 portable::Sums<4>& sums) {
  scalar::add_products<kDotTiles>(patch, depth, weights, sums);
}

#endif

/// Four times the sums of products of at most kMaxDepth words, [depth][pairs],
/// with the weights of the first `channels` of a tile, plus four times the
/// biases.
template <int channels, int pairs>
FIREFLY_INLINE void dot_short(const int32_t* words, int depth,
                              const int8_t* weights, const int32_t* bias,
                              int32_t (&fourfold)[channels][2 * pairs]) {
  constexpr uint32_t kMask = (1U << kPairShift) - 1;
  PairSum raw[channels][pairs];
  FIREFLY_UNROLL
  for (int i = 0; i < channels * pairs; ++i) {
    raw[i / pairs][i % pairs] = {kExcess, 0};
  }
  add_products(words, depth, weights, raw);
  FIREFLY_UNROLL
  for (int c = 0; c < channels; ++c) {
    const int32_t second_bias = bias[c] * 4;
    const int32_t first_bias = second_bias - kExcess * 4;
    FIREFLY_UNROLL
    for (int pair = 0; pair < pairs; ++pair) {
      const PairSum& sum = raw[c][pair];
      const auto first = static_cast<int32_t>(sum.low & kMask);
      const auto second = static_cast<int32_t>((sum.low >> kPairShift) |
                                               (sum.high << (32 - kPairShift)));
      fourfold[c][2 * pair] = first_bias + first * 4;
      fourfold[c][2 * pair + 1] = second_bias + second * 4;
    }
  }
}

/// The same of any depth that is a multiple of the lanes.
template <int channels, int pairs>
FIREFLY_KERNEL
void dot_long(const int32_t* words, int depth, const int8_t* weights,
              const int32_t* bias, int32_t (&fourfold)[channels][2 * pairs]) {
  constexpr int32_t kNoBias[channels] = {};
  dot_short<channels, pairs>(words, kMaxDepth, weights, bias, fourfold);
  while (depth > kMaxDepth) {
    words += pairs * kMaxDepth;
    weights += kDotTiles.channels * kMaxDepth;
    depth -= kMaxDepth;
    int32_t more[channels][2 * pairs];
    dot_short<channels, pairs>(words, min_of(depth, kMaxDepth), weights,
                               kNoBias, more);
    for (int i = 0; i < channels * 2 * pairs; ++i) {
      fourfold[i / (2 * pairs)][i % (2 * pairs)] +=
          more[i / (2 * pairs)][i % (2 * pairs)];
    }
  }
}

template <int channels, int pairs>
FIREFLY_INLINE void dot_pairs(const int32_t* words, int depth,
                              const int8_t* weights, const int32_t* bias,
                              int32_t (&fourfold)[channels][2 * pairs]) {
  if (__builtin_expect(depth <= kMaxDepth, 1)) {
    dot_short<channels, pairs>(words, depth, weights, bias, fourfold);
    return;
  }
  // Another array, so that the short sums stay in registers.
  int32_t sums[channels][2 * pairs];
  dot_long<channels, pairs>(words, depth, weights, bias, sums);
  FIREFLY_UNROLL
  for (int i = 0; i < channels * 2 * pairs; ++i) {
    fourfold[i / (2 * pairs)][i % (2 * pairs)] =
        sums[i / (2 * pairs)][i % (2 * pairs)];
  }
}

}  // namespace firefly::armv7m
