// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "isa/tiles.h"
#include "kernels/conv2d.h"

namespace firefly {

/// Constants of a fast int8 depthwise convolution with depth multiplier 1
/// (others are grouped convolutions); bit for bit conv2d() of conv2d.h with a
/// group a channel. Preconditions as of DotS8.
struct DepthwiseConv2dS8 {
  ConvShape shape;
  int32_t input_zero_point;
  /// Tiles of ChannelTiles::lanes channels, then the remaining channels one by
  /// one: [tile][kernel_height][kernel_width][channel]. On MVE all
  /// there is to a tile (isa/mve_depthwise.h), as in DotS8.
  const int8_t* weights;
  const int32_t* bias;  ///< With the input's zero point folded in.
  const int32_t* multiplier;
  const int8_t* right_shift;
  OutputRange range;
};

/// Whether neighbouring pixels' windows share columns that stay in registers
/// (depthwise_conv2d_s8_columns.inl).
constexpr bool windows_slide(const ConvShape& shape) {
  return shape.kernel_width == 3 && shape.dilation_w == 1 &&
         shape.stride_w <= 2;
}

/// Pointers that the windows of neighbouring pixels need in each row:
/// [kernel_width][pixels], or one a column if the windows slide.
constexpr int32_t columns_under(const ConvShape& shape, int32_t pixels) {
  return windows_slide(shape) ? (pixels - 1) * shape.stride_w + 3
                              : pixels * shape.kernel_width;
}

/// Scratch of depthwise_conv2d_s8_row(), aligned to 8 bytes: one pointer a
/// tap or column, then one pixel of zero points.
constexpr int32_t depthwise_conv2d_s8_row_scratch_bytes(
    const ConvShape& shape, const ChannelTiles& tiles, int32_t pointer_bytes) {
  const int32_t pointers =
      tiles.by_column ? columns_under(shape, tiles.pixels) : shape.kernel_width;
  return round_up(
      shape.kernel_height * pointers * pointer_bytes + shape.input_channels, 8);
}

/// The window's row pointers, which follow the scratch of a row in that of
/// depthwise_conv2d_s8().
constexpr int32_t depthwise_conv2d_s8_rows_bytes(const ConvShape& shape,
                                                 int32_t pointer_bytes) {
  return (shape.kernel_height * pointer_bytes + 7) / 8 * 8;
}

/// Scratch of depthwise_conv2d_s8().
constexpr int32_t depthwise_conv2d_s8_scratch_bytes(const ConvShape& shape,
                                                    const ChannelTiles& tiles,
                                                    int32_t pointer_bytes) {
  return depthwise_conv2d_s8_row_scratch_bytes(shape, tiles, pointer_bytes) +
         depthwise_conv2d_s8_rows_bytes(shape, pointer_bytes);
}

/// One output row. rows[k]: the input row under kernel row k, int8
/// [input_width, channels]; null for a margin. output: int8
/// [output_width, channels].
template <class Isa>
void depthwise_conv2d_s8_row(const DepthwiseConv2dS8& layer,
                             const int8_t* const* rows, int8_t* output,
                             uint8_t* scratch);

/// The whole tensor. input: int8 NHWC. output: int8 NHWC.
template <class Isa>
void depthwise_conv2d_s8(const DepthwiseConv2dS8& layer, const int8_t* input,
                         int8_t* output, uint8_t* scratch);

}  // namespace firefly
