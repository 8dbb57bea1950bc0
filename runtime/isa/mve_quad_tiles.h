// SPDX-License-Identifier: Apache-2.0
//
// Which convolutions go by quads of pixels (mve_dot_quads.h) and how much
// scratch that takes: numbers that the compiler and the kernel must agree on.
// No intrinsics, the host includes it.
#pragma once

#include "isa/mve_tiles.h"

namespace firefly::mve {

inline constexpr int32_t kQuadPixels = 4;
inline constexpr int32_t kQuadTaps = 3;      ///< Along x.
inline constexpr int32_t kQuadChannels = 2;  ///< Output channels of a tile.
/// One stretch of columns, as the device stores it.
inline constexpr int32_t kQuadRunBytes = 8;

/// Columns that the windows of a quad see.
constexpr int32_t quad_columns(const ConvShape& shape) {
  return (kQuadPixels - 1) * shape.stride_w + kQuadTaps;
}

/// Whether a layer can go by quads: windows of three columns, which neighbours
/// share, each whole steps of 16 and no further apart than loads can move on.
constexpr bool has_quads(const ConvShape& shape) {
  constexpr int32_t kFurthest = 127;
  return shape.kernel_width == kQuadTaps && shape.dilation_w == 1 &&
         shape.groups == 1 && shape.stride_w < kQuadTaps &&
         shape.input_channels % 16 == 0 &&
         shape.stride_w * shape.input_channels <= kFurthest &&
         shape.output_channels % kQuadChannels == 0 &&
         shape.output_width >= kQuadPixels &&
         kQuadPixels * shape.output_channels <= 0x10000;
}

/// Whether there are biases for windows without their first or last row, which
/// is left out where it is a margin.
constexpr bool has_quad_margin_biases(const ConvShape& shape) {
  return touches_margin(shape) && shape.kernel_height > 1;
}

/// Bytes of a list of runs, with one for the row that is left out, one for the
/// end, and one that makes vectors whole.
constexpr int32_t quad_list_bytes(const ConvShape& shape) {
  return (shape.kernel_height * (shape.input_channels / 16) + 3) *
         kQuadRunBytes;
}

/// Scratch of quads_conv2d_s8_row(): a list, then a patch, the columns of a
/// quad that sees a margin or is none of the whole ones.
constexpr int32_t quads_conv2d_s8_row_scratch_bytes(const ConvShape& shape) {
  const bool has_patch =
      touches_margin(shape) || shape.output_width % kQuadPixels != 0;
  return quad_list_bytes(shape) +
         (has_patch
              ? shape.kernel_height * quad_columns(shape) * shape.input_channels
              : 0);
}

}  // namespace firefly::mve
