// SPDX-License-Identifier: Apache-2.0
//
// The newest rows of a front end, as the input of a network that takes a whole
// window at once.
#pragma once

#include <stdint.h>

namespace firefly::features {

/// Windows of `rows` rows of `row_size` bytes, a new one every `hop` rows.
/// Rows are kept in a ring, since a network uses the memory of its input for
/// other things on the way.
template <int rows, int row_size, int hop>
class RowWindow {
 public:
  static_assert(0 < hop && hop <= rows);

  /// Where the next row is to be written.
  int8_t* next() { return ring_[newest_]; }

  /// The row at next() is there. Whether a window is complete; then take().
  bool advance() {
    newest_ = newest_ + 1 == rows ? 0 : newest_ + 1;
    missing_ = missing_ == 0 ? hop - 1 : missing_ - 1;
    return missing_ == 0;
  }

  /// Row i of the window, the oldest first, until the next one is written.
  [[nodiscard]] const int8_t* row(int32_t i) const {
    const int32_t at = newest_ + i;
    return ring_[at < rows ? at : at - rows];
  }

  /// Copies the window.
  void take(int8_t* input) const {
    for (int32_t i = 0; i < rows; ++i) {
      const int8_t* from = row(i);
      for (int32_t k = 0; k < row_size; ++k) {
        *input++ = from[k];
      }
    }
  }

  void reset() {
    newest_ = 0;
    missing_ = rows;
  }

 private:
  int8_t ring_[rows][row_size];
  int32_t newest_;
  int32_t missing_;  ///< Rows until a window is complete.
};

}  // namespace firefly::features
