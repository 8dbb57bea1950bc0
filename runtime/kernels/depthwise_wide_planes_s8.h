// SPDX-License-Identifier: Apache-2.0
//
// A depthwise convolution on rows of planes (plane_rows.h) whose windows are
// wider than the three columns of depthwise_planes_s8.h: two products an
// instruction, four output pixels at a time.
#pragma once

#include "kernels/conv2d.h"
#include "kernels/depthwise_planes_s8.h"
#include "kernels/plane_rows.h"

namespace firefly {

/// Constants of an int8 depthwise convolution with depth multiplier 1,
/// rectified like DepthwisePlanesS8. Bit for bit conv2d() of conv2d.h with a
/// group a channel.
struct DepthwiseWidePlanesS8 {
  static constexpr int32_t kMostTaps = 7;  ///< Of a kernel row.
  static constexpr int32_t kLeastMargin = 2;
  static constexpr int32_t kTile = 4;  ///< Output pixels.
  /// Words before a channel's weights: bias, multiplier, addend.
  static constexpr int32_t kHeadWords = 3;

  ConvShape shape;
  int32_t margin;  ///< Of the input's rows.
  /// By channel: its head, then its kernel rows as pairs of int16, (0, 1),
  /// (2, 3) …; a last one that is alone has 0 beside it. Scaled as those of
  /// DepthwisePlanesS8.
  const int32_t* stream;
};

/// Pairs of a kernel row's weights.
constexpr int32_t wide_plane_pairs(int32_t taps) { return (taps + 1) / 2; }

/// Whether windows suit rows of planes with such margins.
constexpr bool wide_planes_suit(const ConvShape& shape, int32_t margin) {
  const int32_t right = (shape.output_width - 1) * shape.stride_w +
                        shape.kernel_width - shape.margin_left -
                        shape.input_width;
  return shape.batches == 1 && shape.dilation_w == 1 && shape.stride_w <= 2 &&
         shape.kernel_width >= 2 &&
         shape.kernel_width <= DepthwiseWidePlanesS8::kMostTaps &&
         shape.output_width >= DepthwiseWidePlanesS8::kTile &&
         margin >= DepthwiseWidePlanesS8::kLeastMargin &&
         shape.margin_left <= margin && right <= margin;
}

}  // namespace firefly
