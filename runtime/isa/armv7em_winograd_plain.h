// SPDX-License-Identifier: Apache-2.0
//
// armv7em_winograd.h in C++, so that host tests run the layout and the
// arithmetic of the device.
#pragma once

#include "isa/armv7em_dot_plain.h"
#include "isa/armv7em_dsp.h"
#include "kernels/winograd_conv2d_s8.h"

namespace firefly::armv7em {

/// Channels k and k + 2 of six pixels to the six words of a tile.
inline void transform_pair(const int8_t* pixels, int32_t step, int32_t k,
                           int16_t* to) {
  uint32_t d[6];
  for (int x = 0; x < 6; ++x) {
    const int8_t* const at = pixels + x * step + k;
    const int32_t low = at[0] + 128 + (x >= 4 ? kWinogradExcess : 0);
    d[x] = static_cast<uint32_t>(at[2]) * 65536U + static_cast<uint32_t>(low);
  }
  const uint32_t even = d[4] - d[2];
  const uint32_t odd = d[3] - d[1];
  const uint32_t v[kWinogradPositions] = {even + 4 * (d[0] - d[2]),
                                          d[4] - 4 * d[2] + (d[3] - 4 * d[1]),
                                          d[4] - 4 * d[2] - (d[3] - 4 * d[1]),
                                          even + 2 * odd,
                                          even - 2 * odd,
                                          d[5] - d[3] - 4 * odd};
  for (int p = 0; p < kWinogradPositions; ++p) {
    store_word(to + 2 * kWinogradTiles * p, v[p]);
  }
}

FIREFLY_KERNEL
inline void winograd_inputs(const int8_t* pixels, int32_t step, int32_t depth,
                            int16_t* to) {
  for (int k = 0; k < depth; k += 4) {
    for (int parity = 0; parity < 2; ++parity) {
      transform_pair(pixels, step, k + parity, to);
      to += 2 * kWinogradTiles * kWinogradPositions;
    }
  }
}

/// One channel of the tile's four pixels; m: the positions' sums.
inline void store_winograd_tile(const int32_t (&m)[kWinogradPositions],
                                const WinogradDotS8& layer,
                                const WinogradTile& tile, int channel) {
  const int32_t* const scales = layer.scales + channel * kWinogradScales;
  const auto u = [&](int p) { return static_cast<uint32_t>(m[p]); };
  const uint32_t sums[kWinogradTilePixels] = {
      u(0) + u(1) + u(2) + u(3) + u(4), u(1) - u(2) + 2 * (u(3) - u(4)),
      u(1) + u(2) + 4 * (u(3) + u(4)), u(1) - u(2) + 8 * (u(3) - u(4)) + u(5)};
  for (int i = kWinogradTilePixels - 1; i >= 0; --i) {
    const auto sum =
        wrapping_multiply(static_cast<int32_t>(sums[i]), scales[0]);
    const int32_t nudge = layer.nudges != 0 && sum < 0 ? scales[3] : 0;
    const int32_t scaled = add_high_product(scales[2], sum, scales[1], 0);
    int8_t* const pixel = tile.output + (i == 0 ? 0 : tile.offset[i - 1]);
    pixel[channel] =
        static_cast<int8_t>(clamp<int32_t>((scaled - nudge) >> 16, -128, 127));
  }
}

FIREFLY_KERNEL
inline void winograd_outputs(const WinogradDotS8* layer, const int16_t* inputs,
                             int32_t* /*sums*/, WinogradTile* tiles,
                             int32_t count) {
  const int pairs = 3 * layer->depth / 2;
  for (int channel = 0; channel < layer->channels; ++channel) {
    for (int tile = 0; tile < count; ++tile) {
      int32_t m[kWinogradPositions];
      for (int p = 0; p < kWinogradPositions; ++p) {
        const int block = channel / kWinogradChannels * kWinogradPositions + p;
        const int32_t* const weights = layer->weights +
                                       block * (pairs + 1) * kWinogradChannels +
                                       channel % kWinogradChannels;
        m[p] = weights[0];
        for (int pair = 0; pair < pairs; ++pair) {
          const int at =
              (pair * kWinogradPositions + p) * kWinogradTiles + tile;
          const uint32_t word = load_word(inputs + 2 * at);
          m[p] = smlad(static_cast<int32_t>(word),
                       weights[(pair + 1) * kWinogradChannels], m[p]);
        }
      }
      store_winograd_tile(m, *layer, tiles[tile], channel);
    }
  }
}

}  // namespace firefly::armv7em
