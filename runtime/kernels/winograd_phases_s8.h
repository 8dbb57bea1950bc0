// SPDX-License-Identifier: Apache-2.0
//
// Convolutions of 3x3 with stride 2 in 25 products for 36, exactly: Winograd's
// F(2, 2) along x and y, for cores that multiply two pairs of int16 an
// instruction. A call makes two output rows from five input rows.
//
// With stride 2, the first and last weights of a kernel row (w0, w1, w2) meet
// even activations only, as a filter of two weights with stride 1. Two
// neighbouring outputs over the activations d0 .. d4 are
//   d0 w0 + d1 w1 + d2 w2 = M_A + M_B,    d2 w0 + d3 w1 + d4 w2 = M_B + M_C,
//   M_B = d2 (w0 + w2),   M_A = (d0 - d2) w0 + d1 w1,   M_C = d3 w1 + (d4 - d2)
//   w2,
// five products instead of six. The same along y: nine sums M_ij, i and j each
// of B, A and C, for the four outputs of a tile. Nothing is divided; |weights|
// are 4 · 128 and |activations| 4 · 128 at most, so all fits into int16.
#pragma once

#include "kernels/winograd_conv2d_s8.h"

namespace firefly {

inline constexpr int32_t kPhaseTilePixels = 2;  ///< Outputs a tile, each way.
/// d0 .. d4: columns that a tile sees, input rows of a call, and what each
/// becomes: a term of a sum.
inline constexpr int32_t kPhaseTerms = 5;
inline constexpr int32_t kPhaseSums = 9;
/// Kinds of weights each way: w0 + w2, w0, w1, w2.
inline constexpr int32_t kPhaseKinds = 4;

/// Words of a channel's scales: 2^k; the bias times 2^k; multiplier; addend;
/// nudge, 0 where none is needed. Then as WinogradDotS8::scales.
inline constexpr int32_t kPhaseScales = 5;

/// Where the pixels of a tile go: two side by side, as far as there are.
struct PhaseTile {
  int8_t* output;
  int32_t offset;  ///< Bytes to the second one; 0 if there is none.
};

/// Bytes of two tiles' sums of four channels, in whose place the pixels of a
/// tile are gathered before.
constexpr int32_t winograd_phases_sums_bytes(const ConvShape& shape) {
  constexpr int32_t kSums = kPhaseSums * kWinogradTiles * kWinogradChannels * 4;
  return max_of(kSums,
                round_up(kWinogradTileInputs * winograd_depth(shape), 8));
}

/// Elements of one term of two tiles.
constexpr int32_t phase_term_elems(int32_t depth) {
  return kWinogradTiles * depth;
}

/// The terms of activations lie as they are read, sum by sum: [column B, A, C]
/// [row term][terms of the column], rows in the order d2, d0, d1, d3, d4. The
/// first term of a column and row:
constexpr int32_t phase_term(int32_t column, int32_t row) {
  constexpr int32_t kPlaces[kPhaseTerms] = {1, 2, 0, 3, 4};
  constexpr int32_t kColumns[] = {0, kPhaseTerms, 3 * kPhaseTerms};
  return kColumns[column] + kPlaces[row] * (column == 0 ? 1 : 2);
}

/// Scratch of winograd_phases_s8(), aligned to 8 bytes: sums or pixels, then
/// the terms.
constexpr int32_t winograd_phases_scratch_bytes(const ConvShape& shape) {
  return winograd_phases_sums_bytes(shape) +
         kPhaseTerms * kPhaseTerms * phase_term_elems(winograd_depth(shape)) *
             2;
}

/// One output row or two, `count` of them, side by side. rows: five input rows,
/// int8 [input_width, input_channels]; null for a margin. output: int8
/// [output_width, output_channels] a row. layer.shape has stride 2 both ways.
/// layer.dot.weights: [channel tile], then w0 + w2 along x, [kind along y],
/// then [kind along y][w0, w1, w2 along x]; each [depth / 4][k parity][channel]
/// words of the weights of input channels k and k + 2. Its scales: kPhaseScales
/// a channel, s being 14 at most.
template <class Isa>
void winograd_phases_s8(const WinogradConv2dS8& layer,
                        const int8_t* const* rows, int8_t* output,
                        uint8_t* scratch, int count);

}  // namespace firefly
