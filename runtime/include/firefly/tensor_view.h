// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

namespace firefly {

/// An input or output of a model: where its elements lie and what they mean,
/// real = scale · (q − zero_point). Row-major, outermost extent first.
template <class T, int rank_>
struct TensorView {
  using Element = T;
  static constexpr int rank = rank_;

  T* data;
  int32_t shape[rank_ > 0 ? rank_ : 1];
  float scale;  ///< 1 where the elements are not quantised.
  int32_t zero_point;

  constexpr int32_t size() const {
    int32_t count = 1;
    for (int i = 0; i < rank_; ++i) {
      count *= shape[i];
    }
    return count;
  }
  constexpr T& operator[](int32_t i) const { return data[i]; }
  constexpr T* begin() const { return data; }
  constexpr T* end() const { return data + size(); }
};

}  // namespace firefly
