// SPDX-License-Identifier: Apache-2.0
//
// depthwise_conv2d_s8 with MVE. Part of a row at a time, 16 channels or all of
// fewer, is rearranged into words of four rows each, margins included;
// mve_depthwise.h does the rest.
#pragma once

#include "isa/mve_copy.h"
#include "isa/mve_depthwise.h"
#include "isa/mve_isa.h"
#include "kernels/depthwise_conv2d_s8.inl"

namespace firefly {
namespace mve {

/// Four rows, or one that is all zero points and does not move.
struct FourRows {
  const int8_t* at[4];
  int step[4];
};

/// Stores bytes of four rows in turn, `lanes` of them from each row and 16 at
/// most, `count` times. Of three rows the fourth byte is anything.
inline FIREFLY_KERNEL
void interleave(const FourRows& from, bool three, int lanes, int count,
                int8_t* to) {
  const int8_t* r0 = from.at[0];
  const int8_t* r1 = from.at[1];
  const int8_t* r2 = from.at[2];
  const int8_t* r3 = from.at[3];
  if (three) {
    __asm__ volatile(
        "vctp.8 %[lanes]\n\t"
        "dls lr, %[count]\n"
        "1:\n\t"
        "vpsttt\n\t"
        "vldrbt.u8 q0, [%[r0]]\n\t"
        "vldrbt.u8 q1, [%[r1]]\n\t"
        "vldrbt.u8 q2, [%[r2]]\n\t"
        "add %[r0], %[s0]\n\t"
        "vst40.8 {q0, q1, q2, q3}, [%[to]]\n\t"
        "add %[r1], %[s1]\n\t"
        "vst41.8 {q0, q1, q2, q3}, [%[to]]\n\t"
        "add %[r2], %[s2]\n\t"
        "vst42.8 {q0, q1, q2, q3}, [%[to]]\n\t"
        "vst43.8 {q0, q1, q2, q3}, [%[to]]!\n\t"
        "le lr, 1b\n\t"
        : [r0] "+r"(r0), [r1] "+r"(r1), [r2] "+r"(r2), [to] "+r"(to)
        : [s0] "r"(from.step[0]), [s1] "r"(from.step[1]),
          [s2] "r"(from.step[2]), [lanes] "r"(lanes), [count] "r"(count)
        : "q0", "q1", "q2", "q3", "lr", "memory", "cc");
  } else {
    __asm__ volatile(
        "vctp.8 %[lanes]\n\t"
        "dls lr, %[count]\n"
        "1:\n\t"
        "vpstttt\n\t"
        "vldrbt.u8 q0, [%[r0]]\n\t"
        "vldrbt.u8 q1, [%[r1]]\n\t"
        "vldrbt.u8 q2, [%[r2]]\n\t"
        "vldrbt.u8 q3, [%[r3]]\n\t"
        "add %[r0], %[s0]\n\t"
        "vst40.8 {q0, q1, q2, q3}, [%[to]]\n\t"
        "add %[r1], %[s1]\n\t"
        "vst41.8 {q0, q1, q2, q3}, [%[to]]\n\t"
        "add %[r2], %[s2]\n\t"
        "vst42.8 {q0, q1, q2, q3}, [%[to]]\n\t"
        "add %[r3], %[s3]\n\t"
        "vst43.8 {q0, q1, q2, q3}, [%[to]]!\n\t"
        "le lr, 1b\n\t"
        : [r0] "+r"(r0), [r1] "+r"(r1), [r2] "+r"(r2), [r3] "+r"(r3),
          [to] "+r"(to)
        : [s0] "r"(from.step[0]), [s1] "r"(from.step[1]),
          [s2] "r"(from.step[2]), [s3] "r"(from.step[3]), [lanes] "r"(lanes),
          [count] "r"(count)
        : "q0", "q1", "q2", "q3", "lr", "memory", "cc");
  }
}

/// One row of a layer, part by part.
class DepthwiseRow {
 public:
  DepthwiseRow(const DepthwiseConv2dS8& layer, const int8_t* const* rows,
               int8_t* output, uint8_t* scratch)
      : shape_(layer.shape),
        rows_(rows),
        output_(output),
        tiles_(depthwise_tiles(layer.shape)),
        zero_(vdupq_n_s8(static_cast<int8_t>(layer.input_zero_point))),
        zeros_(reinterpret_cast<int8_t*>(scratch)),
        words_(zeros_ + 16 * tiles_.chunks) {
    vstrbq_s8(zeros_, zero_);
    pass_.finish = finish_of(layer.range, layer.right_shift);
    pass_.further_chunks = tiles_.chunks - 1;
    pass_.further = reinterpret_cast<uint32_t*>(scratch + 16);
    pass_.zero_point = layer.range.zero_point;
    pass_.low = layer.range.low;
    pass_.high = layer.range.high;
    pass_.stream = layer.weights;
    place_words(reinterpret_cast<uint32_t*>(scratch + 16));
  }

  /// Tiles that are left over end where the channels end.
  void run() {
    const int channels = shape_.input_channels;
    const int whole = channels / 16 * 16;
    for (int channel = 0; channel < whole; channel += 16) {
      run_channels(channel, {0, 2}, {0, 0});
    }
    const int left = (channels - whole + 7) / 8;
    if (channels < 16) {
      run_channels(0, {0, 1}, {channels - 8, left - 1});
    } else if (left > 0) {
      run_channels(channels - 16, {16 - 8 * left, left}, {0, 0});
    }
  }

 private:
  /// Neighbouring tiles, the first channel counted within what is rearranged.
  struct Tiles {
    int channel;
    int count;
  };

  /// Where the window's words lie: column by column, then group by group.
  /// Words past the last one have weights of zero, and lie anywhere.
  void place_words(uint32_t* further) {
    const int column_bytes = 4 * tiles_.channels * shape_.dilation_w;
    const int words = shape_.kernel_width * tiles_.row_groups;
    int column = 0;
    int group = 0;
    for (int word = 0; word < 4 * tiles_.chunks; ++word) {
      const int place =
          word < words ? column * column_bytes + group * tiles_.group_bytes()
                       : 0;
      if (word < 4) {
        places_[word] = place;
      } else {
        // The first chunk has moved on by a tile.
        *further++ = static_cast<uint32_t>(place - places_[word % 4] - 8 * 4);
      }
      if (++group == tiles_.row_groups) {
        group = 0;
        ++column;
      }
    }
  }

  void run_channels(int channel, Tiles first, Tiles second) {
    const int tile_bytes = depthwise_tile_bytes(tiles_.chunks);
    for (int x = 0; x < shape_.output_width; x += tiles_.pixels) {
      const int pixels = min_of<int>(tiles_.pixels, shape_.output_width - x);
      rearrange(channel, x, pixels);
      multiply(channel, first, x, pixels);
      if (second.count > 0) {
        pass_.stream += first.count * tile_bytes;
        multiply(channel, second, x, pixels);
        pass_.stream -= first.count * tile_bytes;
      }
    }
    pass_.stream += first.count * tile_bytes;
  }

  /// Rows to words: what the output pixels from x on see of the channels.
  void rearrange(int channel, int x, int pixels) const {
    const int channels = tiles_.channels;
    const int first = x * shape_.stride_w - shape_.margin_left;
    const int columns =
        tiles_.columns - (tiles_.pixels - pixels) * shape_.stride_w;
    const int begin = clamp<int>(-first, 0, columns);
    const int end = clamp<int>(shape_.input_width - first, begin, columns);
    const int offset = (first + begin) * shape_.input_channels + channel;
    for (int group = 0; group < tiles_.row_groups; ++group) {
      int8_t* const words = words_ + group * tiles_.group_bytes();
      fill(words, begin * channels * 4, zero_);
      interleave_group(4 * group, offset, end - begin,
                       words + begin * channels * 4);
      fill(words + end * channels * 4, (columns - end) * channels * 4, zero_);
    }
  }

  void interleave_group(int first_row, int offset, int columns,
                        int8_t* words) const {
    const bool together = shape_.input_channels < 16;
    const int step = together ? 16 : shape_.input_channels;
    const int bytes = columns * shape_.input_channels;
    const int whole = together ? bytes / 16 : columns;
    FourRows from;
    for (int i = 0; i < 4; ++i) {
      // Rows past the window have weights of zero.
      const int8_t* const row =
          rows_[min_of<int>(first_row + i, shape_.kernel_height - 1)];
      from.at[i] = row == nullptr ? zeros_ : row + offset;
      from.step[i] = row == nullptr ? 0 : step;
    }
    const bool three = shape_.kernel_height - first_row <= 3;
    if (whole > 0) {
      interleave(from, three, 16, whole, words);
    }
    if (together && bytes % 16 != 0) {
      for (int i = 0; i < 4; ++i) {
        from.at[i] += whole * from.step[i];
      }
      interleave(from, three, bytes % 16, 1, words + whole * 64);
    }
  }

  void multiply(int channel, Tiles tiles, int x, int pixels) {
    const int channels = shape_.output_channels;
    const auto base = reinterpret_cast<uint32_t>(words_) - 4 +
                      static_cast<uint32_t>(4 * tiles.channel);
    for (int i = 0; i < 4; ++i) {
      pass_.addresses[i] = base + static_cast<uint32_t>(places_[i]);
    }
    pass_.tiles = tiles.count;
    pass_.address_advance =
        4 * (shape_.stride_w * tiles_.channels - 8 * tiles.count);
    pass_.output_advance = channels - 8 * tiles.count;
    pass_.pixels = pixels;
    pass_.output = output_ + x * channels + channel + tiles.channel;
    if (channels >= 8) {
      depthwise_pixels(&pass_);
    } else {
      multiply_few_channels(x);
    }
  }

  /// A tile stores eight channels: into the next pixel, which then overwrites
  /// them, but not beyond the row.
  void multiply_few_channels(int x) {
    const int channels = shape_.output_channels;
    const int pixels = pass_.pixels;
    const int inside = clamp<int>(
        shape_.output_width - (8 + channels - 1) / channels + 1 - x, 0, pixels);
    if (inside > 0) {
      pass_.pixels = inside;
      depthwise_pixels(&pass_);
    }
    const int column = 4 * shape_.stride_w * tiles_.channels;
    for (int i = 0; i < 4; ++i) {
      pass_.addresses[i] += static_cast<uint32_t>(inside * column);
    }
    int8_t* output = output_ + (x + inside) * channels;
    for (int pixel = inside; pixel < pixels; ++pixel, output += channels) {
      int8_t tile[8];
      pass_.pixels = 1;
      pass_.output = tile;
      depthwise_pixels(&pass_);
      for (int c = 0; c < channels; ++c) {
        output[c] = tile[c];
      }
      for (int i = 0; i < 4; ++i) {
        pass_.addresses[i] += static_cast<uint32_t>(column);
      }
    }
  }

  const ConvShape& shape_;
  const int8_t* const* rows_;
  int8_t* output_;
  DepthwiseTiles tiles_;
  int8x16_t zero_;
  int8_t* zeros_;
  int8_t* words_;
  DepthwisePass pass_;
  int places_[4];
};

}  // namespace mve

template <>
inline FIREFLY_KERNEL
void depthwise_conv2d_s8_row<mve::Isa>(const DepthwiseConv2dS8& layer,
                                       const int8_t* const* rows,
                                       int8_t* output, uint8_t* scratch) {
  mve::DepthwiseRow(layer, rows, output, scratch).run();
}

template <>
inline FIREFLY_KERNEL
void depthwise_conv2d_s8<mve::Isa>(const DepthwiseConv2dS8& layer,
                                   const int8_t* input, int8_t* output,
                                   uint8_t* scratch) {
  auto** rows = reinterpret_cast<const int8_t**>(
      scratch + mve::depthwise_conv2d_s8_row_scratch_bytes(layer.shape));
  for_each_row(layer.shape, input, output, rows,
               [&](const int8_t* const* window, int8_t* row) {
                 depthwise_conv2d_s8_row<mve::Isa>(layer, window, row, scratch);
               });
}

}  // namespace firefly
