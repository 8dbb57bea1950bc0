// SPDX-License-Identifier: Apache-2.0
//
// winograd_two_rows_s8.h with weights of int8 in flash, which are transformed
// when they are needed: four output channels and one or two positions at a
// time, into scratch. A call makes several pairs of rows, whose transformed
// activations wait in scratch too, so that a transformed weight serves all of
// them.
//
// Weights are transformed without the factors that make integers of
//   u0 =  6 w0,  u1, u2 = -4 (w0 +- w1 + w2),  u5 = 24 w2;
// the sums get these, and V_0 and V_3 are twice as large instead of U_0 and
// U_3.
//
// All of a call's input is read before any output is written.
#pragma once

#include "kernels/winograd_two_rows_s8.h"

namespace firefly {

/// Positions whose weights are transformed together, from `first` on: 0; 1 and
/// 2; 3 and 4; 5.
constexpr int32_t winograd_chunk_positions(int32_t first) {
  return first == 1 || first == 3 ? 2 : 1;
}

/// Bytes of the transformed weights of two positions and four channels.
constexpr int32_t winograd_late_weights_bytes(int32_t depth) {
  return 2 * kWinogradRowTerms * kWinogradChannels * depth * 2;
}

/// Deeper layers have terms of weights too far apart for an instruction.
inline constexpr int32_t kWinogradLateDepth = 168;

/// Blocks of two tiles in `rows` output rows.
constexpr int32_t winograd_late_blocks(const ConvShape& shape, int32_t rows) {
  constexpr int32_t kColumns = kWinogradTiles * kWinogradTilePixels;
  return (rows + 1) / 2 * (round_up(shape.output_width, kColumns) / kColumns);
}

/// Scratch of winograd_late_s8() for calls of `rows` rows, aligned to 8 bytes:
/// the blocks' transformed activations; then what these are made from, or their
/// sums and the weights.
constexpr int32_t winograd_late_scratch_bytes(const ConvShape& shape,
                                              int32_t rows) {
  const int32_t depth = winograd_depth(shape);
  const int32_t blocks = winograd_late_blocks(shape, rows);
  return blocks * winograd_two_rows_input_bytes(depth) +
         max_of(blocks * kWinogradTwoRowSumsBytes +
                    winograd_late_weights_bytes(depth),
                winograd_two_rows_pixel_bytes(depth));
}

/// As WinogradPairs, for weights of kDepth channels, padded.
template <int kPairs, int kDepth>
struct WinogradLate {
  static constexpr int kCount = kPairs;
  static constexpr int kChannels = kDepth;
};

/// `count` output rows, side by side. rows: two more input rows, as in
/// winograd_two_rows_s8(), and one more if their number is odd. output: int8
/// [count, output_width, output_channels]. layer.dot.weights: [channel tile]
/// [channel][depth / 4][3 rows][3 columns] words of four input channels; its
/// scales are those of two rows. Depth: a WinogradLate.
template <class Isa, class Depth>
void winograd_late_s8(const WinogradConv2dS8& layer, const int8_t* const* rows,
                      int8_t* output, uint8_t* scratch, int count);

}  // namespace firefly
