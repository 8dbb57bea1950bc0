// SPDX-License-Identifier: Apache-2.0
//
// Rows of planes: how a convolution hands its output to a depthwise one that
// multiplies two pixels of a channel at a time. A channel's pixels lie side by
// side, as q + 128 in 16 bits. Of a tensor whose zero point is -128, which is
// what a ReLU leaves, a margin is then a zero: one stands before every plane's
// first pixel and one behind its last, so that no window of three columns needs
// a border case, and a row of margins is left out altogether.
#pragma once

#include "kernels/base.h"

namespace firefly {

/// From one channel's pixels to the next one's. The last word ends with the
/// margin behind the last pixel; of an even width it also holds the margin
/// before the next channel's first.
constexpr int32_t plane_bytes(int32_t width) { return (width / 2 + 1) * 4; }

/// A row starts with the word that holds the margin before its first pixel.
inline constexpr int32_t kPlaneRowStartBytes = 4;

constexpr int32_t plane_row_bytes(int32_t width, int32_t channels) {
  return kPlaneRowStartBytes + channels * plane_bytes(width);
}

/// Writes the margins of a row, aligned to 4 bytes, whose pixels are written
/// two by two, one that is left over with a zero behind it.
FIREFLY_INLINE void write_plane_margins(int8_t* row, int32_t width,
                                        int32_t channels) {
  const int32_t step = plane_bytes(width);
  for (int32_t i = width % 2 == 0 ? channels : 0; i >= 0; --i, row += step) {
    __builtin_memset(row, 0, 4);
  }
}

}  // namespace firefly
