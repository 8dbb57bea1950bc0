// SPDX-License-Identifier: Apache-2.0
//
// A depthwise convolution of 3x3 on rows of planes (plane_rows.h), for cores
// that multiply two pairs of int16 in one instruction
// (armv7em_depthwise_planes.h): three products of a kernel row are two
// instructions, and nothing has to be rearranged.
#pragma once

#include "kernels/conv2d.h"
#include "kernels/plane_rows.h"

namespace firefly {

/// Constants of an int8 depthwise convolution of 3x3 taps with depth multiplier
/// 1 and at least three output columns, rectified: what is negative is clamped
/// away, and int8 is the only other bound. Bit for bit conv2d() of conv2d.h
/// with a group a channel.
struct DepthwisePlanesS8 {
  static constexpr int32_t kMinTile = 3;  ///< Output pixels.
  static constexpr int32_t kMaxTile = 6;
  /// Of a channel: bias; the middle kernel row; multiplier and addend; the
  /// first kernel row; the last one.
  static constexpr int32_t kStreamWords = 9;
  /// Output elements are (sum · multiplier / 2^32 + addend) / 2^kShift, both
  /// rounded down, saturated. Weights and biases are scaled up so that this
  /// holds for every channel; the output's zero point is in the addends.
  static constexpr int32_t kShift = 11;

  ConvShape shape;
  /// By channel. A kernel row's weights are pairs of int16, (0, 1) and (1, 2).
  const int32_t* stream;
};

/// Whether a depthwise convolution's windows suit planes: at most one margin on
/// each side, the middle row always inside.
constexpr bool planes_suit(const ConvShape& shape) {
  const int32_t right =
      (shape.output_width - 1) * shape.stride_w + 3 - shape.margin_left;
  const int32_t last_middle = (shape.output_height - 1) * shape.stride_h -
                              shape.margin_top + shape.dilation_h;
  return shape.batches == 1 && shape.kernel_height == 3 &&
         shape.kernel_width == 3 && shape.dilation_w == 1 &&
         shape.stride_w <= 2 && shape.margin_left <= 1 &&
         right <= shape.input_width + 1 &&
         shape.output_width >= DepthwisePlanesS8::kMinTile &&
         shape.margin_top <= shape.dilation_h &&
         last_middle < shape.input_height;
}

/// Whether they suit planes that two rows share.
constexpr bool plane_pairs_suit(const ConvShape& shape) {
  return planes_suit(shape) && shape.stride_h == 1 && shape.stride_w == 1 &&
         shape.dilation_h == 1 && shape.margin_left == 1 &&
         shape.output_width == shape.input_width &&
         (shape.output_width == 3 || shape.output_width == 5);
}

/// Bytes of an input row of planes if a layer is worth code for windows whose
/// rows are neighbours in memory, else 0: as measured on Cortex-M4 it saves
/// nine cycles a channel of a tile; eight a byte of code are wanted
/// (direct_conv2d_s8.h). Loads have to reach all three rows.
constexpr int32_t inner_plane_row_bytes(const ConvShape& shape) {
  constexpr int32_t kCodeBytes = 1300;
  constexpr int32_t kReach = 4096;
  const int32_t row = plane_row_bytes(shape.input_width, shape.input_channels,
                                      /*margin=*/1);
  const int32_t tiles = (shape.output_width + DepthwisePlanesS8::kMaxTile - 1) /
                        DepthwisePlanesS8::kMaxTile * shape.output_height;
  const bool is_worthwhile =
      9 * int64_t{tiles} * shape.output_channels >= 8 * kCodeBytes;
  return is_worthwhile && shape.dilation_h == 1 && 2 * row + 64 <= kReach ? row
                                                                          : 0;
}

/// Output pixels beyond tiles of six: three to eight, of which more than six
/// are two tiles, four in the first. All tiles but the last are even.
constexpr int32_t plane_rest(int32_t width) {
  const int32_t rest = width % DepthwisePlanesS8::kMaxTile;
  return rest < DepthwisePlanesS8::kMinTile ? rest + DepthwisePlanesS8::kMaxTile
                                            : rest;
}

}  // namespace firefly
