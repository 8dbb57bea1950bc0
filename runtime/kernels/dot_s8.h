// SPDX-License-Identifier: Apache-2.0
//
// The core of conv2d_s8 and fully_connected_s8: a small matrix product of
// patches and packed weights, tile by tile.
#pragma once

#include "isa/tiles.h"
#include "kernels/requantize.h"

namespace firefly {

/// Layer constants. Arrays a channel are padded to a multiple of the tile's
/// channels. Preconditions, which the compiler proves before it chooses these
/// kernels: every |sum| that can occur is below 2^29; every scale is below 1.
struct DotS8 {
  int32_t depth;     ///< Products a sum, padded to a multiple of the lanes.
  int32_t channels;  ///< Output channels, not padded.
  /// [channel tile][depth / lanes][channel][lane], padded with zeros; with
  /// DotTiles::pairs_channels [channel tile][depth / 2][channel / 2] words.
  /// On MVE all there is to a tile (isa/mve_dot.h); the arrays below are null
  /// then, but for right_shift where some are negative and bias.
  const int8_t* weights;
  /// With −input zero point · (sum of the channel's weights) folded in. On MVE
  /// only for margins: tile by tile, the last one first, those of four channels
  /// without a window's first row, then those without its last one.
  const int32_t* bias;
  const int32_t* multiplier;
  const int8_t* right_shift;
  OutputRange range;
};

/// `pixels` × layer.channels sums, requantised.
/// patch: depth activations a pixel, `patch_step` apart. output: the channels
/// of a pixel together, pixels `output_step` apart.
template <class Isa, int pixels, int channels>
FIREFLY_KERNEL
void dot_s8(const DotS8& layer, const typename Isa::Patch* patch,
            int patch_step, int8_t* output, int output_step) {
  using Sums = typename Isa::template DotSums<channels>;
  const auto range = Isa::load_range(layer.range);
  // Copies, which stores of int8 can not alias.
  const int8_t* weights = layer.weights;
  const int32_t* const bias = layer.bias;
  const int32_t* const multiplier = layer.multiplier;
  const int8_t* const right_shift = layer.right_shift;
  const int end_channel = layer.channels;
  for (int channel = 0; channel < end_channel; channel += channels) {
    Sums sums[pixels];
    FIREFLY_UNROLL
    for (int p = 0; p < pixels; ++p) {
      FIREFLY_UNROLL
      for (int c = 0; c < channels; ++c) {
        sums[p].lane[c] = bias[channel + c];
      }
    }
    Isa::template dot<pixels, channels>(patch, patch_step, layer.depth, weights,
                                        sums);
    weights += channels * layer.depth;
    const auto scale = Isa::template load_scale<channels>(
        multiplier + channel, right_shift + channel);
    // Two tiles are whole ones, see dot_s8_pixel().
    const int count =
        channels > Isa::kDot.channels ? channels : end_channel - channel;
    FIREFLY_UNROLL
    for (int p = 0; p < pixels; ++p) {
      Isa::store(sums[p], scale, range, output + p * output_step + channel,
                 count);
    }
  }
}

/// The same of one pixel, two tiles of channels at a time as far as they go if
/// the ISA has the registers.
template <class Isa>
FIREFLY_INLINE void dot_s8_pixel(const DotS8& layer,
                                 const typename Isa::Patch* patch,
                                 int8_t* output) {
  constexpr int kTile = Isa::kDot.channels;
  if constexpr (Isa::kDot.doubles_channels && !kSmallCode) {
    constexpr int kTwoTiles = 2 * kTile;
    DotS8 part = layer;
    part.channels = layer.channels / kTwoTiles * kTwoTiles;
    dot_s8<Isa, 1, kTwoTiles>(part, patch, 0, output, 0);
    part.weights += part.channels * layer.depth;
    part.bias += part.channels;
    part.multiplier += part.channels;
    part.right_shift += part.channels;
    output += part.channels;
    part.channels = layer.channels - part.channels;
    dot_s8<Isa, 1, kTile>(part, patch, 0, output, 0);
  } else {
    dot_s8<Isa, 1, kTile>(layer, patch, 0, output, 0);
  }
}

}  // namespace firefly
