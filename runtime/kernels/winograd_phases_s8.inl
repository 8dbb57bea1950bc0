// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/winograd_conv2d_s8.inl"
#include "kernels/winograd_phases_s8.h"

namespace firefly {

/// From terms along x to terms along y, of all columns.
template <class Isa>
FIREFLY_INLINE void transform_phase_rows(int16_t* terms, int32_t term_elems) {
  for (int column = 0; column < 3; ++column) {
    const int first = phase_term(column, 2);
    const int row_elems = (phase_term(column, 0) - first) * term_elems;
    Isa::winograd_phase_rows(terms + first * term_elems, row_elems);
  }
}

template <class Isa>
FIREFLY_KERNEL
void winograd_phases_s8(const WinogradConv2dS8& layer,
                        const int8_t* const* rows, int8_t* output,
                        uint8_t* scratch, int count) {
  const ConvShape& shape = layer.shape;
  auto* const sums = reinterpret_cast<int32_t*>(scratch);
  auto* const gathered = reinterpret_cast<int8_t*>(scratch);
  auto* const terms =
      reinterpret_cast<int16_t*>(scratch + winograd_phases_sums_bytes(shape));
  const int depth = layer.dot.depth;
  const int step = shape.output_channels;
  // Where there is no second row, the first one is written over it.
  const int row_step = count == 1 ? 0 : shape.output_row_elems();
  PhaseTile tiles[kWinogradTiles];
  for (int x = 0; x < shape.output_width;) {
    const int first = 2 * x - shape.margin_left;
    int tile_count = 0;
    for (; tile_count < kWinogradTiles && x < shape.output_width;
         ++tile_count, x += kPhaseTilePixels) {
      tiles[tile_count] = {output + x * step,
                           x + 1 < shape.output_width ? step : 0};
    }
    for (int row = 0; row < kPhaseTerms; ++row) {
      for (int tile = 0; tile < tile_count; ++tile) {
        const WinogradPixels pixels = find_winograd_pixels<Isa>(
            layer, rows[row], first + tile * 2 * kPhaseTilePixels, gathered);
        Isa::winograd_phase_inputs(pixels.first, pixels.step, depth,
                                   terms + 2 * tile, phase_term(0, row));
      }
    }
    transform_phase_rows<Isa>(terms, phase_term_elems(depth));
    Isa::winograd_phase_outputs(&layer.dot, terms, sums, tiles, tile_count,
                                row_step);
  }
  if (layer.low > -128 || layer.high < 127) {
    Isa::clamp_bytes(output, count * shape.output_row_elems(), layer.low,
                     layer.high);
  }
}

}  // namespace firefly
