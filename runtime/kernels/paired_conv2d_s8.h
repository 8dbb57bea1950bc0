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
  /// Pairs of pixels that go through a tile together; 0 only where rows have
  /// one pixel and the kernel is not a wide one.
  int32_t strip_pairs;
  int32_t input_zero_point;
  PairedDotS8 dot;  ///< Of the first group.
  /// Of the output's rows of planes (plane_rows.h), then there is one group; 0
  /// if the output is NHWC.
  int32_t plane_margin;
};

/// Whether every window is one stretch of its row that needs no padding.
constexpr bool windows_are_runs(const ConvShape& shape) {
  return shape.kernel_height * shape.kernel_width == 1 &&
         shape.group_input_channels() % 4 == 0 && shape.margin_top == 0 &&
         shape.margin_left == 0 &&
         (shape.output_height - 1) * shape.stride_h < shape.input_height &&
         (shape.output_width - 1) * shape.stride_w < shape.input_width;
}

/// Columns of a window whose activations are one stretch of memory.
FIREFLY_INLINE constexpr int32_t window_run_columns(const ConvShape& shape) {
  return shape.dilation_w == 1 && shape.groups == 1 ? shape.kernel_width : 1;
}

/// The element of a window, [kernel row][kernel column][channel], at a place of
/// the depth. Runs come column by column. Whole words of all of them go first,
/// then what is left of each, so that no word is put together from two runs.
constexpr int32_t window_element(const ConvShape& shape, int32_t place) {
  const int32_t columns = window_run_columns(shape);
  const int32_t channels = shape.group_input_channels();
  const int32_t run_elems = columns * channels;
  const int32_t runs = shape.kernel_height * shape.kernel_width / columns;
  const int32_t rest = run_elems % 4;
  const int32_t words = run_elems - rest;
  const bool is_in_words = place < runs * words;
  const int32_t left = place - runs * words;
  const int32_t run = is_in_words ? place / words : left / rest;
  const int32_t at = is_in_words ? place % words : words + left % rest;
  const int32_t row = run % shape.kernel_height;
  const int32_t column = run / shape.kernel_height * columns;
  return (row * shape.kernel_width + column) * channels + at;
}

/// Products a sum of the convolution, as PairedDotS8::depth.
constexpr int32_t paired_depth(const ConvShape& shape) {
  return round_up(
      shape.kernel_height * shape.kernel_width * shape.group_input_channels(),
      4);
}

/// Bytes of windows as int16: of a strip's pairs, or of the only pixel of a row
/// unless strip_pairs is 0. rows: of a call; two of them make a pair at least.
constexpr int32_t paired_patch_bytes(const ConvShape& shape,
                                     int32_t strip_pairs, int32_t rows) {
  const int32_t pairs = max_of<int32_t>(
      min_of<int32_t>(shape.output_width / 2, strip_pairs), rows - 1);
  return (pairs > 0 ? 4 * pairs : 2 * min_of<int32_t>(strip_pairs, 1)) *
         paired_depth(shape);
}

/// PairedConv2dS8::strip_pairs for a strip of `bytes`, if these are enough for
/// one pair.
constexpr int32_t paired_strip_pairs(const ConvShape& shape, int32_t bytes) {
  return max_of<int32_t>(bytes / (4 * paired_depth(shape)), 1);
}

/// Scratch of paired_conv2d_s8_row() or, with `rows` 2, of
/// paired_conv2d_s8_two_rows(), aligned to 8 bytes: windows as int16, then,
/// unless windows are runs, those of two pixels as int8.
constexpr int32_t paired_conv2d_s8_row_scratch_bytes(const ConvShape& shape,
                                                     int32_t strip_pairs,
                                                     int32_t rows = 1) {
  return round_up(paired_patch_bytes(shape, strip_pairs, rows) +
                      (windows_are_runs(shape) ? 0 : 2 * paired_depth(shape)),
                  8);
}

/// Scratch of paired_conv2d_s8(): that of a row, then the window's row
/// pointers.
constexpr int32_t paired_conv2d_s8_scratch_bytes(const ConvShape& shape,
                                                 int32_t strip_pairs,
                                                 int32_t pointer_bytes) {
  return paired_conv2d_s8_row_scratch_bytes(shape, strip_pairs) +
         round_up(shape.kernel_height * pointer_bytes, 8);
}

/// What rows leave of their pairs of pixels: nothing, if no layer has a row of
/// an odd width and flash is saved so, or maybe one.
template <int most>
struct PairedRest {
  static constexpr int kMost = most;
};

/// One output row. rows[k]: the input row under kernel row k, int8
/// [input_width, input_channels]; null for a margin. output: int8
/// [output_width, output_channels], or a row of planes. kWide: as for
/// paired_pixel_s8().
template <class Isa, bool kWide, class Rest = PairedRest<1>>
void paired_conv2d_s8_row(const PairedConv2dS8& layer,
                          const int8_t* const* rows, int8_t* output,
                          uint8_t* scratch);

/// One output row or two, `count` of them, side by side; of one group. rows:
/// all input rows from the first under a kernel row to the last. Rows of an odd
/// width leave a pixel each, and these make a pair.
template <class Isa>
void paired_conv2d_s8_two_rows(const PairedConv2dS8& layer,
                               const int8_t* const* rows, int8_t* output,
                               uint8_t* scratch, int count);

/// Whether that is worth a row more in memory, here and in the input.
constexpr bool are_row_pairs_worthwhile(const ConvShape& shape) {
  constexpr int32_t kWidest = 9;
  return shape.output_width % 2 == 1 && shape.output_width <= kWidest &&
         shape.output_height > 1 && shape.groups == 1 && shape.dilation_h == 1;
}

/// The whole tensor. input: int8 NHWC. output: int8 NHWC.
template <class Isa, bool kWide>
void paired_conv2d_s8(const PairedConv2dS8& layer, const int8_t* input,
                      int8_t* output, uint8_t* scratch);

}  // namespace firefly
