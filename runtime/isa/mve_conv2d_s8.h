// SPDX-License-Identifier: Apache-2.0
//
// conv2d_s8 with MVE. Pixels away from the margins go in pairs that read the
// input's rows where they are; the others, if any, are copied into patches.
#pragma once

#include "isa/mve_conv_row.h"
#include "isa/mve_isa.h"
#include "kernels/conv2d_s8.inl"

namespace firefly {
namespace mve {

/// Output columns [begin, end) whose windows lie inside the image.
struct InnerColumns {
  int begin;
  int end;
};

FIREFLY_INLINE InnerColumns inner_columns(const ConvShape& shape) {
  const int stride = shape.stride_w;
  const int reach = (shape.kernel_width - 1) * shape.dilation_w;
  int begin = 0;
  int last = shape.input_width - 1 - reach + shape.margin_left;
  if (stride > 1) {
    begin = (shape.margin_left + stride - 1) / stride;
    last = last < 0 ? -1 : last / stride;
  } else {
    begin = shape.margin_left;
  }
  const int end = clamp<int>(last + 1, 0, shape.output_width);
  return {min_of(begin, end), end};
}

/// One group's channels of a row whose windows are not read in place.
inline FIREFLY_KERNEL
void patched_row_group(const ConvRow& row, bool paired) {
  const int width = row.layer.shape.output_width;
  const int most = patch_pixels(row.layer.shape, false, row.dot.depth);
  for (int x = 0; x < width; x += most) {
    const int count = min_of(most, width - x);
    row.gather_patches(x, count);
    const int pairs = paired ? count / 2 : 0;
    if (pairs > 0) {
      row.patched_pairs(x, pairs);
    }
    for (int i = 2 * pairs; i < count; ++i) {
      row.patched_pixel(x + i, i);
    }
  }
}

/// One group's channels of a row.
inline FIREFLY_KERNEL
void conv_row_group(ConvRow& row) {
  const ConvShape& shape = row.layer.shape;
  // Pairs hold four channels or more, and places of outputs 16 bits.
  const bool paired =
      row.dot.channels >= 4 && shape.output_row_elems() < 0x10000;
  if (!row.in_place) {
    patched_row_group(row, paired);
    return;
  }
  const InnerColumns inner = inner_columns(shape);
  const int pairs = paired ? (inner.end - inner.begin) / 2 : 0;
  // What is left lies at both ends, [0, left) and from `right` on.
  int left = 0;
  int right = 0;
  if (pairs > 0) {
    row.inner_pairs(inner.begin, pairs);
    left = inner.begin;
    right = inner.begin + 2 * pairs;
  }
  const bool has_columns = has_column_runs(shape);
  const auto skip = [&](int x) { return x == left ? right : x; };
  for (int x = skip(0); x < shape.output_width;) {
    const int next = skip(x + 1);
    if (paired && next < shape.output_width) {
      has_columns ? row.pair_of_columns(x, next) : row.gathered_pair(x, next);
      x = skip(next + 1);
    } else {
      if (x >= inner.begin && x < inner.end) {
        row.inner_pixel(x);
      } else {
        row.gather_patches(x, 1);
        row.patched_pixel(x, 0);
      }
      x = next;
    }
  }
}

}  // namespace mve

template <>
inline FIREFLY_KERNEL
void conv2d_s8_row<mve::Isa>(const Conv2dS8& layer, const int8_t* const* rows,
                             int8_t* output, uint8_t* scratch) {
  const ConvShape& shape = layer.shape;
  mve::ConvRow row(layer, rows, output, scratch);
  const int group_bytes =
      (layer.dot.channels + 3) / 4 * mve::tile_bytes(layer.dot);
  for (int group = 0;;) {
    mve::conv_row_group(row);
    if (++group == shape.groups) {
      return;
    }
    row.first_channel += shape.group_input_channels();
    row.dot.weights += group_bytes;
    row.output += layer.dot.channels;
  }
}

namespace mve {

/// `count` output rows one by one; the arguments of conv2d_s8_two_rows().
inline FIREFLY_KERNEL
void conv2d_s8_single_rows(const Conv2dS8& layer, const int8_t* const* rows,
                           int8_t* output, uint8_t* scratch, int count) {
  Conv2dS8 single = layer;
  single.shape.input_width /= 2;
  single.shape.output_width /= 2;
  for (int row = 0; row < count; ++row) {
    conv2d_s8_row<Isa>(single, rows + row, output, scratch);
    output += single.shape.output_row_elems();
  }
}

/// One output row or two, `count` of them, side by side, of a layer for which
/// are_rows_joinable(). Its shape is that of two rows taken for one of twice
/// the width, which they are if the input rows lie side by side as well: half
/// the set-up, and no lone pixel if the width is odd.
inline FIREFLY_KERNEL
void conv2d_s8_two_rows(const Conv2dS8& layer, const int8_t* const* rows,
                        int8_t* output, uint8_t* scratch, int count) {
  if (count == 2 && rows[1] - rows[0] == layer.shape.input_row_elems() / 2) {
    conv2d_s8_row<Isa>(layer, rows, output, scratch);
  } else {
    conv2d_s8_single_rows(layer, rows, output, scratch, count);
  }
}

}  // namespace mve

template <>
inline FIREFLY_KERNEL
void conv2d_s8<mve::Isa>(const Conv2dS8& layer, const int8_t* input,
                         int8_t* output, uint8_t* scratch) {
  auto** rows = reinterpret_cast<const int8_t**>(
      scratch + mve::conv2d_s8_row_scratch_bytes(layer.shape));
  for_each_row(layer.shape, input, output, rows,
               [&](const int8_t* const* window, int8_t* row) {
                 conv2d_s8_row<mve::Isa>(layer, window, row, scratch);
               });
}

}  // namespace firefly
