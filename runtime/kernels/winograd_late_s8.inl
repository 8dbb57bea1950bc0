// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/winograd_late_s8.h"
#include "kernels/winograd_two_rows_s8.inl"

namespace firefly {

/// Transforms what a call sees of its rows, block by block.
template <class Isa>
FIREFLY_KERNEL
void transform_winograd_rows(const WinogradConv2dS8& layer,
                             const int8_t* const* rows, int count, int16_t* to,
                             uint8_t* pixels) {
  const int block = winograd_two_rows_input_bytes(layer.dot.depth) / 2;
  for (int y = 0; y < count; y += 2) {
    for (int x = 0; x < layer.shape.output_width; to += block) {
      for (int tile = 0; tile < kWinogradTiles && x < layer.shape.output_width;
           ++tile) {
        transform_winograd_tile<Isa, true>(layer, rows + y,
                                           x - layer.shape.margin_left,
                                           to + 2 * tile, pixels);
        x += kWinogradTilePixels;
      }
    }
  }
}

/// The sums of a chunk's positions, kFirst and maybe the next, of all blocks.
template <class Isa, class Depth, int kFirst>
FIREFLY_KERNEL
void sum_winograd_chunk(const int32_t* weights, const int16_t* inputs,
                        int32_t* sums, int32_t* transformed, int blocks) {
  constexpr int kDepth = Depth::kChannels;
  constexpr int kBlock = winograd_two_rows_input_bytes(kDepth) / 2;
  constexpr int kSums = kWinogradTwoRowSumsBytes / 4;
  Isa::template winograd_weights<kDepth, kFirst>(weights, transformed);
  inputs += kFirst * (kBlock / kWinogradPositions);
  sums += kFirst * (kSums / kWinogradPositions);
  for (; blocks > 0; --blocks, inputs += kBlock, sums += kSums) {
    Isa::template winograd_products<Depth::kCount>(
        inputs, transformed, sums, winograd_chunk_positions(kFirst), kDepth);
  }
}

/// Outputs of `channels` channels from `channel` on, of all blocks.
template <class Isa>
FIREFLY_KERNEL
void store_winograd_rows(const WinogradConv2dS8& layer, const int32_t* sums,
                         int8_t* output, int channel, int count) {
  const ConvShape& shape = layer.shape;
  const int32_t channels =
      min_of<int32_t>(shape.output_channels - channel, kWinogradChannels);
  WinogradTile tiles[kWinogradTiles];
  output += channel;
  for (int y = 0; y < count; y += 2, output += 2 * shape.output_row_elems()) {
    for (int x = 0; x < shape.output_width;) {
      int tile_count = 0;
      for (; tile_count < kWinogradTiles && x < shape.output_width;
           ++tile_count) {
        tiles[tile_count] = winograd_tile(shape, x, output);
        x += kWinogradTilePixels;
      }
      Isa::template winograd_tile_rows<true>(
          sums, layer.dot.scales + kWinogradTwoRowScales * channel, channels,
          tiles, tile_count, y + 1 == count ? 0 : shape.output_row_elems());
      sums += kWinogradTwoRowSumsBytes / 4;
    }
  }
}

template <class Isa, class Depth>
FIREFLY_KERNEL
void winograd_late_s8(const WinogradConv2dS8& layer, const int8_t* const* rows,
                      int8_t* output, uint8_t* scratch, int count) {
  constexpr int kDepth = Depth::kChannels;
  constexpr int kTileWords = 9 * kWinogradChannels * kDepth / 4;
  const ConvShape& shape = layer.shape;
  const int blocks = winograd_late_blocks(shape, count);
  auto* const inputs = reinterpret_cast<int16_t*>(scratch);
  uint8_t* const rest =
      scratch + blocks * winograd_two_rows_input_bytes(kDepth);
  auto* const sums = reinterpret_cast<int32_t*>(rest);
  int32_t* const transformed = sums + blocks * (kWinogradTwoRowSumsBytes / 4);
  transform_winograd_rows<Isa>(layer, rows, count, inputs, rest);
  const int32_t* weights = layer.dot.weights;
  for (int channel = 0; channel < shape.output_channels;
       channel += kWinogradChannels, weights += kTileWords) {
    sum_winograd_chunk<Isa, Depth, 0>(weights, inputs, sums, transformed,
                                      blocks);
    sum_winograd_chunk<Isa, Depth, 1>(weights, inputs, sums, transformed,
                                      blocks);
    sum_winograd_chunk<Isa, Depth, 3>(weights, inputs, sums, transformed,
                                      blocks);
    sum_winograd_chunk<Isa, Depth, 5>(weights, inputs, sums, transformed,
                                      blocks);
    store_winograd_rows<Isa>(layer, sums, output, channel, count);
  }
  if (layer.low > -128 || layer.high < 127) {
    Isa::clamp_bytes(output, count * shape.output_row_elems(), layer.low,
                     layer.high);
  }
}

}  // namespace firefly
