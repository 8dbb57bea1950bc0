// SPDX-License-Identifier: Apache-2.0
//
// x where x >= 0, alpha · x elsewhere; TFLM's reference/prelu.h.
#pragma once

#include "kernels/broadcast.h"
#include "kernels/requantize.h"

namespace firefly {

/// Operand 0 is x, operand 1 alpha.
struct PreluQuantized {
  Broadcast<2> shape;
  int32_t x_zero_point;
  int32_t alpha_zero_point;
  int32_t positive_multiplier;  ///< From x to the output.
  int32_t positive_shift;
  int32_t negative_multiplier;  ///< From x · alpha to the output.
  int32_t negative_shift;
  OutputRange range;
};

/// T: int8_t, uint8_t or int16_t; Alpha: T or, for int16_t, int8_t. `out` may
/// be `x`.
template <class T, class Alpha>
FIREFLY_KERNEL
void prelu_quantized(const PreluQuantized& layer, const T* x,
                     const Alpha* alpha, T* out) {
  const PreluQuantized local = layer;
  broadcast_pairs(local.shape, x, alpha, out, [&](T input, Alpha slope) {
    const int32_t value = input - local.x_zero_point;
    if (value >= 0) {
      return static_cast<T>(requantize(value, local.positive_multiplier,
                                       local.positive_shift, local.range));
    }
    return static_cast<T>(requantize(
        wrapping_multiply(value, slope - local.alpha_zero_point),
        local.negative_multiplier, local.negative_shift, local.range));
  });
}

struct PreluF32 {
  Broadcast<2> shape;
};

/// `out` may be `x`.
FIREFLY_KERNEL
inline void prelu_f32(const PreluF32& layer, const float* x, const float* alpha,
                      float* out) {
  broadcast_pairs(layer.shape, x, alpha, out, [](float input, float slope) {
    return input >= 0.0F ? input : input * slope;
  });
}

}  // namespace firefly
