// SPDX-License-Identifier: Apache-2.0
//
// x − max − ln Σ exp(x − max) over the last dimension; TFLM's
// reference/log_softmax.h.
#pragma once

#include "kernels/softmax.h"

namespace firefly {

/// x: [rows, depth]; the output's scale is 1/16 and its zero point 127.
struct LogSoftmaxS8 {
  SoftmaxS8 softmax;
  int32_t reverse_multiplier;  ///< From Q5 back to differences of inputs.
  int32_t reverse_shift;
};

/// `out` may be `x`.
FIREFLY_KERNEL
inline void log_softmax_s8(const LogSoftmaxS8& layer, const int8_t* x,
                           int8_t* out) {
  constexpr int kSumBits = 12;
  const SoftmaxS8& softmax = layer.softmax;
  const int32_t depth = softmax.depth;
  for (int32_t row = 0; row < softmax.rows; ++row, x += depth, out += depth) {
    const int32_t largest = largest_of(x, depth);
    int32_t sum = 0;
    for (int32_t i = 0; i < depth; ++i) {
      const int32_t difference = x[i] - largest;
      if (difference >= softmax.lowest_difference) {
        sum =
            wrapping_add(sum, rounding_divide_by_power_of_two(
                                  softmax_exp(softmax, difference), kSumBits));
      }
    }
    const int32_t log_sum = fixed_point_log<5, kSumBits>(sum);
    // Differences at which the result would leave Q5.
    const int32_t lowest =
        max_of(softmax.lowest_difference - 1,
               multiply_by_quantized_multiplier(
                   wrapping_add(log_sum, INT32_MIN), layer.reverse_multiplier,
                   layer.reverse_shift));
    for (int32_t i = 0; i < depth; ++i) {
      const int32_t difference = x[i] - largest;
      int32_t result = INT8_MIN;
      if (difference > lowest) {
        const int32_t scaled = multiply_by_quantized_multiplier(
            difference, softmax.multiplier, softmax.shift);
        // Q5 to Q4 with 4 fractional bits, the output's scale.
        result = clamp(
            rounding_divide_by_power_of_two(scaled - log_sum, 31 - 5 - 4) +
                INT8_MAX,
            int32_t{INT8_MIN}, int32_t{INT8_MAX});
      }
      out[i] = static_cast<int8_t>(result);
    }
  }
}

struct LogSoftmaxF32 {
  int32_t rows;
  int32_t depth;
};

/// `out` may be `x`.
FIREFLY_KERNEL
inline void log_softmax_f32(const LogSoftmaxF32& layer, const float* x,
                            float* out) {
  const int32_t depth = layer.depth;
  for (int32_t row = 0; row < layer.rows; ++row, x += depth, out += depth) {
    const float largest = largest_of(x, depth);
    float sum = 0.0F;
    for (int32_t i = 0; i < depth; ++i) {
      sum += float_math::exp(x[i] - largest);
    }
    const float log_sum = float_math::log(sum);
    for (int32_t i = 0; i < depth; ++i) {
      out[i] = x[i] - largest - log_sum;
    }
  }
}

}  // namespace firefly
