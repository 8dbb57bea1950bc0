// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/requantize.h"

namespace firefly {

/// A function of an int16_t element that is linear on either side of zero:
/// RELU and its kin, LEAKY_RELU, ABS. A negative multiplier mirrors.
struct TwoSlopesS16 {
  int32_t count;
  int32_t input_zero_point;
  int32_t positive_multiplier;
  int32_t positive_shift;
  int32_t negative_multiplier;
  int32_t negative_shift;
  OutputRange range;
};

/// `out` may be `x`.
FIREFLY_KERNEL
inline void two_slopes_s16(const TwoSlopesS16& layer, const int16_t* x,
                           int16_t* out) {
  for (int32_t i = 0; i < layer.count; ++i) {
    const int32_t value = x[i] - layer.input_zero_point;
    const bool positive = value >= 0;
    out[i] = static_cast<int16_t>(requantize(
        value, positive ? layer.positive_multiplier : layer.negative_multiplier,
        positive ? layer.positive_shift : layer.negative_shift, layer.range));
  }
}

}  // namespace firefly
