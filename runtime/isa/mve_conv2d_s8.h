// SPDX-License-Identifier: Apache-2.0
//
// conv2d_s8 with MVE. Pixels away from the margins go in pairs that read the
// input's rows where they are; the others, if any, are copied into patches.
#pragma once

#include "isa/mve_copy.h"
#include "isa/mve_dot_pairs.h"
#include "isa/mve_dot_pixel.h"
#include "isa/mve_isa.h"
#include "kernels/conv2d_s8.inl"

namespace firefly {
namespace mve {

/// The scratch of a row.
struct ConvScratch {
  Run* list;
  uint32_t* advance;
  int8_t* patch[2];
  int8_t* margin;  ///< The part of a row that a window sees, of zero points.
};

FIREFLY_INLINE ConvScratch divide_scratch(const Conv2dS8& layer, bool in_place,
                                          uint8_t* scratch) {
  const ConvShape& shape = layer.shape;
  const int list_bytes =
      in_place ? run_list_bytes(shape.kernel_height, window_row_bytes(shape))
               : run_list_bytes(1, layer.dot.depth);
  const int patch_list_bytes = run_list_bytes(1, layer.dot.depth);
  ConvScratch result;
  result.list = reinterpret_cast<Run*>(scratch);
  result.advance = reinterpret_cast<uint32_t*>(scratch + list_bytes);
  auto* const patches = reinterpret_cast<int8_t*>(
      scratch + max_of(2 * list_bytes, patch_list_bytes));
  result.patch[0] = patches;
  result.patch[1] = patches + layer.dot.depth;
  result.margin = patches + 2 * layer.dot.depth;
  return result;
}

/// Copies the window of output pixel x of a group into a patch; margins read as
/// the zero point. Rows follow each other `row_step` bytes apart.
inline FIREFLY_KERNEL
void gather_window(const Conv2dS8& layer, const int8_t* const* rows,
                   int first_channel, int x, int8_t* patch, int row_step) {
  const ConvShape& shape = layer.shape;
  const int depth = shape.group_input_channels();
  const bool joined = shape.dilation_w == 1 && shape.groups == 1;
  const int run = joined ? shape.kernel_width : 1;
  const int pixel_step = shape.input_channels;
  const int8x16_t zero =
      vdupq_n_s8(static_cast<int8_t>(layer.input_zero_point));
  const int first = x * shape.stride_w - shape.margin_left;
  for (int ky = 0; ky < shape.kernel_height; ++ky, patch += row_step) {
    const int8_t* const row = rows[ky];
    int8_t* to = patch;
    int column = first;
    for (int kx = 0; kx < shape.kernel_width; kx += run, to += run * depth) {
      const int begin = row == nullptr ? run : clamp(-column, 0, run);
      const int end = clamp<int>(shape.input_width - column, begin, run);
      if (end - begin < run) {
        fill(to, run * depth, zero);
      }
      if (begin < end) {
        copy(row + (column + begin) * pixel_step + first_channel,
             (end - begin) * depth, to + begin * depth);
      }
      column += run * shape.dilation_w;
    }
  }
}

/// A row of output pixels of one group.
struct ConvRow {
  const Conv2dS8& layer;
  const DotS8& dot;
  const int8_t* const* rows;
  int first_channel;
  bool in_place;
  ConvScratch scratch;
  int8_t* output;

  int row_bytes() const { return window_row_bytes(layer.shape); }
  /// Bytes from row to row of a patch.
  int patch_row() const {
    const ConvShape& shape = layer.shape;
    return in_place ? round_up(row_bytes(), 16)
                    : shape.kernel_width * shape.group_input_channels();
  }
  /// The end of a list for pairs, and what these have in common.
  PairPass pair_pass(Run* end, int last_lanes, int output_step) const {
    *end = {{static_cast<uint32_t>(dot.range.zero_point), 1}, 0};
    PairPass pass;
    pass.list = scratch.list;
    pass.advance = scratch.advance;
    pass.advance_vectors = 0;
    pass.stream = dot.weights;
    pass.whole_tiles = dot.channels / 4;
    pass.channels = dot.channels;
    pass.output_advance = 0;
    pass.last_lanes = last_lanes;
    pass.low = dot.range.low;
    pass.high = dot.range.high;
    pass.finish = finish_of(dot.range, dot.right_shift);
    set_places(pass.places, output_step);
    return pass;
  }

  /// The window of output pixel x where it is, as runs of it and of the next
  /// pixel; with what the next pair adds to them, where wanted.
  template <class Kernel>
  Run* window_runs(int x, uint32_t pair_advance) const {
    const ConvShape& shape = layer.shape;
    const int step = shape.stride_w * shape.input_channels;
    const int offset =
        x * step - shape.margin_left * shape.input_channels + first_channel;
    Run* end = scratch.list;
    uint32_t* advance = scratch.advance;
    for (int ky = 0; ky < shape.kernel_height; ++ky) {
      const bool margin = rows[ky] == nullptr;
      const int8_t* const from = margin ? scratch.margin : rows[ky] + offset;
      Run* const next =
          add_runs<Kernel>(end, from, margin ? from : from + step, row_bytes());
      for (; end != next && pair_advance != 0; ++end) {
        *advance++ = margin ? 0 : pair_advance;
        *advance++ = margin ? 0 : pair_advance;
        *advance++ = 0;
      }
      end = next;
    }
    for (int i = 0; i < 3 && pair_advance != 0; ++i) {
      advance[i] = 0;  // What is left of a vector.
    }
    return end;
  }
  void inner_pairs(int x, int pairs) const {
    const ConvShape& shape = layer.shape;
    Run* const end = window_runs<PairKernel>(
        x, static_cast<uint32_t>(2 * shape.stride_w * shape.input_channels));
    PairPass pass = pair_pass(end, row_bytes() % 16, shape.output_channels);
    pass.advance_vectors = (3 * static_cast<int>(end - scratch.list) + 3) / 4;
    pass.pairs = pairs;
    pass.output = output + x * shape.output_channels;
    pass.output_advance = 2 * shape.output_channels;
    dot_pairs(&pass);
  }
  void gathered_pair(int x0, int x1) const {
    gather_window(layer, rows, first_channel, x0, scratch.patch[0],
                  patch_row());
    gather_window(layer, rows, first_channel, x1, scratch.patch[1],
                  patch_row());
    Run* const end = add_runs<PairKernel>(scratch.list, scratch.patch[0],
                                          scratch.patch[1], dot.depth);
    const int channels = layer.shape.output_channels;
    PairPass pass = pair_pass(end, 0, (x1 - x0) * channels);
    pass.pairs = 1;
    pass.output = output + x0 * channels;
    dot_pairs(&pass);
  }
  void pixel(int x, bool inner) const {
    Run* end;
    if (inner) {
      end = window_runs<PixelKernel>(x, 0);
    } else {
      gather_window(layer, rows, first_channel, x, scratch.patch[0],
                    patch_row());
      end = add_runs<PixelKernel>(scratch.list, scratch.patch[0],
                                  scratch.patch[0], dot.depth);
    }
    dot_pixel_channels(dot, scratch.list, end, inner ? row_bytes() % 16 : 0,
                       output + x * layer.shape.output_channels);
  }
};

/// Output columns [begin, end) whose windows lie inside the image.
struct InnerColumns {
  int begin;
  int end;
};

FIREFLY_INLINE InnerColumns inner_columns(const ConvShape& shape) {
  const int stride = shape.stride_w;
  const int reach = (shape.kernel_width - 1) * shape.dilation_w;
  const int last = shape.input_width - 1 - reach + shape.margin_left;
  const int end =
      last < 0 ? 0 : min_of<int>(last / stride + 1, shape.output_width);
  return {min_of<int>((shape.margin_left + stride - 1) / stride, end), end};
}

/// One group's channels of a row.
inline FIREFLY_KERNEL
void conv_row_group(const ConvRow& row) {
  const ConvShape& shape = row.layer.shape;
  InnerColumns inner = {0, 0};
  if (row.in_place) {
    inner = inner_columns(shape);
  }
  // Pairs hold four channels or more, and places of outputs 16 bits.
  const bool paired =
      row.dot.channels >= 4 && shape.output_row_elems() < 0x10000;
  const int pairs = paired ? (inner.end - inner.begin) / 2 : 0;
  if (pairs > 0) {
    row.inner_pairs(inner.begin, pairs);
  }
  // What is left lies at both ends.
  const int left_end = pairs > 0 ? inner.begin : 0;
  const int right = pairs > 0 ? inner.begin + 2 * pairs : 0;
  const auto skip = [&](int x) { return x == left_end ? right : x; };
  const auto is_inner = [&](int x) {
    return x >= inner.begin && x < inner.end;
  };
  for (int x = skip(0); x < shape.output_width;) {
    const int next = skip(x + 1);
    if (paired && next < shape.output_width) {
      row.gathered_pair(x, next);
      x = skip(next + 1);
    } else {
      row.pixel(x, is_inner(x));
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
  DotS8 dot = layer.dot;
  const int row_bytes = mve::window_row_bytes(shape);
  const bool in_place =
      row_bytes > 0 &&
      dot.depth == shape.kernel_height * round_up(row_bytes, 16);
  const mve::ConvScratch parts = mve::divide_scratch(layer, in_place, scratch);
  if (in_place && mve::touches_margin(shape)) {
    mve::fill(parts.margin, row_bytes,
              vdupq_n_s8(static_cast<int8_t>(layer.input_zero_point)));
  }
  const int tiles = (dot.channels + 3) / 4;
  for (int group = 0; group < shape.groups; ++group) {
    mve::conv_row_group({layer, dot, rows, group * shape.group_input_channels(),
                         in_place, parts, output});
    dot.weights += tiles * mve::tile_bytes(dot);
    output += dot.channels;
  }
}

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
