// SPDX-License-Identifier: Apache-2.0
//
// The one kernel behind slices, transpositions, tiles, paddings and the
// shuffles between space and depth: all of them are nested loops over strides.
#pragma once

#include "kernels/base.h"

namespace firefly {

/// Most loops that a copy has: each dimension of a tile is two of them.
inline constexpr int kMaxCopyRank = 2 * kMaxKernelRank;

/// An N-dimensional strided copy. Offsets and strides count elements; a stride
/// of 0 repeats, a negative one reverses.
struct CopyNd {
  int32_t rank;  ///< Loops, 1..kMaxCopyRank; the host merges what it can.
  const int32_t* dims;  ///< [rank][extent, input stride, output stride].
  int32_t input_offset;
  int32_t output_offset;
  int32_t fill_elems;  ///< Output elements to fill before the copy, or 0.
  int64_t fill_bits;   ///< The fill element's bytes, lowest first.
};

namespace copy_nd_detail {

template <class T>
FIREFLY_INLINE void fill(T* output, int32_t count, int64_t bits) {
  T value;
  __builtin_memcpy(&value, &bits, sizeof(T));
  for (int32_t i = 0; i < count; ++i) {
    output[i] = value;
  }
}

template <class T>
FIREFLY_INLINE void copy_line(const T* input, T* output, const int32_t* dim) {
  const int32_t extent = dim[0];
  const int32_t input_stride = dim[1];
  const int32_t output_stride = dim[2];
  if (input_stride == 1 && output_stride == 1) {
    __builtin_memcpy(output, input, static_cast<size_t>(extent) * sizeof(T));
    return;
  }
  for (int32_t i = 0; i < extent; ++i) {
    output[i * output_stride] = input[i * input_stride];
  }
}

}  // namespace copy_nd_detail

/// Copies `input` to `output`, which must not overlap. T: any element.
template <class T>
FIREFLY_KERNEL
void copy_nd(const CopyNd& layer, const T* input, T* output) {
  copy_nd_detail::fill(output, layer.fill_elems, layer.fill_bits);
  input += layer.input_offset;
  output += layer.output_offset;
  int32_t index[kMaxCopyRank] = {};
  const int32_t* const innermost = layer.dims + 3 * (layer.rank - 1);
  for (;;) {
    copy_nd_detail::copy_line(input, output, innermost);
    // Advance the loops around the line, as an odometer.
    int32_t d = layer.rank - 2;
    for (; d >= 0; --d) {
      const int32_t* const dim = layer.dims + 3 * d;
      input += dim[1];
      output += dim[2];
      if (++index[d] < dim[0]) {
        break;
      }
      index[d] = 0;
      input -= dim[0] * dim[1];
      output -= dim[0] * dim[2];
    }
    if (d < 0) {
      return;
    }
  }
}

}  // namespace firefly
