// SPDX-License-Identifier: Apache-2.0
//
// The copies whose steps are irregular, so that strides can not say them:
// mirrored borders, nearest neighbours, blocks of space and batch with margins.
#pragma once

#include "kernels/base.h"
#include "kernels/copy_nd.h"

namespace firefly {

/// One tensor, the dense one, is walked in order; the place in the other one is
/// the sum of one table entry for each dimension. Offsets count elements.
struct CopyIndexed {
  int32_t rank;  ///< Dimensions outside the run, 1..kMaxKernelRank.
  int32_t extent[kMaxKernelRank];
  const int32_t* offsets;  ///< The tables, extent[d] entries each, in a row.
  int32_t run;             ///< Innermost elements, adjacent in both tensors.
  int32_t fill_elems;      ///< Output elements to fill before, or 0.
  int64_t fill_bits;       ///< The fill element's bytes, lowest first.
};

namespace copy_indexed_detail {

/// Calls `copy(dense place, indexed place)` for every run.
template <class Copy>
FIREFLY_INLINE void for_each_run(const CopyIndexed& layer, Copy copy) {
  const int32_t* table[kMaxKernelRank];
  int32_t index[kMaxKernelRank] = {};
  int32_t indexed = 0;
  const int32_t* next = layer.offsets;
  for (int32_t d = 0; d < layer.rank; ++d) {
    if (layer.extent[d] == 0) {
      return;
    }
    table[d] = next;
    next += layer.extent[d];
    indexed += table[d][0];
  }
  for (int32_t dense = 0;; dense += layer.run) {
    copy(dense, indexed);
    int32_t d = layer.rank - 1;
    for (; d >= 0; --d) {
      indexed -= table[d][index[d]];
      index[d] = index[d] + 1 < layer.extent[d] ? index[d] + 1 : 0;
      indexed += table[d][index[d]];
      if (index[d] != 0) {
        break;
      }
    }
    if (d < 0) {
      return;
    }
  }
}

}  // namespace copy_indexed_detail

/// output[dense] = input[indexed]. The tensors must not overlap.
template <class T>
FIREFLY_KERNEL
void copy_from_indexed(const CopyIndexed& layer, const T* input, T* output) {
  const size_t bytes = static_cast<size_t>(layer.run) * sizeof(T);
  copy_indexed_detail::for_each_run(layer, [=](int32_t dense, int32_t indexed) {
    __builtin_memcpy(output + dense, input + indexed, bytes);
  });
}

/// output[indexed] = input[dense], on top of the fill. The tensors must not
/// overlap.
template <class T>
FIREFLY_KERNEL
void copy_to_indexed(const CopyIndexed& layer, const T* input, T* output) {
  const size_t bytes = static_cast<size_t>(layer.run) * sizeof(T);
  copy_nd_detail::fill(output, layer.fill_elems, layer.fill_bits);
  copy_indexed_detail::for_each_run(layer, [=](int32_t dense, int32_t indexed) {
    __builtin_memcpy(output + indexed, input + dense, bytes);
  });
}

}  // namespace firefly
