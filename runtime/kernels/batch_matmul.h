// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/requantize.h"

namespace firefly {

inline constexpr int kMatMulBatchRank = 3;

/// output[b] = a[b] · b[b] over up to three broadcast batch dimensions. Steps
/// are in elements; 0 along a dimension that is broadcast. An adjoint operand
/// is read in place through its steps.
struct MatMulShape {
  int32_t batches[kMatMulBatchRank];
  int32_t a_batch_step[kMatMulBatchRank];
  int32_t b_batch_step[kMatMulBatchRank];
  int32_t rows;     ///< Of a and of the output.
  int32_t columns;  ///< Of b and of the output.
  int32_t depth;
  int32_t a_row_step;
  int32_t a_depth_step;
  int32_t b_depth_step;
  int32_t b_column_step;
};

/// int8 (32-bit sums) and int16 (64-bit sums, zero points 0). Numerics: TFLM
/// tensorflow/lite/kernels/internal/reference/batch_matmul.h.
struct QuantizedMatMul {
  MatMulShape shape;
  int32_t a_zero_point;
  int32_t b_zero_point;
  int32_t multiplier;
  int32_t shift;
  OutputRange range;

  static FIREFLY_INLINE int32_t zero(int8_t /*type*/) { return 0; }
  static FIREFLY_INLINE int64_t zero(int16_t /*type*/) { return 0; }
  template <class Sum>
  FIREFLY_INLINE Sum accumulate(Sum sum, int32_t a, int32_t b) const {
    const Sum product = static_cast<Sum>(a - a_zero_point) * (b - b_zero_point);
    return wrapping_add(sum, product);
  }
  template <class Sum>
  FIREFLY_INLINE int32_t output(Sum sum) const {
    return requantize(sum, multiplier, shift, range);
  }
};

/// The sums are in the order of the depth.
struct FloatMatMul {
  MatMulShape shape;

  static FIREFLY_INLINE float zero(float /*type*/) { return 0.0F; }
  FIREFLY_INLINE float accumulate(float sum, float a, float b) const {
    return sum + a * b;
  }
  FIREFLY_INLINE float output(float sum) const { return sum; }
};

/// One matrix product of the batch. output: [rows, columns].
template <class T, class Layer>
void matmul(const Layer& layer, const T* a, const T* b, T* output) {
  const MatMulShape& shape = layer.shape;
  for (int row = 0; row < shape.rows; ++row) {
    for (int column = 0; column < shape.columns; ++column) {
      const T* at = a + row * shape.a_row_step;
      const T* bt = b + column * shape.b_column_step;
      auto sum = Layer::zero(T{0});
      for (int k = 0; k < shape.depth; ++k) {
        sum = layer.accumulate(sum, *at, *bt);
        at += shape.a_depth_step;
        bt += shape.b_depth_step;
      }
      *output++ = static_cast<T>(layer.output(sum));
    }
  }
}

/// a: [.., rows, depth], b: [.., depth, columns], before the adjoints.
/// output: [.., rows, columns].
template <class T, class Layer>
FIREFLY_KERNEL
void batch_matmul(const Layer& layer, const T* a, const T* b, T* output) {
  const MatMulShape& shape = layer.shape;
  for (int i = 0; i < shape.batches[0]; ++i) {
    for (int j = 0; j < shape.batches[1]; ++j) {
      for (int k = 0; k < shape.batches[2]; ++k) {
        matmul(layer,
               a + i * shape.a_batch_step[0] + j * shape.a_batch_step[1] +
                   k * shape.a_batch_step[2],
               b + i * shape.b_batch_step[0] + j * shape.b_batch_step[1] +
                   k * shape.b_batch_step[2],
               output);
        output += shape.rows * shape.columns;
      }
    }
  }
}

}  // namespace firefly
