// SPDX-License-Identifier: Apache-2.0
//
// Index of the largest or smallest element along a dimension; TFLM's
// reference/arg_min_max.h.
#pragma once

#include "kernels/base.h"

namespace firefly {

/// x: [outer, extent, inner], output: [outer, inner].
struct ArgReduceLayer {
  int32_t outer;
  int32_t extent;
  int32_t inner;
};

/// The first of equals wins. Index: int32_t or int64_t.
template <bool largest, class T, class Index>
FIREFLY_KERNEL
void arg_reduce(const ArgReduceLayer& layer, const T* x, Index* out) {
  for (int32_t o = 0; o < layer.outer; ++o) {
    for (int32_t i = 0; i < layer.inner; ++i) {
      const T* candidate = x + i;
      T best = *candidate;
      int32_t best_index = 0;
      for (int32_t k = 1; k < layer.extent; ++k) {
        candidate += layer.inner;
        if (largest ? *candidate > best : *candidate < best) {
          best = *candidate;
          best_index = k;
        }
      }
      *out++ = best_index;
    }
    x += layer.extent * layer.inner;
  }
}

}  // namespace firefly
