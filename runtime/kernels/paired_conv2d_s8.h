// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/conv2d.h"
#include "kernels/paired_dot_s8.h"
#include "kernels/plane_rows.h"

namespace firefly {

/// Constants of a fast int8 convolution; bit for bit conv2d() of conv2d.h.
/// Weights and constants of the groups follow each other.
struct PairedConv2dS8 {
  ConvShape shape;
  int32_t input_zero_point;
  PairedDotS8 dot;  ///< Of the first group.
  /// Of a plane of the output (plane_rows.h), then there is one group; 0 if the
  /// output is NHWC.
  int32_t plane_bytes;
};

/// Whether every window is one stretch of its row that needs no padding.
constexpr bool windows_are_runs(const ConvShape& shape) {
  return shape.kernel_height * shape.kernel_width == 1 &&
         shape.group_input_channels() % 4 == 0 && shape.margin_top == 0 &&
         shape.margin_left == 0 &&
         (shape.output_height - 1) * shape.stride_h < shape.input_height &&
         (shape.output_width - 1) * shape.stride_w < shape.input_width;
}

/// Scratch of paired_conv2d_s8_row(), aligned to 8 bytes: two pixels' windows
/// as int16, then, unless windows are runs, the same as int8.
constexpr int32_t paired_conv2d_s8_row_scratch_bytes(const ConvShape& shape) {
  const int32_t depth = round_up(
      shape.kernel_height * shape.kernel_width * shape.group_input_channels(),
      4);
  return round_up((shape.output_width > 1 ? 4 * depth : 0) +
                      (windows_are_runs(shape) ? 0 : 2 * depth),
                  8);
}

/// Scratch of paired_conv2d_s8(): that of a row, then the window's row
/// pointers.
constexpr int32_t paired_conv2d_s8_scratch_bytes(const ConvShape& shape,
                                                 int32_t pointer_bytes) {
  return paired_conv2d_s8_row_scratch_bytes(shape) +
         round_up(shape.kernel_height * pointer_bytes, 8);
}

/// One output row. rows[k]: the input row under kernel row k, int8
/// [input_width, input_channels]; null for a margin. output: int8
/// [output_width, output_channels], or a row of planes.
template <class Isa>
void paired_conv2d_s8_row(const PairedConv2dS8& layer,
                          const int8_t* const* rows, int8_t* output,
                          uint8_t* scratch);

/// The whole tensor. input: int8 NHWC. output: int8 NHWC.
template <class Isa>
void paired_conv2d_s8(const PairedConv2dS8& layer, const int8_t* input,
                      int8_t* output, uint8_t* scratch);

}  // namespace firefly
