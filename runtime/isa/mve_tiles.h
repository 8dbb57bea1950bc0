// SPDX-License-Identifier: Apache-2.0
//
// How much scratch the MVE kernels need and how deep they pad: numbers that the
// compiler and the kernels must agree on. No intrinsics, the host includes it.
#pragma once

#include "isa/tiles.h"
#include "kernels/conv2d.h"

namespace firefly::mve {

/// Steps of 16 products that a kernel has unrolled; longer runs are cut up.
inline constexpr int32_t kPairsUnrolled = 8;
inline constexpr int32_t kPixelUnrolled = 4;

/// One stretch of activations (mve_dot.h), as the device stores it.
inline constexpr int32_t kRunBytes = 12;

/// Bytes of a list of the runs of `count` stretches, `bytes` each, and its end;
/// a multiple of 16, since pairs of pixels advance by vectors.
constexpr int32_t run_list_bytes(int32_t count, int32_t bytes) {
  const int32_t whole = (bytes / 16 + kPixelUnrolled - 1) / kPixelUnrolled;
  const int32_t part = bytes % 16 != 0 ? 1 : 0;
  return round_up((count * (whole + part) + 1) * kRunBytes, 16);
}

/// Bytes of one row of a window if it lies in one piece in the input's row,
/// else 0.
constexpr int32_t window_row_bytes(const ConvShape& shape) {
  const bool joined =
      shape.kernel_width == 1 || (shape.dilation_w == 1 && shape.groups == 1);
  return joined ? shape.kernel_width * shape.group_input_channels() : 0;
}

/// Whether windows that are not read in place are copied column by column, so
/// that neighbours share them: a column's pixels of all rows of the window lie
/// side by side.
constexpr bool has_joint_columns(const ConvShape& shape) {
  return shape.groups == 1 && shape.dilation_w == 1 &&
         shape.input_channels <= 16;
}

/// Whether windows are read where they are, row by row, each row's weights
/// padded to 16; else they are copied into patches, which are padded once. For
/// a pair of pixels a step of padding costs 14 instructions and a run of
/// activations 2, for four channels; copying a row costs 8 a pixel and 2 more a
/// vector, or 6 for as many joint columns as are a vector.
constexpr bool reads_rows_in_place(const ConvShape& shape) {
  const int32_t row = window_row_bytes(shape);
  const int32_t rows = shape.kernel_height;
  const int32_t padded = rows * round_up(row, 16);
  const int32_t packed = round_up(rows * row, 16);
  const int32_t channel_tiles = (shape.group_output_channels() + 3) / 4;
  const int32_t copying =
      has_joint_columns(shape)
          ? (6 * shape.stride_w * shape.input_channels + 15) / 16
          : 8 + row / 8;
  const int32_t cost =
      ((padded - packed) / 16 * 14 + 2 * (rows - 1)) * channel_tiles;
  // Whole steps are read in place whatever it costs: the depth tells which.
  return row > 0 && (padded == packed || cost <= 2 * rows * copying);
}

/// Products a sum with padding: DotS8::depth.
constexpr int32_t conv_depth(const ConvShape& shape) {
  return reads_rows_in_place(shape)
             ? shape.kernel_height * round_up(window_row_bytes(shape), 16)
             : round_up(shape.kernel_height * shape.kernel_width *
                            shape.group_input_channels(),
                        16);
}

/// Whether some window reaches beyond the image: then it is copied, and rows
/// outside are read as a row of zero points.
constexpr bool touches_margin(const ConvShape& shape) {
  const int32_t right = (shape.output_width - 1) * shape.stride_w -
                        shape.margin_left +
                        (shape.kernel_width - 1) * shape.dilation_w;
  const int32_t bottom = (shape.output_height - 1) * shape.stride_h -
                         shape.margin_top +
                         (shape.kernel_height - 1) * shape.dilation_h;
  return shape.margin_left > 0 || shape.margin_top > 0 ||
         right >= shape.input_width || bottom >= shape.input_height;
}

/// Bytes from a pixel's patch to the next one's.
constexpr int32_t patch_step(const ConvShape& shape, bool in_place,
                             int32_t depth) {
  return !in_place && has_joint_columns(shape)
             ? shape.stride_w * shape.kernel_height * shape.input_channels
             : depth;
}

/// Patches of `depth` bytes: two for what is left at the margins of windows
/// that are read in place.
constexpr int32_t patch_pixels(const ConvShape& shape, bool in_place,
                               int32_t depth) {
  constexpr int32_t kBytes = 1024;
  if (in_place) {
    return 2;
  }
  return 2 * clamp<int32_t>(kBytes / 2 / patch_step(shape, false, depth), 1,
                            (shape.output_width + 1) / 2);
}

/// Whether columns of windows that are read in place are whole steps, no more
/// than are unrolled, so that each can be a run of its own.
constexpr bool has_column_runs(const ConvShape& shape) {
  return shape.input_channels % 16 == 0 &&
         shape.input_channels <= 16 * kPairsUnrolled && shape.dilation_w == 1 &&
         shape.groups == 1;
}

/// Whether a window's first or last row may be left out where it is a margin,
/// as there are biases for it (mve_dot_pairs.h).
constexpr bool has_margin_biases(const ConvShape& shape) {
  return reads_rows_in_place(shape) && touches_margin(shape) &&
         shape.kernel_height > 1 && shape.groups == 1 &&
         shape.output_channels % 4 == 0;
}

/// Bytes of a window's row of zero points, if it is read in place, and of the
/// patches.
constexpr int32_t margin_and_patch_bytes(const ConvShape& shape, bool in_place,
                                         int32_t row, int32_t depth) {
  if (in_place && !touches_margin(shape)) {
    return 0;
  }
  const int32_t pixels = patch_pixels(shape, in_place, depth);
  return round_up(in_place ? row : 0, 16) +
         round_up((pixels - 1) * patch_step(shape, in_place, depth) + depth,
                  16);
}

/// Scratch of conv2d_s8_row(): a window's row of zero points, patches, then a
/// list of runs and what is added to it from pair to pair.
constexpr int32_t conv2d_s8_row_scratch_bytes(const ConvShape& shape) {
  const bool in_place = reads_rows_in_place(shape);
  const int32_t row = window_row_bytes(shape);
  const int32_t depth = conv_depth(shape);
  int32_t list = run_list_bytes(1, depth);
  if (in_place) {
    const int32_t columns =
        has_column_runs(shape) ? shape.kernel_height * shape.kernel_width : 0;
    list = max_of(max_of(list, run_list_bytes(columns, 16)),
                  run_list_bytes(shape.kernel_height + 1, row));
  }
  return margin_and_patch_bytes(shape, in_place, row, depth) + 2 * list;
}

/// Whether two rows of a convolution may be taken for one of twice the width,
/// and it is worth a row more in memory, here and in the input.
constexpr bool are_rows_joinable(const ConvShape& shape) {
  constexpr int32_t kWidest = 9;
  return shape.kernel_height == 1 && shape.kernel_width == 1 &&
         shape.stride_h == 1 && shape.stride_w == 1 && shape.margin_top == 0 &&
         shape.margin_left == 0 && shape.groups == 1 &&
         shape.output_height == shape.input_height &&
         shape.output_width == shape.input_width && shape.output_height > 1 &&
         shape.output_width <= kWidest;
}

/// How depthwise_conv2d_s8 cuts up its work (mve_depthwise_conv2d_s8.h): part
/// of a row at a time is rearranged so that four rows of the window form words,
/// and sums are formed over four words, a chunk, at a time.
struct DepthwiseTiles {
  int32_t channels;    ///< Rearranged together.
  int32_t row_groups;  ///< Of four rows of the window.
  int32_t pixels;      ///< Output pixels that are made from one part of a row.
  int32_t columns;     ///< That these see.
  int32_t chunks;      ///< Of the window's words.

  constexpr int32_t group_bytes() const { return 4 * columns * channels; }
};

constexpr DepthwiseTiles depthwise_tiles(const ConvShape& shape) {
  // Columns that two parts share are rearranged twice; more bytes would make
  // these fewer.
  constexpr int32_t kBytes = 18 * 16 * 4;
  const int32_t channels = min_of<int32_t>(shape.input_channels, 16);
  const int32_t row_groups = (shape.kernel_height + 3) / 4;
  const int32_t span = (shape.kernel_width - 1) * shape.dilation_w + 1;
  const int32_t room = kBytes / (4 * channels * row_groups) - span;
  const int32_t pixels = clamp<int32_t>(
      max_of<int32_t>(room, 0) / shape.stride_w + 1, 1, shape.output_width);
  return {channels, row_groups, pixels, (pixels - 1) * shape.stride_w + span,
          (shape.kernel_width * row_groups + 3) / 4};
}

/// Where the kernel finds four rows (mve_interleave.h), as the device stores
/// it.
inline constexpr int32_t kFourRowsBytes = 48;

/// Scratch of depthwise_conv2d_s8_row(): a vector of zero points, the places
/// of further chunks, where the rows are, the rearranged part, and what stores
/// of whole vectors may add to it.
constexpr int32_t depthwise_conv2d_s8_row_scratch_bytes(
    const ConvShape& shape) {
  const DepthwiseTiles tiles = depthwise_tiles(shape);
  return 16 * tiles.chunks +
         tiles.row_groups * (kFourRowsBytes + tiles.group_bytes()) + 64;
}

}  // namespace firefly::mve
