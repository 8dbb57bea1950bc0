// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/winograd_conv2d_s8.inl"
#include "kernels/winograd_two_rows_s8.h"

namespace firefly {

/// Transforms what the tile whose first pixel's window begins at column `first`
/// sees of four rows. to: its words of the transformed activations; pixels:
/// winograd_two_rows_pixel_bytes() of memory. kPlain: for weights without
/// factors.
template <class Isa, bool kPlain>
FIREFLY_KERNEL
void transform_winograd_tile(const WinogradConv2dS8& layer,
                             const int8_t* const* rows, int first, int16_t* to,
                             uint8_t* pixels) {
  const int depth = layer.dot.depth;
  auto* const gathered = reinterpret_cast<int8_t*>(pixels);
  auto* const x = reinterpret_cast<int16_t*>(
      pixels + round_up(kWinogradTileInputs * depth, 8));
  // Two rows lie as two tiles of a row do.
  const int two_rows = 2 * kWinogradPositions * depth;
  for (int row = 0; row < kWinogradInputRows; ++row) {
    const WinogradPixels at =
        find_winograd_pixels<Isa>(layer, rows[row], first, gathered);
    Isa::winograd_inputs(at.first, at.step, depth,
                         x + row / 2 * two_rows + row % 2 * 2);
  }
  Isa::template winograd_input_rows<kPlain>(x, x + two_rows, to, depth);
}

template <class Isa, class Pairs>
FIREFLY_KERNEL
void winograd_two_rows_s8(const WinogradConv2dS8& layer,
                          const int8_t* const* rows, int8_t* output,
                          uint8_t* scratch, int count) {
  const ConvShape& shape = layer.shape;
  const int depth = layer.dot.depth;
  const int channels = layer.dot.channels;
  const int tile_words =
      kWinogradRowTerms * kWinogradPositions * kWinogradChannels * depth / 2;
  auto* const inputs = reinterpret_cast<int16_t*>(scratch);
  uint8_t* const rest = scratch + winograd_two_rows_input_bytes(depth);
  auto* const sums = reinterpret_cast<int32_t*>(rest);
  // Where there is no second row, the first one is written over it.
  const int row_step = count == 1 ? 0 : shape.output_row_elems();
  WinogradTile tiles[kWinogradTiles];
  for (int x = 0; x < shape.output_width;) {
    int tile_count = 0;
    for (; tile_count < kWinogradTiles && x < shape.output_width;
         ++tile_count) {
      tiles[tile_count] = winograd_tile(shape, x, output);
      transform_winograd_tile<Isa, false>(layer, rows, x - shape.margin_left,
                                          inputs + 2 * tile_count, rest);
      x += kWinogradTilePixels;
    }
    const int32_t* weights = layer.dot.weights;
    for (int channel = 0; channel < channels; channel += kWinogradChannels) {
      Isa::template winograd_products<Pairs::kCount>(inputs, weights, sums,
                                                     kWinogradPositions, depth);
      Isa::template winograd_tile_rows<false>(
          sums, layer.dot.scales + kWinogradTwoRowScales * channel,
          min_of<int32_t>(channels - channel, kWinogradChannels), tiles,
          tile_count, row_step);
      weights += tile_words;
    }
  }
  if (layer.low > -128 || layer.high < 127) {
    Isa::clamp_bytes(output, count * shape.output_row_elems(), layer.low,
                     layer.high);
  }
}

}  // namespace firefly
