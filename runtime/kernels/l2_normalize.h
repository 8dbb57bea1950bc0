// SPDX-License-Identifier: Apache-2.0
//
// x / |x| over the last dimension; TFLM's l2normalization.h, below reference/
// and reference/integer_ops/.
#pragma once

#include "kernels/fixed_point.h"
#include "kernels/float_math.h"
#include "kernels/limits.h"

namespace firefly {

/// x: [rows, depth]; the output's scale is 1/128 and its zero point the middle
/// of the type.
struct L2NormalizeS8 {
  int32_t rows;
  int32_t depth;
  int32_t input_zero_point;
};

/// T: int8_t or uint8_t. `out` may be `x`.
template <class T>
FIREFLY_KERNEL
void l2_normalize_s8(const L2NormalizeS8& layer, const T* x, T* out) {
  constexpr int32_t kLow = Limits<T>::kLowest;
  constexpr int32_t kHigh = Limits<T>::kHighest;
  constexpr int kOutputScaleLog2 = 7;
  const int32_t depth = layer.depth;
  for (int32_t row = 0; row < layer.rows; ++row, x += depth, out += depth) {
    int32_t sum = 0;
    for (int32_t i = 0; i < depth; ++i) {
      const int32_t value = x[i] - layer.input_zero_point;
      sum += value * value;
    }
    const InverseSqrt scale = inverse_sqrt(sum);
    for (int32_t i = 0; i < depth; ++i) {
      const int32_t scaled = multiply_by_quantized_multiplier(
          x[i] - layer.input_zero_point, scale.multiplier,
          scale.shift + kOutputScaleLog2);
      out[i] =
          static_cast<T>(clamp(scaled + (kLow + kHigh + 1) / 2, kLow, kHigh));
    }
  }
}

struct L2NormalizeF32 {
  int32_t rows;
  int32_t depth;
};

/// `out` may be `x`.
FIREFLY_KERNEL
inline void l2_normalize_f32(const L2NormalizeF32& layer, const float* x,
                             float* out) {
  constexpr float kSmallestNorm = 1e-6F;
  const int32_t depth = layer.depth;
  for (int32_t row = 0; row < layer.rows; ++row, x += depth, out += depth) {
    float sum = 0.0F;
    for (int32_t i = 0; i < depth; ++i) {
      sum += x[i] * x[i];
    }
    const float norm = max_of(float_math::sqrt(sum), kSmallestNorm);
    for (int32_t i = 0; i < depth; ++i) {
      out[i] = x[i] / norm;
    }
  }
}

}  // namespace firefly
