// SPDX-License-Identifier: Apache-2.0
//
// A tensor seen as rows: one line of an image, one frame of a spectrogram, one
// sample of a motion sensor. The unit in which Firefly computes.
#pragma once

#include "kernels/base.h"

namespace firefly {

/// `height` rows of `row_elems` elements, of which the last `kept` are in
/// memory, as a ring: row y lies at y mod kept. All are there if kept ==
/// height. Constants as template arguments, so that addresses fold.
template <class T, int height, int row_elems, int kept>
struct Rows {
  T* data;

  FIREFLY_INLINE T* row(int y) const {
    if constexpr (kept == height) {
      return data + y * row_elems;
    } else {
      return data + (y % kept) * row_elems;
    }
  }
};

/// Pointers to the rows that a window of `count` rows covers, null for rows
/// outside the image (margins).
template <class T, int count>
struct RowWindow {
  const T* row[count];

  template <int height, int row_elems, int kept>
  FIREFLY_INLINE RowWindow(const Rows<T, height, row_elems, kept>& rows,
                           int first, int dilation) {
    for (int k = 0; k < count; ++k) {
      const int y = first + k * dilation;
      row[k] = y < 0 || y >= height ? nullptr : rows.row(y);
    }
  }
};

}  // namespace firefly
