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
  static constexpr int kHeight = height;
  T* data;

  FIREFLY_INLINE T* row(int y) const {
    if constexpr (kept == height) {
      return data + y * row_elems;
    } else {
      return data + (y % kept) * row_elems;
    }
  }
};

/// `rows` rows that lie apart: row y starts offsets[y] bytes after `memory`.
template <class T, int rows, class Offset>
struct ScatteredRows {
  static constexpr int kHeight = rows;
  uint8_t* memory;
  const Offset* offsets;

  FIREFLY_INLINE T* row(int y) const {
    return reinterpret_cast<T*>(memory + offsets[y]);
  }
};

/// Pointers to the rows that a window of `count` rows covers, null for rows
/// outside the image (margins).
template <class T, int count>
struct RowWindow {
  const T* row[count];

  /// Of Rows or ScatteredRows.
  template <class Source>
  FIREFLY_INLINE RowWindow(const Source& rows, int first, int dilation) {
    for (int k = 0; k < count; ++k) {
      const int y = first + k * dilation;
      row[k] = y < 0 || y >= Source::kHeight ? nullptr : rows.row(y);
    }
  }
};

}  // namespace firefly
