// SPDX-License-Identifier: Apache-2.0
//
// exp(beta · x) / Σ exp(beta · x) over the last dimension; TFLM's
// reference/softmax.h.
#pragma once

#include "kernels/fixed_point.h"
#include "kernels/float_math.h"
#include "kernels/limits.h"
#include "kernels/lookup.h"

namespace firefly {

/// Of int8_t or uint8_t. x: [rows, depth]; the output's scale is 2^-8 or, for
/// int16_t, 2^-16, and its zero point the lowest value.
struct SoftmaxS8 {
  int32_t rows;
  int32_t depth;
  int32_t multiplier;  ///< From a difference of inputs to beta · x in Q5.
  int32_t shift;
  int32_t lowest_difference;  ///< Below it, exp counts as 0. Negative.
};

/// exp in Q0 of an input that lies `difference` <= 0 above the largest.
inline FIREFLY_KERNEL
int32_t softmax_exp(const SoftmaxS8& layer, int32_t difference) {
  return exp_on_negative_values<5>(multiply_by_quantized_multiplier(
      difference, layer.multiplier, layer.shift));
}

template <class T>
FIREFLY_INLINE T largest_of(const T* x, int32_t count) {
  T largest = Limits<T>::kLowest;
  for (int32_t i = 0; i < count; ++i) {
    largest = max_of(largest, x[i]);
  }
  return largest;
}

/// `out` may be `x` if the types are as wide.
template <class T, class Out>
FIREFLY_KERNEL
void softmax_s8(const SoftmaxS8& layer, const T* x, Out* out) {
  constexpr int kSumBits = 12;  // Integer bits: 2^12 summands never overflow.
  constexpr int32_t kLow = Limits<Out>::kLowest;
  constexpr int32_t kHigh = Limits<Out>::kHighest;
  const int32_t depth = layer.depth;
  for (int32_t row = 0; row < layer.rows; ++row, x += depth, out += depth) {
    const int32_t largest = largest_of(x, depth);
    int32_t sum = 0;
    for (int32_t i = 0; i < depth; ++i) {
      const int32_t difference = x[i] - largest;
      if (difference >= layer.lowest_difference) {
        sum = wrapping_add(sum, rounding_divide_by_power_of_two(
                                    softmax_exp(layer, difference), kSumBits));
      }
    }
    const Reciprocal scale = reciprocal(sum, kSumBits);
    const int right_shift =
        scale.bits_over_unit + 31 - 8 * static_cast<int>(sizeof(Out));
    for (int32_t i = 0; i < depth; ++i) {
      const int32_t difference = x[i] - largest;
      int32_t result = kLow;
      if (difference >= layer.lowest_difference) {
        const int32_t product =
            fixed_point_multiply(scale.value, softmax_exp(layer, difference));
        result =
            clamp(rounding_divide_by_power_of_two(product, right_shift) + kLow,
                  kLow, kHigh);
      }
      out[i] = static_cast<Out>(result);
    }
  }
}

/// x: [rows, depth], output in Q0.15.
struct SoftmaxS16 {
  int32_t rows;
  int32_t depth;
  int32_t multiplier;  ///< Scales a difference so that −65535 stands for −10.
  int32_t shift;
  const int16_t* exp_table;         ///< exp over −10 … 0, 513 entries.
  const int16_t* reciprocal_table;  ///< 1 / (1 + x) over 0 … 1, 513 entries.
};

/// `out` may be `x`.
FIREFLY_KERNEL
inline void softmax_s16(const SoftmaxS16& layer, const int16_t* x,
                        int16_t* out) {
  constexpr int32_t kLow = INT16_MIN;
  constexpr int32_t kHigh = INT16_MAX;
  const int32_t depth = layer.depth;
  for (int32_t row = 0; row < layer.rows; ++row, x += depth, out += depth) {
    const int32_t largest = largest_of(x, depth);
    // The output holds the exponentials until their sum is known.
    int32_t sum = 0;
    for (int32_t i = 0; i < depth; ++i) {
      const int32_t scaled = multiply_by_quantized_multiplier(
          x[i] - largest, layer.multiplier, layer.shift);
      out[i] = interpolate_s16(
          static_cast<int16_t>(clamp(scaled + kHigh, kLow, kHigh)),
          layer.exp_table);
      sum += out[i];
    }
    // sum = (1 + fraction) · 2^(16 − zeros) in Q15; the table spans the
    // fraction symmetrically around 1/2.
    const int zeros = leading_zeros(sum);
    const auto fraction =
        static_cast<int32_t>(((int64_t{sum} << (zeros - 1)) + (1 << 13)) >> 14);
    const int32_t inverse =
        interpolate_s16(static_cast<int16_t>(clamp(
                            fraction - (1 << 15) - (1 << 16), kLow, kHigh)),
                        layer.reciprocal_table);
    const int right_shift = 31 - zeros;
    for (int32_t i = 0; i < depth; ++i) {
      const int32_t product = out[i] * inverse + (1 << (right_shift - 1));
      out[i] = static_cast<int16_t>(
          clamp(product >> right_shift, int32_t{0}, kHigh));
    }
  }
}

struct SoftmaxF32 {
  int32_t rows;
  int32_t depth;
  float beta;
};

/// `out` may be `x`.
FIREFLY_KERNEL
inline void softmax_f32(const SoftmaxF32& layer, const float* x, float* out) {
  const int32_t depth = layer.depth;
  for (int32_t row = 0; row < layer.rows; ++row, x += depth, out += depth) {
    const float largest = largest_of(x, depth);
    float sum = 0.0F;
    for (int32_t i = 0; i < depth; ++i) {
      out[i] = float_math::exp((x[i] - largest) * layer.beta);
      sum += out[i];
    }
    for (int32_t i = 0; i < depth; ++i) {
      out[i] = out[i] / sum;
    }
  }
}

}  // namespace firefly
