// SPDX-License-Identifier: Apache-2.0
//
// paired_conv2d_s8 for few input channels, as first layers have them. Products
// there are too few to pay for a copy of every pixel's window, so the rows
// under the kernel are widened to int16 as they are, margins included, and
// windows are read from them: a pixel's activation and its neighbour's are a
// constant apart. So are rows and the words of a window, and the code for the
// products of one layer has no loop.
//
// Windows of an odd number of values a row, and steps of an odd number, would
// waste half a word a row and begin with half a word. Rows are paired there: a
// word has a value and the one below it, of two rows of the kernel, and starts
// a window wherever that begins. A last row without a partner lies as words of
// a value and the next one, of which a window has every other; where windows
// begin with every value there is one for each.
#pragma once

#include "kernels/paired_conv2d_s8.h"

namespace firefly {

/// Where the windows of a pair of pixels lie in rows of int16.
template <int rows, int words, int second, int row_bytes, bool paired = false,
          int lone_words = 0>
struct DirectWindows {
  static constexpr int kRows = rows;           ///< Of the kernel, or pairs.
  static constexpr int kWords = words;         ///< Of a window in one of them.
  static constexpr int kSecond = second;       ///< Bytes from pixel to pixel.
  static constexpr int kRowBytes = row_bytes;  ///< From row to row.
  static constexpr bool kPaired = paired;
  /// Of the row behind them, two words apart, that has no partner.
  static constexpr int kLoneWords = lone_words;
  static constexpr int kAllWords = rows * words + lone_words;

  /// Bytes from a window's beginning to one of its words.
  static constexpr int word_at(int word) {
    const int lone = word - rows * words;
    return lone < 0 ? word / words * row_bytes + word % words * 4
                    : rows * row_bytes + 8 * lone;
  }
};

/// kLead of layers whose channels have shifts of their own.
inline constexpr int32_t kOwnShifts = -1;

/// What becomes of the sums.
template <int form, int step, int rest, int lead = kOwnShifts>
struct DirectOutputs {
  static constexpr int kForm = form;  ///< Bits of paired_form.
  /// Bytes from a pixel's outputs to the next one's, or from plane to plane.
  static constexpr int kStep = step;
  static constexpr int kRest = rest;  ///< Channels beyond whole tiles.
  /// After a ReLU all channels may have the same shift: an output is
  /// (sum · 2^8 · multiplier / 2^32 + addend) / 2^(16 - lead), both rounded
  /// down. A channel's scales are the multiplier and the addend then, that of
  /// first channels times 2^lead.
  static constexpr int kLead = lead;
};

/// Words of a tile's scales, and bytes from the weights of a tile to those of
/// the next. The scales follow the weights, of which there are no more than a
/// window's words.
constexpr int32_t direct_scale_words(int32_t lead) {
  return lead == kOwnShifts ? kPairedScales : 2 * kPairedChannels;
}
template <class Windows, class Outputs>
constexpr int32_t direct_tile_bytes() {
  return kPairedBiasBytes + 8 * Windows::kAllWords +
         4 * direct_scale_words(Outputs::kLead);
}

/// Whether rows are paired: DirectWindows::kRows are pairs then. Rows of an odd
/// width would need other pairs for the second of two.
constexpr bool are_direct_rows_paired(const ConvShape& shape) {
  const int32_t run = shape.kernel_width * shape.input_channels;
  const bool is_odd_step = shape.stride_w * shape.input_channels % 2 != 0;
  return shape.output_width % 2 == 0 &&
         (is_odd_step || (run % 2 != 0 && shape.kernel_height > 1));
}

/// DirectWindows of a shape.
constexpr int32_t direct_rows(const ConvShape& shape) {
  return are_direct_rows_paired(shape) ? shape.kernel_height / 2
                                       : shape.kernel_height;
}
constexpr int32_t direct_row_words(const ConvShape& shape) {
  const int32_t run = shape.kernel_width * shape.input_channels;
  return are_direct_rows_paired(shape) ? run : (run + 1) / 2;
}
constexpr int32_t direct_lone_words(const ConvShape& shape) {
  const int32_t run = shape.kernel_width * shape.input_channels;
  return are_direct_rows_paired(shape) && shape.kernel_height % 2 != 0
             ? (run + 1) / 2
             : 0;
}
constexpr int32_t direct_words(const ConvShape& shape) {
  return direct_rows(shape) * direct_row_words(shape) +
         direct_lone_words(shape);
}
constexpr int32_t direct_second(const ConvShape& shape) {
  return (are_direct_rows_paired(shape) ? 4 : 2) * shape.stride_w *
         shape.input_channels;
}

/// Bytes of a row, or of a pair of rows, for a strip of pixel pairs.
constexpr int32_t direct_row_bytes(const ConvShape& shape,
                                   int32_t strip_pairs) {
  return (2 * strip_pairs - 1) * direct_second(shape) +
         4 * direct_row_words(shape);
}

/// Bytes of all of them, with a lone row if there is one.
constexpr int32_t direct_patch_bytes(const ConvShape& shape,
                                     int32_t strip_pairs) {
  const int32_t lone = direct_lone_words(shape) > 0 ? 1 : 0;
  return (direct_rows(shape) + lone) * direct_row_bytes(shape, strip_pairs);
}

/// Products a sum, as PairedDotS8::depth.
constexpr int32_t direct_depth(const ConvShape& shape) {
  return round_up(2 * direct_words(shape), 4);
}

/// The element of a window, [kernel row][kernel column][channel], at a place of
/// the depth; -1 for padding. Single pixels come in the order in which they are
/// widened most easily. Else the two halves of a word are neighbours, or one
/// below the other, and kernel rows are padded to whole words.
constexpr int32_t direct_element(const ConvShape& shape, int32_t place) {
  if (windows_are_runs(shape)) {
    return place;
  }
  const int32_t half = place / 4 * 4 + place % 2 * 2 + place % 4 / 2;
  const int32_t run = shape.kernel_width * shape.input_channels;
  const int32_t paired =
      are_direct_rows_paired(shape) ? 2 * run * direct_rows(shape) : 0;
  if (half < paired) {
    return (half / (2 * run) * 2 + half % 2) * run + half % (2 * run) / 2;
  }
  const int32_t row_halves = (run + 1) / 2 * 2;
  const int32_t row = (half - paired) / row_halves + paired / run;
  const int32_t at = (half - paired) % row_halves;
  return row < shape.kernel_height && at < run ? row * run + at : -1;
}

/// Bytes of rows for a strip, and how many pairs of pixels that gives: strips
/// of about the same width.
inline constexpr int32_t kDirectBytes = 1024;
constexpr int32_t direct_strip_pairs(const ConvShape& shape) {
  const int32_t pairs = shape.output_width / 2;
  int32_t strips = 1;
  const auto strip = [&] { return (pairs + strips - 1) / strips; };
  while (strip() > 1 && direct_patch_bytes(shape, strip()) > kDirectBytes) {
    ++strips;
  }
  return strip();
}

/// Two rows of an odd width in a call: their pixels follow each other, so that
/// the last one of the first row and the first one of the second make a pair.
/// Single pixels are widened strip by strip, other rows once, as they are wide.
struct DirectRowPairs {
  int32_t strip_pairs;  ///< 0 of whole rows.
  int32_t row_bytes;    ///< Of whole rows.
  int32_t patch_bytes;
  int32_t last_second;  ///< Bytes from the last pixel to the next row's first.
};
constexpr DirectRowPairs direct_row_pairs(const ConvShape& shape) {
  const int32_t second = 2 * shape.stride_w * shape.input_channels;
  if (windows_are_runs(shape)) {
    const int32_t pairs = shape.output_width;
    const int32_t most = max_of<int32_t>(kDirectBytes / (2 * second), 1);
    const int32_t strips = (pairs + most - 1) / most;
    const int32_t strip = (pairs + strips - 1) / strips;
    return {strip, 0, strip * 2 * second, second};
  }
  const int32_t from_first = (shape.output_width - 1) * second;
  const int32_t run = shape.kernel_width * shape.input_channels;
  const int32_t row = from_first + (run + 1) / 2 * 4;
  return {0, row, (shape.kernel_height + shape.stride_h) * row,
          shape.stride_h * row - from_first};
}

/// Whether that is possible: no column is widened in vain, a pixel and its
/// neighbour both begin with a word, and a strip is within the reach of a load,
/// a tile's outputs in that of a store.
constexpr bool is_direct_possible(const ConvShape& shape) {
  constexpr int32_t kMostWords = 64;
  constexpr int32_t kReach = 4096;
  const bool is_odd = shape.output_width % 2 != 0;
  const int32_t words = direct_words(shape);
  const int32_t strip_bytes =
      is_odd ? direct_row_pairs(shape).patch_bytes
             : direct_patch_bytes(shape, direct_strip_pairs(shape));
  return (!is_odd ||
          (are_row_pairs_worthwhile(shape) && strip_bytes <= kDirectBytes)) &&
         shape.groups == 1 && shape.dilation_w == 1 &&
         shape.stride_w <= shape.kernel_width &&
         direct_second(shape) % 4 == 0 && words <= kMostWords &&
         strip_bytes <= kReach && 2 * shape.output_channels < kReach &&
         3 * plane_bytes(shape.output_width, kMostPlaneMargin) < kReach;
}

/// Of code, that runs for a pair of pixels and two channels: 56 bytes a word of
/// each window, and what becomes of the sums.
constexpr int32_t direct_loop_bytes(const ConvShape& shape) {
  return 56 * direct_words(shape) + 256;
}

/// Whether it saves eight cycles a byte of code, as measured on Cortex-M4:
/// three a word of each window, and five an output.
constexpr bool is_direct_worthwhile(const ConvShape& shape) {
  const int32_t words = direct_words(shape);
  const int64_t pixels = int64_t{shape.output_height} * shape.output_width;
  return pixels * (3 * words + 5 * shape.output_channels) >=
         8 * (800 + 56 * words);
}

/// Scratch of direct_conv2d_s8_row(), aligned to 8 bytes.
constexpr int32_t direct_conv2d_s8_row_scratch_bytes(const ConvShape& shape) {
  return round_up(direct_patch_bytes(shape, direct_strip_pairs(shape)), 8);
}

/// Scratch of direct_conv2d_s8_two_rows(), likewise: the patch, and a pair's
/// outputs.
constexpr int32_t direct_conv2d_s8_two_rows_scratch_bytes(
    const ConvShape& shape) {
  return round_up(
      direct_row_pairs(shape).patch_bytes + 2 * shape.output_channels, 8);
}

/// One output row. rows, output: as of paired_conv2d_s8_row(). The layer's
/// weights stand in the order of direct_element(), with the scales between
/// them; Windows and Outputs are those of the shape.
template <class Isa, class Windows, class Outputs>
FIREFLY_KERNEL
void direct_conv2d_s8_row(const PairedConv2dS8& layer,
                          const int8_t* const* rows, int8_t* output,
                          uint8_t* scratch);

/// Two output rows or one, as paired_conv2d_s8_two_rows(), of an odd width. In
/// planes, these are shared by two rows. Last: of the pair that both rows make.
template <class Isa, class Windows, class Last, class Outputs>
FIREFLY_KERNEL
void direct_conv2d_s8_two_rows(const PairedConv2dS8& layer,
                               const int8_t* const* rows, int8_t* output,
                               uint8_t* scratch, int count);

}  // namespace firefly
