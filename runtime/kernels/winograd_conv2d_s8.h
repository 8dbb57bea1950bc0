// SPDX-License-Identifier: Apache-2.0
//
// Convolutions of 3x3 with stride 1 in half the multiplications, exactly:
// Winograd's F(4, 3) along x, for cores that multiply two pairs of int16 an
// instruction. Along y and over the channels products are summed as ever, so a
// call makes one output row, like any other kernel's.
//
// Four neighbouring outputs of a kernel row (w0, w1, w2) over six activations
// d0 .. d5 take six products u_p · v_p instead of twelve:
//   u0 =  6 w0                    v0 =  4 d0 - 5 d2 + d4
//   u1 = -4 (w0 + w1 + w2)        v1 = -4 (d1 + d2) + d3 + d4
//   u2 = -4 (w0 - w1 + w2)        v2 =  4 (d1 - d2) - d3 + d4
//   u3 =  w0 + 2 w1 + 4 w2        v3 = -2 (d1 - d3) - d2 + d4
//   u4 =  w0 - 2 w1 + 4 w2        v4 =  2 (d1 - d3) - d2 + d4
//   u5 = 24 w2                    v5 =  4 d1 - 5 d3 + d5
// With m_p the sum of u_p · v_p over kernel rows and channels, 24 times the
// outputs' sums are
//   m0 + (m1 + m2) + (m3 + m4),        (m1 - m2) + 2 (m3 - m4),
//        (m1 + m2) + 4 (m3 + m4),      (m1 - m2) + 8 (m3 - m4) + m5.
// All this is linear, so it holds modulo 2^32 whatever overflows on the way,
// and a multiplication by the inverse of 3 modulo 2^32 divides by 3. What has
// to fit is |u| <= 24 · 128 and |v| <= 10 · 128 into int16, and the sum that
// comes out, which the compiler bounds.
//
// Two channels share a word of activations, the first in the low half. Both are
// transformed at once by additions and shifts of the whole word, which would
// borrow from the high half wherever the low one is negative. So the low half
// is kept from being so: its activations are taken plus 128, d4 and d5 plus
// another 2048. Each v_p of a first channel is then too large by 2048, v1 by
// 1280, always, and what this adds to m_p is taken off what m_p starts from.
#pragma once

#include "isa/tiles.h"
#include "kernels/conv2d.h"

namespace firefly {

inline constexpr int32_t kWinogradPositions = 6;
inline constexpr int32_t kWinogradTilePixels = 4;  ///< Outputs a tile.
inline constexpr int32_t kWinogradTileInputs = kWinogradTilePixels + 2;
inline constexpr int32_t kWinogradTiles = 2;     ///< Tiles side by side.
inline constexpr int32_t kWinogradChannels = 4;  ///< Output channels of them.
/// What a first channel's v_p is too large by, but for v1.
inline constexpr int32_t kWinogradExcess = 2048;
inline constexpr int32_t kWinogradExcessOfV1 = 1280;

/// Layer constants. compiler/lower/pack_winograd.h packs them and proves the
/// preconditions: -6 <= s <= 14 and every |sum| that can occur is below
/// 2^(14 + s).
struct WinogradDotS8 {
  int32_t depth;     ///< Input channels, padded to a multiple of 4.
  int32_t channels;  ///< Output channels, not padded.
  /// [channel tile][position]: what four channels' sums start from, with the
  /// bias and the input's zero point; then [3 rows][depth / 4][k parity]
  /// [channel] words of the weights of input channels k and k + 2.
  const int32_t* weights;
  /// [channel]: inverse, multiplier, addend, nudge. A sum, multiplied by its
  /// inverse of 3, arrives times 2^k, k = 17 - s, s being the right shift.
  /// paired_dot_s8.h shows why the output is then (SMMLA(sum · 2^k, multiplier,
  /// addend) - nudge) >> 16, the nudge for negative sums only.
  const int32_t* scales;
  /// 0 if negative sums need no nudge, since they are clamped away.
  int32_t nudges;
};

/// Constants of the convolution; bit for bit conv2d() of conv2d.h.
struct WinogradConv2dS8 {
  ConvShape shape;  ///< One group, 3x3, stride and dilation 1.
  int32_t input_zero_point;
  WinogradDotS8 dot;
  int32_t low;   ///< Of the outputs.
  int32_t high;  ///< Inclusive.
};

/// Words of a channel's scales.
inline constexpr int32_t kWinogradScales = 4;

/// Where the four pixels of a tile go: the offsets of pixels 1 to 3 from pixel
/// 0 in bytes. Surplus pixels have the offset 0; pixel 0 is stored last.
struct WinogradTile {
  int8_t* output;
  int32_t offset[kWinogradTilePixels - 1];
};

/// Channels are transformed four at a time.
constexpr int32_t winograd_depth(const ConvShape& shape) {
  return round_up(shape.input_channels, 4);
}

/// Bytes of two tiles' sums of four channels, in whose place the pixels of a
/// tile are gathered before.
constexpr int32_t winograd_sums_bytes(const ConvShape& shape) {
  constexpr int32_t kSums =
      kWinogradPositions * kWinogradTiles * kWinogradChannels * 4;
  return max_of(kSums,
                round_up(kWinogradTileInputs * winograd_depth(shape), 8));
}

/// Scratch of winograd_conv2d_s8_row(), aligned to 8 bytes: sums or pixels,
/// then the transformed activations.
constexpr int32_t winograd_conv2d_s8_row_scratch_bytes(const ConvShape& shape) {
  return winograd_sums_bytes(shape) +
         3 * kWinogradPositions * kWinogradTiles * winograd_depth(shape) * 2;
}

/// One output row. rows[k]: the input row under kernel row k, int8
/// [input_width, input_channels]; null for a margin. output: int8
/// [output_width, output_channels].
template <class Isa>
void winograd_conv2d_s8_row(const WinogradConv2dS8& layer,
                            const int8_t* const* rows, int8_t* output,
                            uint8_t* scratch);

}  // namespace firefly
