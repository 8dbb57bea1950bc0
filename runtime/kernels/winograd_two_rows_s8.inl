// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/winograd_conv2d_s8.inl"
#include "kernels/winograd_two_rows_s8.h"

namespace firefly {

template <class Isa>
FIREFLY_KERNEL
void winograd_two_rows_s8(const WinogradConv2dS8& layer,
                          const int8_t* const* rows, int8_t* output,
                          uint8_t* scratch, int count) {
  const ConvShape& shape = layer.shape;
  auto* const sums = reinterpret_cast<int32_t*>(scratch);
  auto* const gathered = reinterpret_cast<int8_t*>(scratch);
  auto* const inputs =
      reinterpret_cast<int16_t*>(scratch + winograd_two_rows_sums_bytes(shape));
  const int row_elems = kWinogradPositions * kWinogradTiles * layer.dot.depth;
  // Where there is no second row, the first one is written over it.
  const int row_step = count == 1 ? 0 : shape.output_row_elems();
  WinogradTile tiles[kWinogradTiles];
  for (int x = 0; x < shape.output_width;) {
    const int first = x - shape.margin_left;
    int tile_count = 0;
    for (; tile_count < kWinogradTiles && x < shape.output_width;
         ++tile_count) {
      tiles[tile_count] = winograd_tile(shape, x, output);
      x += kWinogradTilePixels;
    }
    for (int row = 0; row < kWinogradInputRows; ++row) {
      for (int tile = 0; tile < tile_count; ++tile) {
        const WinogradPixels pixels = find_winograd_pixels<Isa>(
            layer, rows[row], first + tile * kWinogradTilePixels, gathered);
        Isa::winograd_inputs(pixels.first, pixels.step, layer.dot.depth,
                             inputs + row * row_elems + 2 * tile);
      }
    }
    Isa::winograd_input_rows(inputs, row_elems);
    Isa::winograd_two_rows(&layer.dot, inputs, sums, tiles, tile_count,
                           row_step);
  }
  if (layer.low > -128 || layer.high < 127) {
    Isa::clamp_bytes(output, count * shape.output_row_elems(), layer.low,
                     layer.high);
  }
}

}  // namespace firefly
