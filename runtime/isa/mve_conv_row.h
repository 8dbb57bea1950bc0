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
  int left_out = -1;         ///< The row that is one and has biases, if any.
  // The scratch.
  Run* list;       ///< What to add to it from pair to pair comes after its end.
  int8_t* margin;  ///< The part of a row that a window sees, of zero points.
  int8_t* patches;

  ConvRow(const Conv2dS8& of, const int8_t* const* input, int8_t* to,
          uint8_t* scratch)
      : layer(of), dot(of.dot), rows(input), output(to) {
    const ConvShape& shape = of.shape;
    row_bytes = window_row_bytes(shape);
    in_place = row_bytes > 0 &&
               dot.depth == shape.kernel_height * round_up(row_bytes, 16);
    margin = reinterpret_cast<int8_t*>(scratch);
    patches = margin + (in_place ? round_up(row_bytes, 16) : 0);
    list = reinterpret_cast<Run*>(
        scratch +
        margin_and_patch_bytes(shape, in_place, row_bytes, dot.depth));
    int missing = 0;
    for (int ky = 0; ky < shape.kernel_height; ++ky) {
      if (rows[ky] == nullptr) {
        ++missing;
        left_out = ky;
      }
    }
    if (missing > 0) {
      misses_rows = true;
      fill(margin, in_place ? row_bytes : 0, zero());
      const bool has_biases = missing == 1 && dot.bias != nullptr;
      const bool at_end = left_out == 0 || left_out == shape.kernel_height - 1;
      left_out = has_biases && at_end ? left_out : -1;
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
    PairPass pass;
    pass.pairs = pairs;
    Run* const end =
        list + shape.kernel_height * pair_runs(row_bytes) + added_runs();
    uint32_t* advance = set_advance(pass, end);
    const int offset = window_offset(x);
    Run* run = start_list(list, advance);
    for (int ky = 0; ky < shape.kernel_height; ++ky) {
      const int8_t* const row = rows[ky];
      const bool has_row = row != nullptr;
      if (ky != left_out) {
        run = add_moving_runs(run, advance, has_row ? row + offset : margin,
                              has_row ? step : 0);
      }
    }
    finish_list(run, advance);
    pass.output_advance = 2 * shape.output_channels;
    pass.last_lanes = row_bytes % 16;
    run_pairs(pass, end, x, shape.output_channels);
  }

  /// Output pixels x and next by way of patches.
  FIREFLY_KERNEL
  void gathered_pair(int x, int next) const {
    gather_window(x, patches);
    gather_window(next, patches + dot.depth);
    Run* const end =
        add_runs<PairKernel>(list, patches, patches + dot.depth, dot.depth);
    run_pair(end, x, next);
  }

  /// Output pixels x and next, of which columns may be margins, if
  /// has_column_runs().
  FIREFLY_KERNEL
  void pair_of_columns(int x, int next) const {
    const ConvShape& shape = layer.shape;
    const int channels = shape.input_channels;
    fill(margin, channels, zero());
    const int8_t* const zeros = margin;
    const uint32_t entry =
        static_cast<uint32_t>(channels / 16) * PairKernel::kStepBytes;
    const int first = x * shape.stride_w - shape.margin_left;
    const int distance = (next - x) * shape.stride_w;
    const int last = first + shape.kernel_width;
    Run* end = start_list(list);
    for (int ky = 0; ky < shape.kernel_height; ++ky) {
      if (ky == left_out) {
        continue;
      }
      const int8_t* const row = rows[ky];
      const auto width =
          static_cast<uint32_t>(row == nullptr ? 0 : shape.input_width);
      const int8_t* pixel = row + first * channels;
      for (int at = first; at < last; ++at, pixel += channels) {
        const bool has_a = static_cast<uint32_t>(at) < width;
        const bool has_b = static_cast<uint32_t>(at + distance) < width;
        const int8_t* const a = has_a ? pixel : zeros;
        const int8_t* const b = has_b ? pixel + distance * channels : zeros;
        *end++ = {
            {reinterpret_cast<uint32_t>(a), reinterpret_cast<uint32_t>(b)},
            entry};
      }
    }
    run_pair(finish_list(end), x, next);
  }

  /// Patches of output pixels [x, x + count), no more than patch_pixels().
  FIREFLY_KERNEL
  void gather_patches(int x, int count) const {
    if (!in_place && has_joint_columns(layer.shape)) {
      join_columns(x, count);
      return;
    }
    for (int i = 0; i < count; ++i) {
      gather_window(x + i, patches + i * dot.depth);
    }
  }

  /// Output pixels [x, x + 2 · pairs), whose patches are the first ones.
  FIREFLY_KERNEL
  void patched_pairs(int x, int pairs) const {
    const int depth = dot.depth;
    const int step = patch_step(layer.shape, false, depth);
    Run* const runs =
        add_runs<PairKernel>(list, patches, patches + step, depth);
    PairPass pass;
    pass.pairs = pairs;
    uint32_t* advance = set_advance(pass, runs);
    for (const Run* run = list; run != runs; ++run) {
      add_advance(advance, 2 * step);
    }
    pass.output_advance = 2 * layer.shape.output_channels;
    pass.last_lanes = 0;
    run_pairs(pass, runs, x, layer.shape.output_channels);
  }

  /// Output pixel x, whose patch is number `patch`.
  FIREFLY_KERNEL
  void patched_pixel(int x, int patch) const {
    const int depth = dot.depth;
    const int8_t* const from =
        patches + patch * patch_step(layer.shape, false, depth);
    dot_pixel_channels(dot, list,
                       add_runs<PixelKernel>(list, from, from, depth), 0,
                       output + x * layer.shape.output_channels);
  }

  /// Output pixel x, whose window touches no margin at the sides.
  FIREFLY_KERNEL
  void inner_pixel(int x) const {
    dot_pixel_channels(dot, list, window_runs(x), row_bytes % 16,
                       output + x * layer.shape.output_channels);
  }

 private:
  /// From an input row to the window of output pixel x.
  FIREFLY_INLINE int window_offset(int x) const {
    const ConvShape& shape = layer.shape;
    return (x * shape.stride_w - shape.margin_left) * shape.input_channels +
           first_channel;
  }

  /// The window of output pixel x where it is.
  FIREFLY_INLINE Run* window_runs(int x) const {
    const int offset = window_offset(x);
    Run* end = list;
    for (int ky = 0; ky < layer.shape.kernel_height; ++ky) {
      const int8_t* const row =
          rows[ky] == nullptr ? margin : rows[ky] + offset;
      end = add_runs<PixelKernel>(end, row, row, row_bytes);
    }
    return end;
  }

  /// What follows a list that ends at `end`, and how much of it pairs add:
  /// whole vectors, the rest of which is 0 for the list's end.
  FIREFLY_INLINE uint32_t* set_advance(PairPass& pass, Run* end) const {
    pass.advance = reinterpret_cast<uint32_t*>(end + 1);
    pass.advance_vectors = (3 * static_cast<int>(end - list) + 3) / 4;
    end[1 + (end - list)] = {{0, 0}, 0};
    return reinterpret_cast<uint32_t*>(end + 1);
  }
  static FIREFLY_INLINE void add_advance(uint32_t*& to, int step) {
    *to++ = static_cast<uint32_t>(step);
    *to++ = static_cast<uint32_t>(step);
    *to++ = 0;
  }

  /// How many runs more a list has for a row that is left out.
  FIREFLY_INLINE int added_runs() const {
    return left_out < 0 ? 0 : (left_out == 0 ? 1 : 2) - pair_runs(row_bytes);
  }

  /// The start of a list: if a row is left out, its biases, and if it is the
  /// first one, no weights of it.
  FIREFLY_INLINE Run* start_list(Run* end) const {
    if (left_out >= 0) {
      const auto skipped = static_cast<uint32_t>(
          left_out == 0 ? 4 * round_up(row_bytes, 16) : 0);
      *end++ = {{skipped, 0}, PairKernel::kBiasEntry};
    }
    return end;
  }

  /// The end of a list: no weights of the last row, if that is left out.
  FIREFLY_INLINE Run* finish_list(Run* end) const {
    if (left_out > 0) {
      const auto skipped = static_cast<uint32_t>(4 * round_up(row_bytes, 16));
      *end++ = {{skipped, 0}, PairKernel::kSkipEntry};
    }
    return end;
  }

  /// The same with what pairs add to them: nothing.
  FIREFLY_INLINE Run* start_list(Run* end, uint32_t*& advance) const {
    if (left_out >= 0) {
      add_advance(advance, 0);
    }
    return start_list(end);
  }
  FIREFLY_INLINE Run* finish_list(Run* end, uint32_t*& advance) const {
    if (left_out > 0) {
      add_advance(advance, 0);
    }
    return finish_list(end);
  }

  /// Appends the runs of a window's row of two pixels `step` apart, and what
  /// pairs add to them.
  FIREFLY_INLINE Run* add_moving_runs(Run* end, uint32_t*& advance,
                                      const int8_t* row, int step) const {
    for (int left = row_bytes; left > 0;) {
      const int bytes =
          left < 16 ? left : min_of<int>(left & -16, 16 * kPairsUnrolled);
      *end++ = {{reinterpret_cast<uint32_t>(row),
                 reinterpret_cast<uint32_t>(row + step)},
                left < 16 ? PairKernel::kLastEntry
                          : static_cast<uint32_t>(bytes) / 16 *
                                PairKernel::kStepBytes};
      add_advance(advance, 2 * step);
      row += bytes;
      left -= bytes;
    }
    return end;
  }

  FIREFLY_INLINE void run_pair(Run* end, int x, int next) const {
    PairPass pass;
    pass.pairs = 1;
    pass.output_advance = 0;
    pass.last_lanes = 0;
    run_pairs(pass, end, x, (next - x) * layer.shape.output_channels);
  }

  FIREFLY_INLINE void run_pairs(PairPass& pass, Run* end, int x,
                                int output_step) const {
    *end = {{static_cast<uint32_t>(dot.range.zero_point), 1}, 0};
    pass.list = list;

    pass.stream = dot.weights;
    pass.whole_tiles = dot.channels / 4;
    pass.output = output + x * layer.shape.output_channels;
    pass.output_end = pass.output + dot.channels;
    pass.gap = pass.output_advance - dot.channels;
    pass.low = dot.range.low;
    pass.high = dot.range.high;
    pass.finish = finish_of(dot.range, dot.right_shift);
    set_places(pass.places, output_step);
    pass.margin_biases = dot.bias + (left_out > 0 ? 4 : 0) - 8;
    dot_pairs(&pass);
  }

  /// Copies the columns that the windows of `count` output pixels see, pixel by
  /// pixel of the window's rows in turn, as many at a time as go into a vector
  /// and reach no further than offsets of 8 bits.
  FIREFLY_INLINE void join_columns(int x, int count) const {
    const ConvShape& shape = layer.shape;
    const int channels = shape.input_channels;
    const int height = shape.kernel_height;
    const int column = height * channels;
    const int columns = (count - 1) * shape.stride_w + shape.kernel_width;
    const int first = x * shape.stride_w - shape.margin_left;
    const int begin = clamp<int>(-first, 0, columns);
    const int end = clamp<int>(shape.input_width - first, begin, columns);
    if (misses_rows || end - begin < columns) {
      fill(patches, columns * column, zero());
    }
    // Channel i mod channels of column i / channels.
    const uint8x16_t lane = vidupq_n_u8(0, 1);
    const uint8x16_t channel =
        viwdupq_n_u8(0, static_cast<uint32_t>(channels), 1);
    const uint8x16_t offset = vmlaq_n_u8(lane, vsubq_u8(lane, channel),
                                         static_cast<uint8_t>(height - 1));
    const int together = min_of(16 / channels, 1 + (256 - channels) / column);
    const int times = (end - begin) / together;
    const int rest = (end - begin) % together;
    for (int ky = 0; ky < height; ++ky) {
      if (rows[ky] == nullptr) {
        continue;
      }
      const int8_t* const from = rows[ky] + (first + begin) * channels;
      int8_t* const to = patches + begin * column + ky * channels;
      if (times > 0) {
        scatter_strided(from, together * channels, to, together * column,
                        offset, together * channels, times);
      }
      if (rest > 0) {
        const int done = times * together;
        scatter_strided(from + done * channels, 0, to + done * column, 0,
                        offset, rest * channels, 1);
      }
    }
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
