// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/copy_run.h"
#include "kernels/paired_conv2d_s8.h"
#include "kernels/paired_pixel_s8.h"
#include "kernels/row_window.h"

namespace firefly {

/// Finds the windows of a row's pixels and brings them into the order in which
/// the dot products read them.
struct PairedWindows {
  const ConvShape& shape;
  const int8_t* const* rows;
  bool has_margin_rows;
  int32_t input_zero_point;
  int32_t depth;          ///< Of a window, padded.
  int32_t first_channel;  ///< Of the group.

  FIREFLY_INLINE int first_column(int x) const {
    return x * shape.stride_w - shape.margin_left;
  }
  /// From the beginning of a row to that of a pixel's window.
  FIREFLY_INLINE int offset(int x) const {
    return first_column(x) * shape.input_channels + first_channel;
  }
  /// How many of pixels [x, x + count) come before one whose window touches a
  /// margin.
  FIREFLY_INLINE int inside(int x, int count) const {
    const int last_column = (shape.kernel_width - 1) * shape.dilation_w;
    const int left = shape.input_width - last_column - first_column(x);
    return has_margin_rows || first_column(x) < 0 || left <= 0
               ? 0
               : min_of<int>(count, (left - 1) / shape.stride_w + 1);
  }

  /// The window of pixel x in the order of the depth, margins as the zero
  /// point.
  FIREFLY_KERNEL
  void gather(int x, int8_t* to) const {
    const uint32_t margin =
        static_cast<uint8_t>(input_zero_point) * 0x01010101U;
    if (inside(x, 1) == 0) {
      fill_run(to, depth, margin);
    }
    const int channels = shape.group_input_channels();
    const int run_columns = window_run_columns(shape);
    const int run = run_columns * channels;
    const int words = run & ~3;
    int8_t* rest =
        to + shape.kernel_height * shape.kernel_width / run_columns * words;
    for (int kx = 0; kx < shape.kernel_width; kx += run_columns) {
      // The same columns of every row are margins.
      const int first = first_column(x) + kx * shape.dilation_w;
      const int begin = max_of(-first, 0) * channels;
      const int end =
          min_of<int>(run_columns, shape.input_width - first) * channels;
      const int cut = max_of(begin, min_of(words, end));
      const int offset = first * shape.input_channels + first_channel + begin;
      for (int ky = 0; ky < shape.kernel_height; ++ky) {
        const int8_t* const row = rows[ky];
        if (row != nullptr && begin < end) {
          copy_run(row + offset, to + begin, cut - begin);
          for (int at = cut; at < end; ++at) {
            rest[at - words] = row[offset + at - begin];
          }
        }
        to += words;
        rest += run - words;
      }
    }
  }
};

/// The windows of `pairs` pairs of pixels from x on, the windows of a pair side
/// by side. bytes: memory for windows.
template <class Isa>
FIREFLY_KERNEL
void interleave_strip(const PairedWindows& windows, int x, int pairs,
                      int16_t* patch, int8_t* bytes) {
  const ConvShape& shape = windows.shape;
  const int depth = windows.depth;
  const int columns = window_run_columns(shape);
  const int run = columns * shape.group_input_channels();
  const WindowRuns rows{windows.rows, shape.kernel_height,
                        shape.stride_w * shape.input_channels, run & ~3,
                        run & 3};
  const WindowRuns gathered{&bytes, 1, depth, depth, 0};
  while (pairs > 0) {
    const int count =
        columns == shape.kernel_width ? windows.inside(x, 2 * pairs) >> 1 : 0;
    if (count > 0) {
      Isa::interleave_windows(&rows, windows.offset(x), patch, count);
    }
    x += 2 * count;
    pairs -= count;
    patch += 2 * depth * count;
    if (pairs > 0) {
      windows.gather(x, bytes);
      windows.gather(x + 1, bytes + depth);
      Isa::interleave_windows(&gathered, 0, patch, 1);
      x += 2;
      --pairs;
      patch += 2 * depth;
    }
  }
}

/// Where outputs go: bytes from a pixel to the next, or in planes from a
/// channel to the next, and from a pair of pixels to the next.
struct PairedSteps {
  int32_t output;
  int32_t pair;
};

/// Where windows are brought together.
struct PairedPatch {
  int16_t* pairs;
  int8_t* bytes;

  FIREFLY_INLINE PairedPatch(const ConvShape& shape, int strip, int rows,
                             uint8_t* scratch)
      : pairs(reinterpret_cast<int16_t*>(scratch)),
        bytes(reinterpret_cast<int8_t*>(
            scratch + paired_patch_bytes(shape, strip, rows))) {}
};

/// Pixels of a row two by two, one group's channels. Returns where one that is
/// left goes.
template <class Isa>
FIREFLY_INLINE int8_t* paired_conv2d_s8_pairs(
    const PairedDotS8& dot, const PairedWindows& windows, int strip,
    const PairedSteps& steps, int8_t* output, const PairedPatch& patch) {
  const int width = windows.shape.output_width;
  int x = 0;
  while (x + 2 <= width) {
    const int pairs = min_of<int>(strip, (width - x) / 2);
    interleave_strip<Isa>(windows, x, pairs, patch.pairs, patch.bytes);
    Isa::dot_pixel_pairs(&dot, patch.pairs, output, steps.output, pairs);
    x += 2 * pairs;
    output += pairs * steps.pair;
  }
  return output;
}

/// The last pixel of a row, alone.
template <class Isa, bool kWide>
FIREFLY_INLINE void paired_conv2d_s8_last(const PairedDotS8& dot,
                                          const PairedWindows& windows,
                                          int output_step, int8_t* output,
                                          const PairedPatch& patch) {
  const int x = windows.shape.output_width - 1;
  const int8_t* window = patch.bytes;
  if (windows_are_runs(windows.shape)) {
    window = windows.rows[0] + windows.offset(x);
  } else {
    windows.gather(x, patch.bytes);
  }
  paired_pixel_s8<Isa, kWide>(dot, window, patch.pairs, output, output_step);
}

FIREFLY_INLINE bool has_margin_rows(const ConvShape& shape,
                                    const int8_t* const* rows) {
  bool has = false;
  for (int ky = 0; ky < shape.kernel_height; ++ky) {
    has |= rows[ky] == nullptr;
  }
  return has;
}

FIREFLY_INLINE PairedSteps paired_steps(const PairedConv2dS8& layer) {
  const ConvShape& shape = layer.shape;
  if (layer.plane_margin != 0) {
    return {plane_bytes(shape.output_width, layer.plane_margin), 4};
  }
  return {shape.output_channels, 2 * shape.output_channels};
}

/// Writes a row's margins if it is one of planes; where its pixels go.
FIREFLY_INLINE int8_t* begin_row(const PairedConv2dS8& layer, int8_t* output) {
  if (layer.plane_margin == 0) {
    return output;
  }
  write_plane_margins(output, layer.shape.output_width, layer.dot.channels,
                      layer.plane_margin);
  return output + plane_start_bytes(layer.plane_margin);
}

template <class Isa, bool kWide, class Rest>
FIREFLY_KERNEL
void paired_conv2d_s8_row(const PairedConv2dS8& layer,
                          const int8_t* const* rows, int8_t* output,
                          uint8_t* scratch) {
  const ConvShape& shape = layer.shape;
  PairedDotS8 dot = layer.dot;
  PairedWindows windows{
      shape,     rows, has_margin_rows(shape, rows), layer.input_zero_point,
      dot.depth, 0};
  const int tiles = (dot.channels + kPairedChannels - 1) / kPairedChannels;
  const PairedSteps steps = paired_steps(layer);
  const PairedPatch patch(shape, layer.strip_pairs, 1, scratch);
  output = begin_row(layer, output);
  for (int group = 0; group < shape.groups; ++group) {
    [[maybe_unused]] int8_t* const last = paired_conv2d_s8_pairs<Isa>(
        dot, windows, layer.strip_pairs, steps, output, patch);
    if constexpr (Rest::kMost > 0) {
      if (shape.output_width % 2 != 0) {
        paired_conv2d_s8_last<Isa, kWide>(dot, windows, steps.output, last,
                                          patch);
      }
    }
    dot.weights += tiles * paired_tile_bytes(dot.depth);
    dot.scales += tiles * (dot.scale_step / 4);
    windows.first_channel += shape.group_input_channels();
    output += dot.channels;
  }
}

/// The last pixels of two rows, side by side. windows: of the second row, left
/// as those of the first, under `rows`.
template <class Isa>
FIREFLY_KERNEL
void interleave_last(PairedWindows& windows, const int8_t* const* rows,
                     const PairedPatch& patch) {
  const int x = windows.shape.output_width - 1;
  if (windows_are_runs(windows.shape)) {
    const auto second = static_cast<int32_t>(windows.rows[0] - rows[0]);
    const WindowRuns runs{rows, 1, second, windows.depth, 0};
    Isa::interleave_windows(&runs, windows.offset(x), patch.pairs, 1);
    return;
  }
  windows.gather(x, patch.bytes + windows.depth);
  windows.rows = rows;
  windows.has_margin_rows = has_margin_rows(windows.shape, rows);
  windows.gather(x, patch.bytes);
  const WindowRuns gathered{&patch.bytes, 1, windows.depth, windows.depth, 0};
  Isa::interleave_windows(&gathered, 0, patch.pairs, 1);
}

/// Pixels of two rows that were stored side by side as words of the first one's
/// planes: a word each.
FIREFLY_INLINE void part_plane_words(int8_t* first, int8_t* second,
                                     int32_t step, int channels) {
  for (; channels > 0; --channels) {
    uint32_t word;
    __builtin_memcpy(&word, first, 4);
    const uint32_t low = word & 0xFFFFU;
    const uint32_t high = word >> 16;
    __builtin_memcpy(first, &low, 4);
    __builtin_memcpy(second, &high, 4);
    first += step;
    second += step;
  }
}

template <class Isa>
FIREFLY_KERNEL
void paired_conv2d_s8_two_rows(const PairedConv2dS8& layer,
                               const int8_t* const* rows, int8_t* output,
                               uint8_t* scratch, int count) {
  const ConvShape& shape = layer.shape;
  const PairedDotS8& dot = layer.dot;
  const PairedSteps steps = paired_steps(layer);
  const PairedPatch patch(shape, layer.strip_pairs, 2, scratch);
  const bool planes = layer.plane_margin != 0;
  const int row_bytes = planes
                            ? plane_row_bytes(shape.output_width, dot.channels,
                                              layer.plane_margin)
                            : shape.output_row_elems();
  PairedWindows windows{shape,     rows, false, layer.input_zero_point,
                        dot.depth, 0};
  int8_t* last = output;
  for (int row = 0; row < count; ++row) {
    windows.rows = rows + row * shape.stride_h;
    windows.has_margin_rows = has_margin_rows(shape, windows.rows);
    last = paired_conv2d_s8_pairs<Isa>(
        dot, windows, layer.strip_pairs, steps,
        begin_row(layer, output + row * row_bytes), patch);
  }
  if (count == 1) {
    paired_conv2d_s8_last<Isa, false>(dot, windows, steps.output, last, patch);
    return;
  }
  int8_t* const first = last - row_bytes;
  interleave_last<Isa>(windows, rows, patch);
  Isa::dot_pixel_pairs(&dot, patch.pairs, first,
                       planes ? steps.output : row_bytes, 1);
  if (planes) {
    part_plane_words(first, last, steps.output, dot.channels);
  }
}

template <class Isa, bool kWide>
FIREFLY_KERNEL
void paired_conv2d_s8(const PairedConv2dS8& layer, const int8_t* input,
                      int8_t* output, uint8_t* scratch) {
  auto** rows = reinterpret_cast<const int8_t**>(
      scratch +
      paired_conv2d_s8_row_scratch_bytes(layer.shape, layer.strip_pairs));
  for_each_row(layer.shape, input, output, rows,
               [&](const int8_t* const* window, int8_t* row) {
                 paired_conv2d_s8_row<Isa, kWide>(layer, window, row, scratch);
               });
}

}  // namespace firefly
