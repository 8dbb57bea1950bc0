// SPDX-License-Identifier: Apache-2.0
//
// armv7em_winograd_two_rows.h in C++, so that host tests run the layout and the
// arithmetic of the device.
#pragma once

#include "isa/armv7em_winograd_plain.h"
#include "kernels/winograd_late_s8.h"

namespace firefly::armv7em {

/// a + sign · b in both halves.
inline uint32_t add_halves(uint32_t a, uint32_t b, uint32_t sign) {
  const uint32_t low = a + sign * b;
  const uint32_t high = (a >> 16) + sign * (b >> 16);
  return (low & 0xFFFFU) | (high << 16);
}

template <bool kPlain>
FIREFLY_KERNEL
void winograd_input_rows(const int16_t* first, const int16_t* second,
                         int16_t* to, int32_t depth) {
  constexpr int32_t kStep = 2 * kWinogradTiles;  // Elements from word to word.
  const int32_t pairs = depth / 2;
  for (int32_t p = 0; p < kWinogradPositions; ++p) {
    for (int32_t pair = 0; pair < pairs; ++pair) {
      const int32_t at = (pair * kWinogradPositions + p) * kStep;
      const uint32_t x[kWinogradInputRows] = {
          load_word(first + at), load_word(first + at + 2),
          load_word(second + at), load_word(second + at + 2)};
      constexpr uint32_t kMinus = ~0U;
      uint32_t v[kWinogradRowTerms] = {
          add_halves(x[1], x[2], 1), add_halves(x[2], x[1], kMinus),
          add_halves(x[0], x[2], kMinus), add_halves(x[3], x[1], kMinus)};
      if (kPlain) {
        v[2] = add_halves(v[2], v[2], 1);
        v[3] = add_halves(v[3], v[3], 1);
      }
      for (int32_t term = 0; term < kWinogradRowTerms; ++term) {
        store_word(to + ((p * kWinogradRowTerms + term) * pairs + pair) * kStep,
                   v[term]);
      }
    }
  }
}

/// The sum of a position's term over the channels.
inline uint32_t winograd_sum(const int16_t* inputs, const int32_t* weights,
                             int32_t pairs) {
  int32_t sum = 0;
  for (int32_t pair = 0; pair < pairs; ++pair) {
    const uint32_t word = load_word(inputs + 2 * kWinogradTiles * pair);
    sum = smlad(static_cast<int32_t>(word), weights[kWinogradChannels * pair],
                sum);
  }
  return static_cast<uint32_t>(sum);
}

template <int kPairs>
FIREFLY_KERNEL
void winograd_products(const int16_t* inputs, const int32_t* weights,
                       int32_t* sums, int32_t positions, int32_t depth) {
  const int32_t pairs = depth / 2;
  constexpr int32_t kSums = kWinogradTiles * kWinogradChannels;
  for (int32_t at = 0; at < positions * kSums; ++at) {
    const int32_t p = at / kSums;
    const int32_t tile = at % kSums / kWinogradChannels;
    uint32_t m[kWinogradRowTerms];
    for (int32_t i = 0; i < kWinogradRowTerms; ++i) {
      const int32_t block = (p * kWinogradRowTerms + i) * pairs;
      m[i] = winograd_sum(
          inputs + 2 * (block * kWinogradTiles + tile),
          weights + block * kWinogradChannels + at % kWinogradChannels, pairs);
    }
    int32_t* const to = sums + 2 * p * kSums + at % kSums;
    to[0] = static_cast<int32_t>(m[0] + m[1] + m[2]);
    to[kSums] = static_cast<int32_t>(m[0] - m[1] + m[3]);
  }
}

/// A channel of a row of a tile. sums: of its positions; pixel: the first.
template <bool kPlain>
void store_winograd_row(const int32_t* sums, const int32_t* scales,
                        const WinogradTile& tile, int8_t* pixel) {
  constexpr int32_t kStep = 2 * kWinogradTiles * kWinogradChannels;
  const auto m = [&](int p) {
    constexpr int32_t kFactors[] = {6, -4, -4, 1, 1, 24};
    const auto sum = static_cast<uint32_t>(sums[p * kStep]);
    return kPlain ? sum * static_cast<uint32_t>(kFactors[p]) : sum;
  };
  const uint32_t pixels[kWinogradTilePixels] = {
      m(0) + m(1) + m(2) + m(3) + m(4), m(1) - m(2) + 2 * (m(3) - m(4)),
      m(1) + m(2) + 4 * (m(3) + m(4)), m(1) - m(2) + 8 * (m(3) - m(4)) + m(5)};
  for (int i = kWinogradTilePixels - 1; i >= 0; --i) {
    const auto sum =
        static_cast<int32_t>(pixels[i] * static_cast<uint32_t>(scales[0]) +
                             static_cast<uint32_t>(scales[1 + i]));
    const int32_t nudge = sum < 0 ? scales[7] : 0;
    const int32_t scaled = add_high_product(scales[6], sum, scales[5], 0);
    pixel[i == 0 ? 0 : tile.offset[i - 1]] =
        static_cast<int8_t>(clamp<int32_t>((scaled - nudge) >> 16, -128, 127));
  }
}

template <bool kPlain>
FIREFLY_KERNEL
void winograd_tile_rows(const int32_t* sums, const int32_t* scales,
                        int32_t channels, WinogradTile* tiles, int32_t count,
                        int32_t row_step) {
  constexpr int32_t kRow = kWinogradTiles * kWinogradChannels;
  for (int32_t t = 0; t < count; ++t, sums += kWinogradChannels) {
    for (int32_t c = 0; c < channels; ++c, ++tiles[t].output) {
      const int32_t* const scale = scales + c * kWinogradTwoRowScales;
      int8_t* const pixel = tiles[t].output;
      store_winograd_row<kPlain>(sums + kRow + c, scale, tiles[t],
                                 pixel + row_step);
      store_winograd_row<kPlain>(sums + c, scale, tiles[t], pixel);
    }
  }
}

/// A word of a kernel row's weights, [column], of position kFirst and the next.
template <int kFirst>
void transform_weights_of_row(const int32_t* weights, int parity,
                              uint32_t (&to)[2]) {
  uint32_t w[3];
  for (int x = 0; x < 3; ++x) {
    const auto at = [&](int k) {
      return static_cast<uint32_t>(
          static_cast<int8_t>(weights[x] >> (8 * (parity + k))));
    };
    w[x] = (at(2) << 16) | (at(0) & 0xFFFFU);
  }
  constexpr bool kFar = kFirst == 3;
  constexpr uint32_t kMinus = ~0U;
  if (kFirst == 0 || kFirst == 5) {
    to[0] = w[kFirst == 0 ? 0 : 2];
    return;
  }
  const uint32_t even = add_halves(w[0], w[2], kFar ? 4 : 1);
  to[0] = add_halves(even, w[1], kFar ? 2 : 1);
  to[1] = add_halves(even, w[1], kFar ? 2 * kMinus : kMinus);
}

template <int kDepth, int kFirst>
FIREFLY_KERNEL
void winograd_weights(const int32_t* weights, int32_t* to) {
  constexpr int32_t kQuads = kDepth / 4;
  constexpr int kCount = winograd_chunk_positions(kFirst);
  for (int32_t at = 0; at < kWinogradChannels * kQuads * 2; ++at) {
    const int32_t quad = at / 2;  // Of all channels.
    uint32_t w[3][2] = {};
    for (int row = 0; row < 3; ++row) {
      transform_weights_of_row<kFirst>(weights + 9 * quad + 3 * row, at % 2,
                                       w[row]);
    }
    for (int p = 0; p < kCount; ++p) {
      const uint32_t sum = add_halves(w[0][p], w[2][p], 1);
      const uint32_t u[kWinogradRowTerms] = {add_halves(sum, w[1][p], 1),
                                             add_halves(sum, w[1][p], ~0U),
                                             w[0][p], w[2][p]};
      for (int term = 0; term < kWinogradRowTerms; ++term) {
        const int32_t pair = (p * kWinogradRowTerms + term) * 2 * kQuads +
                             quad % kQuads * 2 + at % 2;
        to[pair * kWinogradChannels + quad / kQuads] =
            static_cast<int32_t>(u[term]);
      }
    }
  }
}

}  // namespace firefly::armv7em
