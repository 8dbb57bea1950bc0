// SPDX-License-Identifier: Apache-2.0
//
// Bilinear resizing. Which pixels an output pixel lies between, and where, is
// the same for every inference: the host writes it into tables.
#pragma once

#include "kernels/base.h"

namespace firefly {

/// Weights are int16_t for integer elements, in 1/1024, and float for float
/// ones. A weight may lie outside 0..1 where both neighbours are one pixel.
template <class Weight>
struct ResizeBilinear {
  int32_t batches;
  int32_t input_elems;  ///< Of one image.
  int32_t output_height;
  int32_t output_width;
  int32_t depth;
  const int32_t* rows;        ///< [output_height][upper, lower], in elements.
  const Weight* row_weights;  ///< [output_height]: of the lower neighbour.
  const int32_t* columns;     ///< [output_width][left, right], in elements.
  const Weight* column_weights;  ///< [output_width]: of the right neighbour.
};

namespace resize_detail {

/// TFLite's ResizeBilinearInteger: both weights in 10 bits, so the sum carries
/// 20; rounds half away from zero.
template <class Sum>
FIREFLY_INLINE Sum round_20_bits(Sum sum) {
  constexpr Sum kHalf = Sum{1} << 19;
  return (sum + (sum > 0 ? kHalf : -kHalf)) / (Sum{1} << 20);
}

FIREFLY_INLINE int8_t blend(const int8_t* corner, int16_t down, int16_t right) {
  const int32_t up = 1024 - down;
  const int32_t left = 1024 - right;
  return static_cast<int8_t>(round_20_bits<int32_t>(
      corner[0] * up * left + corner[2] * down * left + corner[1] * up * right +
      corner[3] * down * right));
}

FIREFLY_INLINE int16_t blend(const int16_t* corner, int16_t down,
                             int16_t right) {
  const int32_t up = 1024 - down;
  const int32_t left = 1024 - right;
  return static_cast<int16_t>(
      round_20_bits<int64_t>(static_cast<int64_t>(corner[0]) * up * left +
                             static_cast<int64_t>(corner[2]) * down * left +
                             static_cast<int64_t>(corner[1]) * up * right +
                             static_cast<int64_t>(corner[3]) * down * right));
}

FIREFLY_INLINE float blend(const float* corner, float down, float right) {
  return corner[0] * (1 - down) * (1 - right) + corner[2] * down * (1 - right) +
         corner[1] * (1 - down) * right + corner[3] * down * right;
}

}  // namespace resize_detail

/// input, output: T [N,H,W,C], not overlapping. T: int8_t, int16_t, float.
/// Integers are exactly TFLite's ResizeBilinearInteger, floats its
/// ResizeBilinear up to contracted multiply-adds.
template <class T, class Weight>
FIREFLY_KERNEL
void resize_bilinear(const ResizeBilinear<Weight>& layer, const T* input,
                     T* output) {
  for (int32_t b = 0; b < layer.batches; ++b) {
    for (int32_t y = 0; y < layer.output_height; ++y) {
      const T* const upper = input + layer.rows[2 * y];
      const T* const lower = input + layer.rows[2 * y + 1];
      for (int32_t x = 0; x < layer.output_width; ++x) {
        const int32_t left = layer.columns[2 * x];
        const int32_t right = layer.columns[2 * x + 1];
        for (int32_t c = 0; c < layer.depth; ++c) {
          const T corner[4] = {upper[left + c], upper[right + c],
                               lower[left + c], lower[right + c]};
          *output++ = resize_detail::blend(corner, layer.row_weights[y],
                                           layer.column_weights[x]);
        }
      }
    }
    input += layer.input_elems;
  }
}

}  // namespace firefly
