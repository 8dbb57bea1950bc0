// SPDX-License-Identifier: Apache-2.0
//
// winograd_conv2d_s8.h along y too: Winograd's F(2x4, 3x3), a third of the
// multiplications, for cores that multiply two pairs of int16 an instruction.
// A call makes two output rows from four input rows.
//
// With X_r the transformed activations of input row r and W_j the transformed
// weights of kernel row j, both as in winograd_conv2d_s8.h, position by
// position:
//   U_0 = 2 W_0                  V_0 = X_0 - X_2
//   U_1 = W_0 + W_1 + W_2        V_1 = X_1 + X_2
//   U_2 = W_0 - W_1 + W_2        V_2 = X_2 - X_1
//   U_3 = 2 W_2                  V_3 = X_3 - X_1
// With M_i the sums of U_i · V_i over the channels, twice the two rows' sums
// are
//   M_0 + M_1 + M_2,             M_1 - M_2 + M_3,
// and these give the outputs along x as before, times 48 in all: a
// multiplication by the inverse of 3 modulo 2^32 leaves 16. |U| <= 72 · 127 and
// |V| <= 2 · (2048 + 10 · 128) fit into int16. What the first channel of a word
// is too large by cancels but in V_1, where it is doubled; the constants that
// the sums get take it off.
//
// Terms come in the order 1, 2, 0, 3: sums that go on from M_1 to M_1 + M_2 and
// from there to the first row's leave what the second row's start from, which
// is 2 M_1 - (M_1 + M_2).
#pragma once

#include "kernels/winograd_conv2d_s8.h"

namespace firefly {

inline constexpr int32_t kWinogradRowTerms = 4;  ///< U_0 .. U_3.

/// Input rows of a call, and as many rows of transformed activations.
inline constexpr int32_t kWinogradInputRows = 4;

/// Words of a channel's scales: inverse; a constant for each pixel of a tile;
/// multiplier; addend; nudge. A sum, times the inverse and plus its pixel's
/// constant, arrives times 2^k, k = 17 - s; then as WinogradDotS8::scales, but
/// that the nudge is 0 where none is needed.
inline constexpr int32_t kWinogradTwoRowScales = 8;

/// Bytes of the sums of two tiles, two rows and four channels.
inline constexpr int32_t kWinogradTwoRowSumsBytes =
    kWinogradPositions * 2 * kWinogradTiles * kWinogradChannels * 4;

/// Bytes of two tiles' transformed activations.
constexpr int32_t winograd_two_rows_input_bytes(int32_t depth) {
  return kWinogradRowTerms * kWinogradPositions * kWinogradTiles * depth * 2;
}

/// Bytes of a tile's pixels in a row, and of their transforms along x in the
/// rows of a call: what is needed before the sums.
constexpr int32_t winograd_two_rows_pixel_bytes(int32_t depth) {
  return round_up(kWinogradTileInputs * depth, 8) +
         kWinogradInputRows * kWinogradPositions * depth * 2;
}

/// Scratch of winograd_two_rows_s8(), aligned to 8 bytes: the transformed
/// activations, then pixels or sums.
constexpr int32_t winograd_two_rows_scratch_bytes(const ConvShape& shape) {
  const int32_t depth = winograd_depth(shape);
  return winograd_two_rows_input_bytes(depth) +
         max_of(kWinogradTwoRowSumsBytes, winograd_two_rows_pixel_bytes(depth));
}

/// Code for products goes by turns of kCount pairs of input channels.
template <int kPairs>
struct WinogradPairs {
  static constexpr int kCount = kPairs;
};

/// One output row or two, `count` of them, side by side. rows: four input rows,
/// int8 [input_width, input_channels]; null for a margin. output: int8
/// [output_width, output_channels] a row. layer.dot.weights: [channel tile]
/// [position][U_1, U_2, U_0, U_3][depth / 4][k parity][channel] words of the
/// weights of input channels k and k + 2; its scales: kWinogradTwoRowScales a
/// channel, s being 13 at most. Pairs: WinogradPairs whose turns make the
/// depth.
template <class Isa, class Pairs>
void winograd_two_rows_s8(const WinogradConv2dS8& layer,
                          const int8_t* const* rows, int8_t* output,
                          uint8_t* scratch, int count);

}  // namespace firefly
