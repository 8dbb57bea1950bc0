// SPDX-License-Identifier: Apache-2.0
//
// A depthwise convolution for few output columns, where laying out columns
// (depthwise_columns_s8.h) does not pay: time series, whose kernels are one
// column wide, and the last layers of image networks. Four channels of a pixel
// at a time, through a pointer a tap.
#pragma once

#include "kernels/conv2d.h"

namespace firefly {

/// Constants of an int8 depthwise convolution with depth multiplier 1 and at
/// least four channels; bit for bit conv2d() of conv2d.h with a group a
/// channel.
struct DepthwiseTapsS8 {
  static constexpr int32_t kBlock = 4;  ///< Channels.

  ConvShape shape;
  int32_t input_zero_point;
  bool rectified;  ///< As of DepthwiseColumnsS8.
  OutputRange range;
  /// By block of four channels, the last block ending at the last channel: four
  /// biases; by tap, row-major, the int16 weights of channels 0 and 2, then of
  /// 1 and 3, each pair a word; by channel multiplier, addend and shift.
  const int32_t* stream;
};

/// Scratch of a row, aligned to 8 bytes: one pointer a tap, then a pixel of
/// zero points.
constexpr int32_t depthwise_taps_s8_row_scratch_bytes(const ConvShape& shape,
                                                      int32_t pointer_bytes) {
  const int32_t taps = shape.kernel_height * shape.kernel_width;
  return (taps * pointer_bytes + shape.input_channels + 7) / 8 * 8;
}

/// Scratch of the whole tensor: that of a row, then the window's row pointers.
constexpr int32_t depthwise_taps_s8_scratch_bytes(const ConvShape& shape,
                                                  int32_t pointer_bytes) {
  return depthwise_taps_s8_row_scratch_bytes(shape, pointer_bytes) +
         (shape.kernel_height * pointer_bytes + 7) / 8 * 8;
}

}  // namespace firefly
