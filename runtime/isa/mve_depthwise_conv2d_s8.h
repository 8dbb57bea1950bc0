// SPDX-License-Identifier: Apache-2.0
//
// depthwise_conv2d_s8 with MVE. Part of a row at a time, 16 channels or all of
// fewer, is rearranged into words of four rows each, margins included;
// mve_depthwise.h does the rest.
#pragma once

#include "isa/mve_copy.h"
#include "isa/mve_depthwise.h"
#include "isa/mve_interleave.h"
#include "isa/mve_isa.h"
#include "kernels/depthwise_conv2d_s8.inl"

namespace firefly {
namespace mve {

/// One row of a layer, part by part.
class DepthwiseRow {
 public:
  DepthwiseRow(const DepthwiseConv2dS8& layer, const int8_t* const* rows,
               int8_t* output, uint8_t* scratch)
      : layer_(layer),
        shape_(layer.shape),
        rows_(rows),
        output_(output),
        tiles_(depthwise_tiles(layer.shape)),
        zeros_(reinterpret_cast<int8_t*>(scratch)) {
    auto* const further = reinterpret_cast<uint32_t*>(scratch + 16);
    groups_ = reinterpret_cast<FourRows*>(scratch + 16 * tiles_.chunks);
    words_ = reinterpret_cast<int8_t*>(groups_ + tiles_.row_groups);
    vstrbq_s8(zeros_, zero());
    pass_.finish = finish_of(layer.range, layer.right_shift);
    pass_.further_chunks = tiles_.chunks - 1;
    pass_.further = further;
    pass_.zero_point = layer.range.zero_point;
    pass_.low = layer.range.low;
    pass_.high = layer.range.high;
    pass_.channels = shape_.output_channels;
    pass_.address_advance = 4 * (shape_.stride_w * tiles_.channels - 8);
    pass_.scale_offset = depthwise_scale_offset(tiles_.chunks);
    place_words(further);
  }

  void run() {
    for (int x = 0; x < shape_.output_width; x += tiles_.pixels) {
      const int pixels = min_of<int>(tiles_.pixels, shape_.output_width - x);
      find_part(x, pixels);
      pass_.stream = layer_.weights;
      pass_.pixels = pixels;
      pass_.output = output_ + x * shape_.output_channels;
      if (shape_.input_channels < 16) {
        run_few_channels();
      } else {
        run_channels();
      }
    }
  }

 private:
  int8x16_t zero() const {
    return vdupq_n_s8(static_cast<int8_t>(layer_.input_zero_point));
  }

  /// Where the window's words lie: column by column, then group by group.
  /// Words past the last one have weights of zero, and lie anywhere.
  void place_words(uint32_t* further) {
    const auto start = reinterpret_cast<uint32_t>(words_) - 4;
    const int column_bytes = 4 * tiles_.channels * shape_.dilation_w;
    if (tiles_.row_groups == 1 && tiles_.chunks == 1) {
      const uint32x4_t columns = vminq_u32(
          vidupq_n_u32(0, 1),
          vdupq_n_u32(static_cast<uint32_t>(shape_.kernel_width - 1)));
      const uint32x4_t places =
          vmulq_n_u32(columns, static_cast<uint32_t>(column_bytes));
      vstrwq_u32(places_, vaddq_n_u32(places, start));
      return;
    }
    const int group_bytes = tiles_.group_bytes();
    int column = 0;
    int group = 0;
    for (int word = 0; word < 4 * tiles_.chunks; ++word) {
      const int place = column < shape_.kernel_width
                            ? column * column_bytes + group * group_bytes
                            : 0;
      if (word < 4) {
        places_[word] = start + static_cast<uint32_t>(place);
      } else {
        // The first chunk has moved on by a tile.
        *further++ =
            start + static_cast<uint32_t>(place - 8 * 4) - places_[word % 4];
      }
      if (++group == tiles_.row_groups) {
        group = 0;
        ++column;
      }
    }
  }

  /// What output pixels [x, x + pixels) see of the rows.
  void find_part(int x, int pixels) {
    const int first = x * shape_.stride_w - shape_.margin_left;
    columns_ = tiles_.columns - (tiles_.pixels - pixels) * shape_.stride_w;
    begin_ = clamp<int>(-first, 0, columns_);
    end_ = clamp<int>(shape_.input_width - first, begin_, columns_);
    const int offset = (first + begin_) * shape_.input_channels;
    const int step = max_of<int>(shape_.input_channels, 16);
    for (int group = 0; group < tiles_.row_groups; ++group) {
      find_rows(4 * group, static_cast<uint32_t>(offset),
                static_cast<uint32_t>(step), groups_[group]);
    }
  }

  /// Rows past the window, which have weights of zero, count as margins.
  void find_rows(int first, uint32_t offset, uint32_t step,
                 FourRows& rows) const {
    const mve_pred16_t window =
        vctp32q(static_cast<uint32_t>(shape_.kernel_height - first));
    const uint32x4_t at =
        vldrwq_z_u32(reinterpret_cast<const uint32_t*>(rows_ + first), window);
    const auto margin = reinterpret_cast<uint32_t>(zeros_);
    // GCC 12 fails on predicated selections here.
    const uint32x4_t moves = vminq_u32(at, vdupq_n_u32(1));
    const uint32x4_t way = vaddq_n_u32(at, offset - margin);
    vstrwq_u32(rows.at, vaddq_n_u32(vmulq_u32(way, moves), margin));
    vstrwq_u32(rows.step, vmulq_n_u32(moves, step));
    vstrwq_u32(rows.moves, moves);
  }

  void fill_margins(int8_t* words) const {
    const int column_bytes = 4 * tiles_.channels;
    fill(words, begin_ * column_bytes, zero());
    fill(words + end_ * column_bytes, (columns_ - end_) * column_bytes, zero());
  }

  void interleave(int group, int count, int8_t* to, int lanes) const {
    if (shape_.kernel_height - 4 * group <= 3) {
      interleave_three(&groups_[group], count, to, lanes);
    } else {
      interleave_four(&groups_[group], count, to, lanes);
    }
  }

  /// 16 or more, 16 at a time. Tiles that are left over end where the channels
  /// end.
  void run_channels() {
    int8_t* words = words_;
    for (int group = 0; group < tiles_.row_groups; ++group) {
      fill_margins(words);
      words += tiles_.group_bytes();
    }
    const int channels = shape_.input_channels;
    int left = channels;
    for (; left >= 16; left -= 16) {
      interleave_columns();
      multiply(0, 2);
    }
    if (left > 0) {
      const int tiles = (left + 7) / 8;
      for (int group = 0; group < tiles_.row_groups; ++group) {
        advance(groups_[group], left - 16);
      }
      interleave_columns();
      pass_.output += left - 8 * tiles;
      multiply(16 - 8 * tiles, tiles);
    }
  }

  FIREFLY_INLINE void interleave_columns() const {
    const int count = end_ - begin_;
    if (count == 0) {
      return;
    }
    int8_t* to = words_ + begin_ * 64;
    int group = 0;
    do {
      interleave(group, count, to, 16);
      to += tiles_.group_bytes();
    } while (++group < tiles_.row_groups);
  }

  /// Less than 16, of all columns together. The last vectors reach into the
  /// margin, and into the next group of rows.
  void run_few_channels() {
    const int channels = shape_.input_channels;
    const int bytes = (end_ - begin_) * channels;
    const int whole = bytes / 16;
    int8_t* words = words_;
    for (int group = 0; group < tiles_.row_groups; ++group) {
      int8_t* const to = words + begin_ * 4 * channels;
      if (whole > 0) {
        interleave(group, whole, to, 16);
      }
      if (bytes % 16 != 0) {
        advance(groups_[group], 16 * whole - (whole > 0 ? 16 : 0));
        interleave(group, 1, to + 64 * whole, bytes % 16);
      }
      fill_margins(words);
      words += tiles_.group_bytes();
    }
    if (channels < 8) {
      multiply_part_of_tile();
      return;
    }
    multiply(0, 1);
    if (channels > 8) {
      pass_.output += channels - 16;
      multiply(channels - 8, 1);
    }
  }

  /// Tiles from a channel on, of those that are rearranged.
  FIREFLY_INLINE void multiply(int channel, int tiles) {
    const uint32x4_t start =
        vaddq_n_u32(vldrwq_u32(places_), static_cast<uint32_t>(4 * channel));
    vstrwq_u32(pass_.addresses, start);
    pass_.tiles = tiles;
    depthwise_pixels(&pass_);
  }

  /// A tile stores eight channels: more than there are, so each pixel goes to
  /// a tile of its own first.
  void multiply_part_of_tile() {
    int8_t tile[8];
    int8_t* output = pass_.output;
    const int channels = shape_.output_channels;
    const int pixels = pass_.pixels;
    pass_.pixels = 1;
    for (int pixel = 0; pixel < pixels; ++pixel, output += channels) {
      pass_.output = tile;
      pass_.stream = layer_.weights;
      multiply(pixel * shape_.stride_w * channels, 1);
      copy(tile, channels, output);
    }
  }

  const DepthwiseConv2dS8& layer_;
  const ConvShape& shape_;
  const int8_t* const* rows_;
  int8_t* output_;
  DepthwiseTiles tiles_;
  int8_t* zeros_;
  FourRows* groups_;
  int8_t* words_;
  uint32_t places_[4];  ///< Of the window's first words, less 4.
  int columns_;         ///< That a part sees.
  int begin_;           ///< Those inside the image.
  int end_;
  DepthwisePass pass_;
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
