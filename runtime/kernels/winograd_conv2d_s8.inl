// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/copy_run.h"
#include "kernels/winograd_conv2d_s8.h"

namespace firefly {

/// Pixels of an input row, `step` bytes apart.
struct WinogradPixels {
  const int8_t* first;
  int32_t step;
};

/// Copies the pixels of a row under a tile, margins as the zero point.
/// What pads a pixel is left as it is: its weights are zero.
inline FIREFLY_KERNEL
void gather_winograd_pixels(const WinogradConv2dS8& layer, const int8_t* row,
                            int first, int8_t* to) {
  constexpr int kCount = kWinogradTileInputs;
  const int channels = layer.shape.input_channels;
  const int depth = layer.dot.depth;
  const uint32_t margin =
      static_cast<uint8_t>(layer.input_zero_point) * 0x01010101U;
  const int width = row == nullptr ? 0 : layer.shape.input_width;
  const int begin = clamp(-first, 0, kCount);
  const int end = clamp(width - first, begin, kCount);
  to = fill_run(to, begin * depth, margin);
  fill_run(to + (end - begin) * depth, (kCount - end) * depth, margin);
  if (row == nullptr || begin == end) {
    return;
  }
  const int8_t* pixel = row + (first + begin) * channels;
  if (channels == depth) {
    copy_run(pixel, to, (end - begin) * depth);
    return;
  }
  for (int x = begin; x < end; ++x, pixel += channels, to += depth) {
    copy_run(pixel, to, channels);
  }
}

/// The pixels under a tile, in place where they have no margins, their channels
/// need no padding and they are aligned as the ISA wants them.
template <class Isa>
FIREFLY_INLINE WinogradPixels
find_winograd_pixels(const WinogradConv2dS8& layer, const int8_t* row,
                     int first, int8_t* gathered) {
  const int channels = layer.shape.input_channels;
  if (row != nullptr && channels == layer.dot.depth && first >= 0 &&
      first + kWinogradTileInputs <= layer.shape.input_width &&
      reinterpret_cast<uintptr_t>(row) % Isa::kPixelAlignment == 0) {
    return {row + first * channels, channels};
  }
  gather_winograd_pixels(layer, row, first, gathered);
  return {gathered, layer.dot.depth};
}

/// Where the tile of output pixels [x, width) lies.
inline FIREFLY_KERNEL
WinogradTile winograd_tile(const ConvShape& shape, int x, int8_t* output) {
  const int step = shape.output_channels;
  WinogradTile tile{output + x * step, {0, 0, 0}};
  FIREFLY_UNROLL
  for (int i = 1; i < kWinogradTilePixels; ++i) {
    tile.offset[i - 1] = x + i < shape.output_width ? i * step : 0;
  }
  return tile;
}

template <class Isa>
FIREFLY_KERNEL
void winograd_conv2d_s8_row(const WinogradConv2dS8& layer,
                            const int8_t* const* rows, int8_t* output,
                            uint8_t* scratch) {
  const ConvShape& shape = layer.shape;
  auto* const sums = reinterpret_cast<int32_t*>(scratch);
  auto* const gathered = reinterpret_cast<int8_t*>(scratch);
  auto* const inputs =
      reinterpret_cast<int16_t*>(scratch + winograd_sums_bytes(shape));
  const int row_elems = kWinogradPositions * kWinogradTiles * layer.dot.depth;
  WinogradTile tiles[kWinogradTiles];
  for (int x = 0; x < shape.output_width;) {
    const int first = x - shape.margin_left;
    int count = 0;
    for (; count < kWinogradTiles && x < shape.output_width; ++count) {
      tiles[count] = winograd_tile(shape, x, output);
      x += kWinogradTilePixels;
    }
    for (int ky = 0; ky < 3; ++ky) {
      for (int tile = 0; tile < count; ++tile) {
        const WinogradPixels pixels = find_winograd_pixels<Isa>(
            layer, rows[ky], first + tile * kWinogradTilePixels, gathered);
        Isa::winograd_inputs(pixels.first, pixels.step, layer.dot.depth,
                             inputs + ky * row_elems + 2 * tile);
      }
    }
    Isa::winograd_outputs(&layer.dot, inputs, sums, tiles, count);
  }
  if (layer.low > -128 || layer.high < 127) {
    Isa::clamp_bytes(output, shape.output_row_elems(), layer.low, layer.high);
  }
}

}  // namespace firefly
