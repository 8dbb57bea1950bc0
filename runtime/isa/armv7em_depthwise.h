// SPDX-License-Identifier: Apache-2.0
//
// depthwise_columns_s8.h on the DSP extension: tiles of output pixels, one
// channel at a time, read each word once for all the taps that need it.
#pragma once

#include "isa/armv7em_columns.h"
#include "isa/armv7em_depthwise_tile.h"
#include "kernels/row_window.h"

namespace firefly::armv7em {

/// The products of one tap of a row pair. Words are read two by two: on
/// Cortex-M4 the second takes one cycle.
template <int pixels>
FIREFLY_INLINE void mac_tap(int32_t (&sums)[pixels], const int32_t* columns,
                            int32_t tap) {
  constexpr int kStep = DepthwiseColumns::kColumnWords;
  FIREFLY_UNROLL
  for (int p = 0; p < pixels; p += 2) {
    const bool two = p + 1 < pixels;
    const int32_t first = load_now(columns + p * kStep);
    const int32_t second = two ? load_now(columns + (p + 1) * kStep) : 0;
    sums[p] = smlad_now(first, tap, sums[p]);
    if (two) {
      sums[p + 1] = smlad_now(second, tap, sums[p + 1]);
    }
  }
}

/// Output elements of a channel, pixels `step` apart. scale: multiplier, addend
/// and shift.
FIREFLY_KERNEL
inline void finish_sums(const DepthwiseColumnsS8& layer, const int32_t* scale,
                        const int32_t* sums, int pixels, int8_t* output) {
  const int step = layer.shape.output_channels;
  const OutputRange range = layer.range;
  const int32_t multiplier = scale[0];
  const int32_t addend = scale[1];
  const int32_t shift = scale[2];
  const bool rectified = layer.rectified;
  for (int p = 0; p < pixels; ++p, output += step) {
    const int32_t sum = sums[p];
    const int32_t scaled = rectified
                               ? smmla(sum, multiplier, addend)
                               : smmlar(sum, multiplier, addend) + (sum >> 31);
    *output =
        static_cast<int8_t>(clamp(scaled >> shift, range.low, range.high));
  }
}

/// Four channels of neighbouring output pixels. columns: where the first
/// pixel's windows start. runs: where, from there, the columns of each tap do.
template <int pixels>
FIREFLY_KERNEL
void depthwise_tile(const DepthwiseColumnsS8& layer, const int32_t* columns,
                    const int32_t* runs, const int32_t* stream,
                    int8_t* output) {
  const int32_t* const end = runs + layer.layout.quads * layer.layout.runs;
  for (int channel = 0; channel < DepthwiseColumns::kBlock; ++channel) {
    int32_t sums[pixels];
    FIREFLY_UNROLL
    for (int p = 0; p < pixels; ++p) {
      sums[p] = *stream;
    }
    ++stream;
    for (const int32_t* run = runs; run != end; ++run) {
      const int32_t* const at = columns + *run + channel;
      mac_tap(sums, at, stream[0]);
      mac_tap(sums, at + DepthwiseColumns::kBlock, stream[1]);
      stream += 2;
    }
    finish_sums(layer, stream, sums, pixels, output + channel);
    stream += 3;
  }
}

/// Where the columns of each run start.
FIREFLY_INLINE void find_runs(const DepthwiseColumnsS8& layer, int32_t* runs) {
  const ConvShape& shape = layer.shape;
  const DepthwiseColumns& layout = layer.layout;
  const int step = layout.run_taps * shape.dilation_w;
  for (int quad = 0; quad < layout.quads; ++quad) {
    int tap = 0;
    for (int i = 0; i < layout.runs; ++i, tap += step) {
      const int column = tap / shape.stride_w;
      const int phase = tap - column * shape.stride_w;
      *runs++ = quad * layout.quad_words() + phase * layout.phase_words() +
                column * DepthwiseColumns::kColumnWords;
    }
  }
}

/// What a row's blocks share: copies of what the stores of int8 could alias.
struct DepthwiseRow {
  const ColumnCopy* copies;
  const ColumnCopy* copies_end;
  const int32_t* columns;
  int channels;
  int column_step;
  int pixels;
  int tile;
  int pixel_words;
  int stream_words;
};

/// All channels of the pixels whose columns are planned, tile by tile; the last
/// tile ends at the last pixel. tile(columns, stream, output).
template <class Tile>
FIREFLY_INLINE void depthwise_blocks(const DepthwiseRow& row,
                                     const int32_t* stream, int8_t* output,
                                     const Tile& tile) {
  const int last_channel = row.channels - DepthwiseColumns::kBlock;
  const int last_pixel = row.pixels - row.tile;
  for (int channel = 0;; channel += DepthwiseColumns::kBlock) {
    channel = min_of(channel, last_channel);
    copy_columns(row.copies, row.copies_end, channel, row.column_step);
    const int32_t* columns = row.columns;
    int8_t* pixel = output + channel;
    int first = 0;
    for (; first < last_pixel; first += row.tile) {
      tile(columns, stream, pixel);
      columns += row.tile * row.pixel_words;
      pixel += row.tile * row.channels;
    }
    first -= last_pixel;
    tile(columns - first * row.pixel_words, stream,
         pixel - first * row.channels);
    stream += row.stream_words;
    if (channel == last_channel) {
      return;
    }
  }
}

/// One output row. rows[k]: the input row under kernel row k, int8
/// [input_width, channels]; null for a margin. output: int8
/// [output_width, channels].
FIREFLY_KERNEL
inline void depthwise_columns_s8_row(const DepthwiseColumnsS8& layer,
                                     const int8_t* const* rows, int8_t* output,
                                     uint8_t* scratch) {
  const ConvShape& shape = layer.shape;
  const DepthwiseColumns& layout = layer.layout;
  const auto zero = static_cast<int8_t>(layer.input_zero_point);
  const int8_t zeros[] = {zero, zero, zero, zero};
  auto* const copies = reinterpret_cast<ColumnCopy*>(scratch);
  auto* const columns =
      reinterpret_cast<int32_t*>(copies + layout.quads * 2 * layout.phases);
  int32_t* const runs = columns + layout.quads * layout.quad_words();
  find_runs(layer, runs);
  DepthwiseRow row;
  row.copies = copies;
  row.columns = columns;
  row.channels = shape.input_channels;
  row.column_step = layout.phases * shape.input_channels;
  row.pixels = layout.outputs;
  row.tile = layout.tile;
  row.pixel_words = layout.pixel_words(shape);
  row.stream_words = DepthwiseColumns::kBlock * layout.stream_words();
  const int tile = layout.tile;
  const int stride = shape.stride_w;
  const bool in_runs = layout.run_taps != 1;
  for (int x = 0; x < shape.output_width; x += layout.outputs) {
    x = min_of<int>(x, shape.output_width - layout.outputs);
    row.copies_end = plan_columns(layer, rows, x * stride - shape.margin_left,
                                  zeros, copies, columns);
    depthwise_blocks(
        row, layer.stream, output + x * row.channels,
        [&](const int32_t* at, const int32_t* stream, int8_t* to) {
          if (!in_runs) {
            tile == DepthwiseColumns::kMaxTile
                ? depthwise_tile<DepthwiseColumns::kMaxTile>(layer, at, runs,
                                                             stream, to)
                : depthwise_tile<DepthwiseColumns::kMinTile>(layer, at, runs,
                                                             stream, to);
          } else if (stride == 1) {
            depthwise_tile_of_runs<1>(at, stream, to, row.channels, tile);
          } else {
            depthwise_tile_of_runs<2>(at, stream, to, row.channels, tile);
          }
        });
  }
}

/// The whole tensor. input: int8 NHWC. output: int8 NHWC.
FIREFLY_KERNEL
inline void depthwise_columns_s8(const DepthwiseColumnsS8& layer,
                                 const int8_t* input, int8_t* output,
                                 uint8_t* scratch) {
  constexpr int kPointerBytes = sizeof(const int8_t*);
  auto** rows = reinterpret_cast<const int8_t**>(
      scratch +
      depthwise_columns_s8_row_scratch_bytes(layer.layout, kPointerBytes));
  for_each_row(layer.shape, input, output, rows,
               [&](const int8_t* const* window, int8_t* row) {
                 depthwise_columns_s8_row(layer, window, row, scratch);
               });
}

}  // namespace firefly::armv7em
