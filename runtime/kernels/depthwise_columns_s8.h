// SPDX-License-Identifier: Apache-2.0
//
// A depthwise convolution for cores that multiply two pairs of int16 in one
// instruction (armv7em_depthwise.h). The window's rows are taken two by two:
// the elements of a channel and a column in two neighbouring rows share a word,
// and so do the weights that meet them. A word serves every tap that falls on
// its column, whatever the kernel's width, stride and dilation.
#pragma once

#include "kernels/conv2d.h"

namespace firefly {

/// How the window of a row is laid out as columns; see DepthwiseColumnsS8.
struct DepthwiseColumns {
  static constexpr int32_t kBlock = 4;    ///< Channels.
  static constexpr int32_t kQuad = 4;     ///< Kernel rows.
  static constexpr int32_t kLongRun = 3;  ///< Taps.
  /// Of a column in a quad: four channels of each of two row pairs.
  static constexpr int32_t kColumnWords = 8;
  /// Output pixels whose columns are laid out at a time.
  static constexpr int32_t kMaxOutputs = 24;
  static constexpr int32_t kMinTile = 3;
  static constexpr int32_t kMaxTile = 6;

  int32_t quads;
  int32_t runs;      ///< In a quad.
  int32_t run_taps;  ///< kLongRun for the commonest kernels, else 1.
  int32_t outputs;   ///< Pixels laid out at a time.
  /// 1, or stride_w where columns are sorted by their remainder, so that single
  /// taps of neighbouring pixels meet neighbouring columns.
  int32_t phases;
  int32_t columns;  ///< Of a phase.
  int32_t tile;     ///< Pixels whose sums are formed side by side.

  static constexpr DepthwiseColumns of(const ConvShape& shape, bool rectified) {
    DepthwiseColumns result{};
    result.quads = (shape.kernel_height + kQuad - 1) / kQuad;
    const bool joined = shape.stride_w <= 2 && shape.dilation_w == 1 &&
                        shape.kernel_width == kLongRun && result.quads == 1 &&
                        rectified;
    result.run_taps = joined ? kLongRun : 1;
    result.runs = shape.kernel_width / result.run_taps;
    const int32_t chunks = (shape.output_width + kMaxOutputs - 1) / kMaxOutputs;
    result.outputs = (shape.output_width + chunks - 1) / chunks;
    const int32_t reach = (shape.kernel_width - 1) * shape.dilation_w;
    result.phases = joined ? 1 : shape.stride_w;
    result.columns = joined ? (result.outputs - 1) * shape.stride_w + reach + 1
                            : result.outputs + reach / shape.stride_w;
    const int32_t tiles = (result.outputs + kMaxTile - 1) / kMaxTile;
    result.tile = joined ? (result.outputs + tiles - 1) / tiles
                  : result.outputs >= kMaxTile ? kMaxTile
                                               : kMinTile;
    return result;
  }
  constexpr int32_t phase_words() const { return columns * kColumnWords; }
  constexpr int32_t quad_words() const { return phase_words() * phases; }
  /// From one pixel's columns to the next one's.
  constexpr int32_t pixel_words(const ConvShape& shape) const {
    return kColumnWords * shape.stride_w / phases;
  }
  /// Of a channel: bias, weights, multiplier, addend, shift.
  constexpr int32_t stream_words() const {
    return 4 + quads * runs * run_taps * 2;
  }
};

/// Constants of an int8 depthwise convolution with depth multiplier 1, at least
/// four channels and three output columns; bit for bit conv2d() of conv2d.h
/// with a group a channel.
struct DepthwiseColumnsS8 {
  ConvShape shape;
  DepthwiseColumns layout;
  int32_t input_zero_point;
  /// What is negative is clamped away, and int8 is the only other bound. The
  /// output element is then (sum · multiplier / 2^32 + addend) / 2^shift, both
  /// rounded down, saturated, for biases and weights times 4, or times more for
  /// scales of 1 and above. Else these come times 2, shifts are above 0 and
  /// sums are scaled as by scale_small_sum().
  bool rectified;
  OutputRange range;
  /// By block of four channels, the last block ending at the last channel, by
  /// channel: bias, weights, multiplier, addend, shift. The input's zero point
  /// is folded into the biases, the output's into the addends. Weights are
  /// pairs of int16, row 2i in the low half, row 2i + 1 in the high one, by
  /// quad of rows; in a quad by run of taps; in a run by row pair, then by tap.
  const int32_t* stream;
};

/// A copy of four channels of a row pair into columns.
struct ColumnCopy {
  const int8_t* first;   ///< The first column of the pair's rows; `second` is
  const int8_t* second;  ///< null for the kernel's last row if it is alone.
  int32_t* to;
  int32_t first_mask;  ///< -1, or 0 for a margin, whose bytes are all the same.
  int32_t second_mask;
  int32_t count;
};

/// Scratch of a row, aligned to 8 bytes: what to copy, where the columns of
/// each run start, the columns.
constexpr int32_t depthwise_columns_s8_row_scratch_bytes(
    const DepthwiseColumns& layout, int32_t pointer_bytes) {
  const int32_t copies = layout.quads * 2 * layout.phases;
  const int32_t copy_bytes = (3 * pointer_bytes + 3 * 4 + 7) / 8 * 8;
  const int32_t words = layout.quads * (layout.quad_words() + layout.runs);
  return copies * copy_bytes + (words * 4 + 7) / 8 * 8;
}

/// Scratch of the whole tensor: that of a row, then the window's row pointers.
constexpr int32_t depthwise_columns_s8_scratch_bytes(
    const ConvShape& shape, const DepthwiseColumns& layout,
    int32_t pointer_bytes) {
  return depthwise_columns_s8_row_scratch_bytes(layout, pointer_bytes) +
         (shape.kernel_height * pointer_bytes + 7) / 8 * 8;
}

}  // namespace firefly
