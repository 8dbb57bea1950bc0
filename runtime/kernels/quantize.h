// SPDX-License-Identifier: Apache-2.0
//
// Between real and quantised elements and between quantisations; TFLM's
// quantize.h, requantize.h and dequantize.h below reference/.
#pragma once

#include "kernels/float_rounding.h"
#include "kernels/limits.h"
#include "kernels/requantize.h"

namespace firefly {

struct QuantizeF32 {
  int32_t count;
  float scale;
  int32_t zero_point;
};

/// round(x / scale) + zero_point, ties away from zero, saturated; 0 for a NaN.
/// Out: int8_t, uint8_t, int16_t or int32_t.
template <class Out>
FIREFLY_KERNEL
void quantize_f32(const QuantizeF32& layer, const float* x, Out* out) {
  // Beyond this every type saturates, and the sum below can not overflow.
  constexpr float kLargest = 2147418112.0F;
  for (int32_t i = 0; i < layer.count; ++i) {
    const float steps = float_math::round(x[i] / layer.scale);
    const int32_t whole =
        steps != steps
            ? 0
            : static_cast<int32_t>(clamp(steps, -kLargest, kLargest));
    out[i] = static_cast<Out>(clamp(int64_t{whole} + layer.zero_point,
                                    int64_t{Limits<Out>::kLowest},
                                    int64_t{Limits<Out>::kHighest}));
  }
}

struct RequantizeLayer {
  int32_t count;
  int32_t input_zero_point;
  int32_t multiplier;
  int32_t shift;
  OutputRange range;
};

/// From one integer quantisation to another. `out` may be `x` if the types are
/// as wide.
template <class T, class Out>
FIREFLY_KERNEL
void requantize_tensor(const RequantizeLayer& layer, const T* x, Out* out) {
  const RequantizeLayer local = layer;
  for (int32_t i = 0; i < local.count; ++i) {
    out[i] = static_cast<Out>(
        requantize(wrapping_add(x[i], -local.input_zero_point),
                   local.multiplier, local.shift, local.range));
  }
}

struct DequantizeLayer {
  int32_t count;
  float scale;
  int32_t zero_point;
};

/// scale · (x − zero_point).
template <class T>
FIREFLY_KERNEL
void dequantize(const DequantizeLayer& layer, const T* x, float* out) {
  for (int32_t i = 0; i < layer.count; ++i) {
    out[i] =
        layer.scale * static_cast<float>(wrapping_add(x[i], -layer.zero_point));
  }
}

}  // namespace firefly
