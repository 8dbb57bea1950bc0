// SPDX-License-Identifier: Apache-2.0
//
// Rows of planes: how a convolution hands its output to a depthwise one that
// multiplies two pixels of a channel at a time. A channel's pixels lie side by
// side, as q + 128 in 16 bits. Of a tensor whose zero point is -128, which is
// what a ReLU leaves, a margin is then a zero: as many as the windows need
// stand before every plane's first pixel and behind its last, so that no window
// needs a border case, and a row of margins is left out altogether.
#pragma once

#include "kernels/base.h"

namespace firefly {

inline constexpr int32_t kMostPlaneMargin = 3;

/// From one channel's pixels to the next one's. The words behind a plane's
/// pixels hold the margin behind its last, and the one before the next
/// channel's first.
constexpr int32_t plane_bytes(int32_t width, int32_t margin) {
  return (width + margin + 1) / 2 * 4;
}

/// A row starts with the words that hold the margin before its first pixel.
constexpr int32_t plane_start_bytes(int32_t margin) {
  return (margin + 1) / 2 * 4;
}

/// A word behind a row of wide margins may be read, and counts for nothing.
constexpr int32_t plane_row_bytes(int32_t width, int32_t channels,
                                  int32_t margin) {
  return plane_start_bytes(margin) + channels * plane_bytes(width, margin) +
         (margin > 1 ? 4 : 0);
}

// Two rows of an odd width may share their planes: then a channel's pixels of
// an even row and of the odd one below it follow each other, without margins.
// Pairs of pixels lie in words wherever the first row ends, and no byte is
// spent on what every row begins and ends with. A last row without another is
// as if there was one.

/// From a channel to the next one in planes of two rows; half of all of them is
/// what counts as a row.
constexpr int32_t plane_pair_bytes(int32_t width) { return 4 * width; }
constexpr int32_t plane_pair_row_bytes(int32_t width, int32_t channels) {
  return 2 * width * channels;
}

/// From the beginning of planes of two rows to the word of the odd row's first
/// pixel, which is its second half.
constexpr int32_t plane_pair_odd_bytes(int32_t width) { return width / 2 * 4; }

// A depthwise convolution on planes may hand on wide rows, to one that
// multiplies int16: pixel by pixel, as int16.

/// Elements of a pixel of a wide row: whole words. What stands in the last one
/// beyond the channels counts for nothing.
constexpr int32_t wide_channels(int32_t channels) {
  return (channels + 1) / 2 * 2;
}

/// Writes the margins of a row, aligned to 4 bytes, whose pixels are written
/// two by two, one that is left over with a zero behind it.
FIREFLY_INLINE void write_plane_margins(int8_t* row, int32_t width,
                                        int32_t channels, int32_t margin) {
  static_assert((kMostPlaneMargin + 1) / 2 <= 2);
  // Word by word: for so few bytes a call of memset() costs ten times as much.
  const auto clear = [](int8_t* to, int32_t bytes) {
    if (bytes > 0) {
      __builtin_memset(to, 0, 4);
    }
    if (bytes > 4) {
      __builtin_memset(to + 4, 0, 4);
    }
  };
  clear(row, plane_start_bytes(margin));
  const int32_t step = plane_bytes(width, margin);
  const int32_t pixels = (width + 1) / 2 * 4;
  row += plane_start_bytes(margin) + pixels;
  for (int32_t i = step > pixels ? channels : 0; i > 0; --i, row += step) {
    clear(row, step - pixels);
  }
}

}  // namespace firefly
