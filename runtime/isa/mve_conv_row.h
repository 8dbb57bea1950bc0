// SPDX-License-Identifier: Apache-2.0
//
// The pixels of one output row of conv2d_s8, as runs of activations for the
// kernels that form sums of products.
#pragma once

#include "isa/mve_copy.h"
#include "isa/mve_dot_pairs.h"
#include "isa/mve_dot_pixel.h"
#include "kernels/conv2d_s8.h"

namespace firefly::mve {

/// A row of output pixels of one group.
struct ConvRow {
  const Conv2dS8& layer;
  DotS8 dot;
  const int8_t* const* rows;
  int8_t* output;
  int first_channel = 0;
  int row_bytes;             ///< Of a window, if it is one piece.
  bool in_place;             ///< Windows are read where they are.
  bool misses_rows = false;  ///< Some are margins.
  // The scratch.
  Run* list;
  uint32_t* advance;
  int8_t* patch[2];
  int8_t* margin;  ///< The part of a row that a window sees, of zero points.

  ConvRow(const Conv2dS8& of, const int8_t* const* input, int8_t* to,
          uint8_t* scratch)
      : layer(of), dot(of.dot), rows(input), output(to) {
    const ConvShape& shape = of.shape;
    row_bytes = window_row_bytes(shape);
    in_place = row_bytes > 0 &&
               dot.depth == shape.kernel_height * round_up(row_bytes, 16);
    const int patch_list = run_list_bytes(1, dot.depth);
    const int list_bytes =
        in_place ? run_list_bytes(shape.kernel_height, row_bytes) : patch_list;
    list = reinterpret_cast<Run*>(scratch);
    advance = reinterpret_cast<uint32_t*>(scratch + list_bytes);
    patch[0] =
        reinterpret_cast<int8_t*>(scratch + max_of(2 * list_bytes, patch_list));
    patch[1] = patch[0] + dot.depth;
    margin = patch[1] + dot.depth;
    for (int ky = 0; ky < shape.kernel_height; ++ky) {
      if (rows[ky] == nullptr) {
        misses_rows = true;
        fill(margin, in_place ? row_bytes : 0, zero());
        break;
      }
    }
  }

  int8x16_t zero() const {
    return vdupq_n_s8(static_cast<int8_t>(layer.input_zero_point));
  }

  /// Output pixels [x, x + 2 · pairs), whose windows touch no margin at the
  /// sides.
  FIREFLY_KERNEL
  void inner_pairs(int x, int pairs) const {
    const ConvShape& shape = layer.shape;
    const int step = shape.stride_w * shape.input_channels;
    Run* const end = window_runs<PairKernel>(x, step);
    set_advance(end, static_cast<uint32_t>(2 * step));
    PairPass pass;
    pass.pairs = pairs;
    pass.advance_vectors = (3 * static_cast<int>(end - list) + 3) / 4;
    pass.output_advance = 2 * shape.output_channels;
    pass.last_lanes = row_bytes % 16;
    run_pairs(pass, end, x, shape.output_channels);
  }

  /// Output pixels x and next.
  FIREFLY_KERNEL
  void gathered_pair(int x, int next) const {
    gather_window(x, patch[0]);
    gather_window(next, patch[1]);
    Run* const end = add_runs<PairKernel>(list, patch[0], patch[1], dot.depth);
    PairPass pass;
    pass.pairs = 1;
    pass.output_advance = 0;
    pass.last_lanes = 0;
    run_pairs(pass, end, x, (next - x) * layer.shape.output_channels);
  }

  /// Output pixel x, whose window touches no margin at the sides if it is an
  /// inner one.
  FIREFLY_KERNEL
  void pixel(int x, bool inner) const {
    Run* end;
    if (inner) {
      end = window_runs<PixelKernel>(x, 0);
    } else {
      gather_window(x, patch[0]);
      end = add_runs<PixelKernel>(list, patch[0], patch[0], dot.depth);
    }
    dot_pixel_channels(dot, list, end, inner ? row_bytes % 16 : 0,
                       output + x * layer.shape.output_channels);
  }

 private:
  /// The window of output pixel x where it is, as runs of it and of the pixel
  /// `step` further on.
  template <class Kernel>
  FIREFLY_INLINE Run* window_runs(int x, int step) const {
    const ConvShape& shape = layer.shape;
    const int offset =
        (x * shape.stride_w - shape.margin_left) * shape.input_channels +
        first_channel;
    Run* end = list;
    for (int ky = 0; ky < shape.kernel_height; ++ky) {
      const int8_t* const row = rows[ky];
      end = row == nullptr ? add_runs<Kernel>(end, margin, margin, row_bytes)
                           : add_runs<Kernel>(end, row + offset,
                                              row + offset + step, row_bytes);
    }
    return end;
  }

  /// What pairs add to their list: margins stay where they are.
  FIREFLY_INLINE void set_advance(const Run* end, uint32_t step) const {
    const auto from = reinterpret_cast<uint32_t>(margin);
    const auto bytes = static_cast<uint32_t>(misses_rows ? row_bytes : 0);
    uint32_t* to = advance;
    for (const Run* run = list; run != end; ++run) {
      *to++ = run->pixel[0] - from < bytes ? 0 : step;
      *to++ = run->pixel[1] - from < bytes ? 0 : step;
      *to++ = 0;
    }
    for (int i = 0; i < 3; ++i) {
      to[i] = 0;  // What is left of a vector.
    }
  }

  FIREFLY_INLINE void run_pairs(PairPass& pass, Run* end, int x,
                                int output_step) const {
    *end = {{static_cast<uint32_t>(dot.range.zero_point), 1}, 0};
    pass.list = list;
    pass.advance = advance;
    pass.stream = dot.weights;
    pass.whole_tiles = dot.channels / 4;
    pass.output = output + x * layer.shape.output_channels;
    pass.output_end = pass.output + dot.channels;
    pass.gap = pass.output_advance - dot.channels;
    pass.low = dot.range.low;
    pass.high = dot.range.high;
    pass.finish = finish_of(dot.range, dot.right_shift);
    set_places(pass.places, output_step);
    dot_pairs(&pass);
  }

  /// Copies the window of output pixel x into a patch; margins read as the zero
  /// point.
  FIREFLY_KERNEL
  void gather_window(int x, int8_t* to) const {
    const ConvShape& shape = layer.shape;
    const int depth = shape.group_input_channels();
    const int run = row_bytes > 0 ? shape.kernel_width : 1;
    const int row_step =
        in_place ? round_up(row_bytes, 16) : shape.kernel_width * depth;
    int column = x * shape.stride_w - shape.margin_left;
    const int reach = (shape.kernel_width - 1) * shape.dilation_w;
    if (misses_rows || column < 0 || column + reach >= shape.input_width) {
      fill(to, dot.depth, zero());
    }
    for (int kx = 0; kx < shape.kernel_width; kx += run) {
      const int begin = clamp<int>(-column, 0, run);
      const int end = clamp<int>(shape.input_width - column, begin, run);
      gather_columns((column + begin) * shape.input_channels + first_channel,
                     (end - begin) * depth, row_step, to + begin * depth);
      column += run * shape.dilation_w;
      to += run * depth;
    }
  }

  /// Of each row `bytes` from `offset` on.
  FIREFLY_INLINE void gather_columns(int offset, int bytes, int row_step,
                                     int8_t* to) const {
    const int8_t* const* const end = rows + layer.shape.kernel_height;
    for (const int8_t* const* row = rows; row != end; ++row, to += row_step) {
      if (*row != nullptr) {
        copy(*row + offset, bytes, to);
      }
    }
  }
};

}  // namespace firefly::mve
