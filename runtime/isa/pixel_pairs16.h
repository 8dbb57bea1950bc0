// SPDX-License-Identifier: Apache-2.0
//
// Sums of products for two pixels a word where a product has only 32 bits:
// first + 2^16 · second times a weight, twice, is 2^16 · (second's two
// products)
// + (the first's), which fits as long as no weight is -128. With kExcess added,
// so that the first never borrows, shifting right by 16 leaves the second's.
// The first's total comes from the total of all, modulo 2^32.
#pragma once

#include "isa/tiles.h"

namespace firefly::pixel_pairs16 {

inline constexpr int kPairShift = 16;
inline constexpr int32_t kExcess = 1 << 15;

struct PairSum {
  uint32_t total;
  int32_t second;
};

/// Sums the products of `words`, [depth][pairs], with the first `channels` of
/// a tile; depth is a multiple of the lanes.
template <const DotTiles& tiles, int channels, int pairs>
FIREFLY_INLINE void sum_products(const int32_t* words, int depth,
                                 const int8_t* weights,
                                 PairSum (&sums)[channels][pairs]) {
  FIREFLY_UNROLL
  for (int i = 0; i < channels * pairs; ++i) {
    sums[i / pairs][i % pairs] = {0, 0};
  }
  for (const int32_t* const end = words + pairs * depth; words != end;) {
    FIREFLY_UNROLL
    for (int lane = 0; lane < tiles.lanes; lane += 2) {
      FIREFLY_UNROLL
      for (int c = 0; c < channels; ++c) {
        const int32_t w0 = weights[c * tiles.lanes + lane];
        const int32_t w1 = weights[c * tiles.lanes + lane + 1];
        FIREFLY_UNROLL
        for (int pair = 0; pair < pairs; ++pair) {
          const int32_t* const x = words + lane * pairs + pair;
          const int32_t products = x[0] * w0 + x[pairs] * w1 + kExcess;
          sums[c][pair].total += static_cast<uint32_t>(products);
          sums[c][pair].second += products >> kPairShift;
        }
      }
    }
    words += pairs * tiles.lanes;
    weights += tiles.channels * tiles.lanes;
  }
}

/// Four times the sums of `depth` products, with the biases.
template <int channels, int pairs>
FIREFLY_INLINE void split(const PairSum (&sums)[channels][pairs], int depth,
                          const int32_t* bias,
                          int32_t (&fourfold)[channels][2 * pairs]) {
  const uint32_t excess = static_cast<uint32_t>(depth / 2) * kExcess;
  FIREFLY_UNROLL
  for (int i = 0; i < channels * pairs; ++i) {
    const PairSum& sum = sums[i / pairs][i % pairs];
    const uint32_t first =
        sum.total - (static_cast<uint32_t>(sum.second) << kPairShift) - excess;
    int32_t* const pixels = fourfold[i / pairs] + i % pairs * 2;
    pixels[0] = (static_cast<int32_t>(first) + bias[i / pairs]) * 4;
    pixels[1] = (sum.second + bias[i / pairs]) * 4;
  }
}

/// Isa::dot_pairs() of a Core that has sum_products(), for `channels` of a
/// tile.
template <class Core, int channels>
struct DotPairs {
  static constexpr int kPairShift = pixel_pairs16::kPairShift;
  template <int pairs>
  static constexpr int kPairChannels = channels;

  template <int pairs>
  static FIREFLY_INLINE void dot_pairs(
      const int32_t* words, int depth, const int8_t* weights,
      const int32_t* bias, int32_t (&fourfold)[channels][2 * pairs]) {
    PairSum sums[channels][pairs];
    Core::sum_products(words, depth, weights, sums);
    split(sums, depth, bias, fourfold);
  }
};

}  // namespace firefly::pixel_pairs16
