// SPDX-License-Identifier: Apache-2.0
//
// The two halves of kernels/winograd_conv2d_s8.h where a multiplication has one
// product. Activations are transformed two channels a word, as on cores with
// the DSP extension, so packed weights are the same; then each half is
// multiplied by itself.
#pragma once

#include "isa/tiles.h"
#include "kernels/requantize.h"
#include "kernels/winograd_conv2d_s8.h"

namespace firefly::scalar {

/// Halves of words.
using Half [[gnu::may_alias]] = int16_t;

/// Six pixels' channels, two a word, to the six words of a tile. The high
/// halves come 128 too large each, which only v1 keeps.
FIREFLY_INLINE void transform_winograd_pair(const uint32_t (&d)[6],
                                            uint32_t* to) {
  constexpr uint32_t kHighOfV1 = 6 * 128 * 65536U;
  constexpr int kStep = kWinogradTiles;
  const uint32_t d4 = d[4] + kWinogradExcess;
  const uint32_t d5 = d[5] + kWinogradExcess;
  const uint32_t even = d4 - d[2];
  const uint32_t odd = d[3] - d[1];
  const uint32_t sum = d4 - 4 * d[2];
  const uint32_t difference = d[3] - 4 * d[1];
  to[0] = even + 4 * (d[0] - d[2]);
  to[kStep] = sum + difference + kHighOfV1;
  to[2 * kStep] = sum - difference;
  to[3 * kStep] = even + 2 * odd;
  to[4 * kStep] = even - 2 * odd;
  to[5 * kStep] = d5 - d[3] - 4 * odd;
}

/// Transforms six pixels, `step` bytes apart and aligned to words.
FIREFLY_KERNEL
inline void winograd_inputs(const int8_t* pixels, int32_t step, int32_t depth,
                            int16_t* to) {
  constexpr uint32_t kBytes = 0x00FF00FFU;
  constexpr int kWords = kWinogradTiles * kWinogradPositions;
  auto* words = static_cast<uint32_t*>(__builtin_assume_aligned(to, 4));
  for (const int8_t* const end = pixels + depth; pixels != end; pixels += 4) {
    uint32_t even[6];
    uint32_t odd[6];
    FIREFLY_UNROLL
    for (int x = 0; x < 6; ++x) {
      uint32_t word;
      __builtin_memcpy(&word, __builtin_assume_aligned(pixels + x * step, 4),
                       4);
      word ^= 0x80808080U;
      even[x] = word & kBytes;
      odd[x] = (word >> 8) & kBytes;
    }
    transform_winograd_pair(even, words);
    transform_winograd_pair(odd, words + kWords);
    words += 2 * kWords;
  }
}

/// Sums of a position, [tile][channel], of `pairs` pairs of products.
FIREFLY_INLINE void sum_winograd_position(const int16_t* inputs,
                                          const int32_t* weights, int pairs,
                                          int32_t* sums) {
  constexpr int kStep = 2 * kWinogradTiles * kWinogradPositions;
  int32_t sum[kWinogradTiles][kWinogradChannels];
  FIREFLY_UNROLL
  for (int c = 0; c < kWinogradChannels; ++c) {
    sum[0][c] = sum[1][c] = weights[c];
  }
  const auto* w = reinterpret_cast<const Half*>(weights + kWinogradChannels);
  for (const Half* const end = w + 2 * kWinogradChannels * pairs; w != end;) {
    FIREFLY_UNROLL
    for (int c = 0; c < kWinogradChannels; ++c) {
      FIREFLY_UNROLL
      for (int tile = 0; tile < kWinogradTiles; ++tile) {
        // Modulo 2^32.
        const int32_t products =
            inputs[2 * tile] * w[2 * c] + inputs[2 * tile + 1] * w[2 * c + 1];
        sum[tile][c] = wrapping_add(sum[tile][c], products);
      }
    }
    inputs += kStep;
    w += 2 * kWinogradChannels;
  }
  FIREFLY_UNROLL
  for (int i = 0; i < kWinogradTiles * kWinogradChannels; ++i) {
    sums[i] = sum[i / kWinogradChannels][i % kWinogradChannels];
  }
}

/// One channel of a tile's four pixels. m: its sums, a position after the
/// other, kWinogradTiles · kWinogradChannels apart.
template <class Core>
FIREFLY_INLINE void store_winograd_channel(const int32_t* m,
                                           const int32_t* scales, bool nudges,
                                           const WinogradTile& tile,
                                           int channel) {
  constexpr int kStep = kWinogradTiles * kWinogradChannels;
  const auto u = [&](int p) { return static_cast<uint32_t>(m[p * kStep]); };
  const uint32_t sum12 = u(1) + u(2);
  const uint32_t sum34 = u(3) + u(4);
  const uint32_t difference12 = u(1) - u(2);
  const uint32_t difference34 = u(3) - u(4);
  const uint32_t sums[kWinogradTilePixels] = {
      u(0) + sum12 + sum34, difference12 + 2 * difference34, sum12 + 4 * sum34,
      difference12 + 8 * difference34 + u(5)};
  FIREFLY_UNROLL
  for (int i = kWinogradTilePixels - 1; i >= 0; --i) {
    const auto sum =
        wrapping_multiply(static_cast<int32_t>(sums[i]), scales[0]);
    int32_t scaled = Core::high_multiply(sum, scales[1]) + scales[2];
    if (nudges) {
      scaled -= (sum >> 31) & scales[3];
    }
    int8_t* const pixel = tile.output + (i == 0 ? 0 : tile.offset[i - 1]);
    pixel[channel] = static_cast<int8_t>(Core::shift_and_saturate(scaled, 15));
  }
}

/// Channels [channel, end) of `count` tiles; see store_winograd_channel().
template <class Core>
FIREFLY_INLINE void store_winograd_channels(const int32_t* sums,
                                            const int32_t* scales, bool nudges,
                                            const WinogradTile* tiles,
                                            int32_t count, int channel,
                                            int end) {
  for (; channel < end; ++channel, ++sums, scales += kWinogradScales) {
    for (int tile = 0; tile < count; ++tile) {
      store_winograd_channel<Core>(sums + tile * kWinogradChannels, scales,
                                   nudges, tiles[tile], channel);
    }
  }
}

/// Outputs of `count` tiles. sums: winograd_sums_bytes() of scratch.
template <class Core>
FIREFLY_KERNEL
void winograd_outputs(const WinogradDotS8* layer, const int16_t* inputs,
                      int32_t* sums, WinogradTile* tiles, int32_t count) {
  constexpr int kSums = kWinogradTiles * kWinogradChannels;
  const int pairs = 3 * layer->depth / 2;
  const int32_t* weights = layer->weights;
  const int32_t* scales = layer->scales;
  const int channels = layer->channels;
  for (int channel = 0; channel < channels; channel += kWinogradChannels) {
    for (int p = 0; p < kWinogradPositions; ++p) {
      Core::sum_winograd_position(inputs + 2 * kWinogradTiles * p, weights,
                                  pairs, sums + p * kSums);
      weights += (pairs + 1) * kWinogradChannels;
    }
    Core::store_winograd_channels(
        sums, scales, layer->nudges != 0, tiles, count, channel,
        min_of<int>(channels, channel + kWinogradChannels));
    scales += kWinogradChannels * kWinogradScales;
  }
}

}  // namespace firefly::scalar
