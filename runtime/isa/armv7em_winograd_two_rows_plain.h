// SPDX-License-Identifier: Apache-2.0
//
// armv7em_winograd_two_rows.h in C++, so that host tests run the layout and the
// arithmetic of the device.
#pragma once

#include "isa/armv7em_winograd_plain.h"
#include "kernels/winograd_two_rows_s8.h"

namespace firefly::armv7em {

/// a + sign · b in both halves.
inline uint32_t add_halves(uint32_t a, uint32_t b, uint32_t sign) {
  const uint32_t low = a + sign * b;
  const uint32_t high = (a >> 16) + sign * (b >> 16);
  return (low & 0xFFFFU) | (high << 16);
}

FIREFLY_KERNEL
inline void winograd_input_rows(int16_t* rows, int32_t row_elems) {
  for (int32_t at = 0; at < row_elems; at += 2) {
    const auto row = [&](int r) { return rows + r * row_elems + at; };
    const uint32_t x[kWinogradInputRows] = {
        load_word(row(0)), load_word(row(1)), load_word(row(2)),
        load_word(row(3))};
    constexpr uint32_t kMinus = ~0U;
    store_word(row(0), add_halves(x[0], x[2], kMinus));
    store_word(row(1), add_halves(x[1], x[2], 1));
    store_word(row(2), add_halves(x[2], x[1], kMinus));
    store_word(row(3), add_halves(x[1], x[3], kMinus));
  }
}

/// One channel of a row of the tile; m: the positions' sums.
inline void store_winograd_row(const uint32_t (&m)[kWinogradPositions],
                               const WinogradDotS8& layer,
                               const WinogradTile& tile, int32_t row_step,
                               int channel) {
  const int32_t* const scales = layer.scales + channel * kWinogradTwoRowScales;
  const uint32_t sums[kWinogradTilePixels] = {
      m[0] + m[1] + m[2] + m[3] + m[4], m[1] - m[2] + 2 * (m[3] - m[4]),
      m[1] + m[2] + 4 * (m[3] + m[4]), m[1] - m[2] + 8 * (m[3] - m[4]) + m[5]};
  for (int i = kWinogradTilePixels - 1; i >= 0; --i) {
    const auto sum =
        static_cast<int32_t>(sums[i] * static_cast<uint32_t>(scales[0]) +
                             static_cast<uint32_t>(scales[1 + i]));
    const int32_t nudge = sum < 0 ? scales[7] : 0;
    const int32_t scaled = add_high_product(scales[6], sum, scales[5], 0);
    int8_t* const pixel =
        tile.output + row_step + (i == 0 ? 0 : tile.offset[i - 1]);
    pixel[channel] =
        static_cast<int8_t>(clamp<int32_t>((scaled - nudge) >> 16, -128, 127));
  }
}

/// The sum of a position over the channels.
inline int32_t winograd_sum(const WinogradDotS8& layer, const int16_t* inputs,
                            int term, int position, int tile, int channel) {
  const int pairs = layer.depth / 2;
  const int block = (channel / kWinogradChannels * kWinogradRowTerms + term) *
                        kWinogradPositions +
                    position;
  const int32_t* const weights = layer.weights +
                                 block * pairs * kWinogradChannels +
                                 channel % kWinogradChannels;
  int32_t sum = 0;
  for (int pair = 0; pair < pairs; ++pair) {
    const int at = ((term * pairs + pair) * kWinogradPositions + position) *
                       kWinogradTiles +
                   tile;
    sum = smlad(static_cast<int32_t>(load_word(inputs + 2 * at)),
                weights[pair * kWinogradChannels], sum);
  }
  return sum;
}

FIREFLY_KERNEL
inline void winograd_two_rows(const WinogradDotS8* layer, const int16_t* inputs,
                              int32_t* /*sums*/, WinogradTile* tiles,
                              int32_t count, int32_t row_step) {
  for (int channel = 0; channel < layer->channels; ++channel) {
    for (int tile = 0; tile < count; ++tile) {
      uint32_t first[kWinogradPositions];
      uint32_t second[kWinogradPositions];
      for (int p = 0; p < kWinogradPositions; ++p) {
        uint32_t m[kWinogradRowTerms];
        for (int i = 0; i < kWinogradRowTerms; ++i) {
          m[i] = static_cast<uint32_t>(
              winograd_sum(*layer, inputs, i, p, tile, channel));
        }
        first[p] = m[0] + m[1] + m[2];
        second[p] = m[1] - m[2] - m[3];
      }
      store_winograd_row(second, *layer, tiles[tile], row_step, channel);
      store_winograd_row(first, *layer, tiles[tile], 0, channel);
    }
  }
}

}  // namespace firefly::armv7em
