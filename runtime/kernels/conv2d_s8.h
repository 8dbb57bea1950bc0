// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/conv2d.h"
#include "kernels/dot_s8.h"

namespace firefly {

/// Constants of a fast int8 convolution; bit for bit conv2d() of conv2d.h.
/// Weights, bias, multipliers and shifts of the groups follow each other; the
/// arrays of each group are padded as DotS8 says.
struct Conv2dS8 {
  ConvShape shape;
  int32_t input_zero_point;
  DotS8 dot;  ///< Of the first group.
};

/// Elements of an activation patch: one group's window, padded to the lanes.
constexpr int32_t patch_elems(const ConvShape& shape, const DotTiles& tiles) {
  return round_up(
      shape.kernel_height * shape.kernel_width * shape.group_input_channels(),
      tiles.lanes);
}

/// Scratch of conv2d_s8_row(), aligned to 8 bytes.
constexpr int32_t conv2d_s8_row_scratch_bytes(const ConvShape& shape,
                                              const DotTiles& tiles) {
  return round_up(
      tiles.pixels * patch_elems(shape, tiles) * conv_patch_elem_bytes(tiles),
      8);
}

/// The window's row pointers, which follow the scratch of a row in that of
/// conv2d_s8().
constexpr int32_t conv2d_s8_rows_bytes(const ConvShape& shape,
                                       int32_t pointer_bytes) {
  return round_up(shape.kernel_height * pointer_bytes, 8);
}

/// Scratch of conv2d_s8().
constexpr int32_t conv2d_s8_scratch_bytes(const ConvShape& shape,
                                          const DotTiles& tiles,
                                          int32_t pointer_bytes) {
  return conv2d_s8_row_scratch_bytes(shape, tiles) +
         conv2d_s8_rows_bytes(shape, pointer_bytes);
}

/// One output row. rows[k]: the input row under kernel row k, int8
/// [input_width, input_channels]; null for a margin. output: int8
/// [output_width, output_channels].
template <class Isa>
void conv2d_s8_row(const Conv2dS8& layer, const int8_t* const* rows,
                   int8_t* output, uint8_t* scratch);

/// The whole tensor. input: int8 NHWC. output: int8 NHWC.
template <class Isa>
void conv2d_s8(const Conv2dS8& layer, const int8_t* input, int8_t* output,
               uint8_t* scratch);

}  // namespace firefly
