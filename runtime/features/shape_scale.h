// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "features/moments.h"
#include "features/scale_to_int8.h"

namespace firefly::features {

/// How skewness and kurtosis become int8: in Q8, 128 / range = multiplier ·
/// 2^(8 − shift).
struct ShapeScale {
  int32_t skewness_multiplier;
  int32_t skewness_shift;
  int32_t kurtosis_multiplier;
  int32_t kurtosis_shift;
};

/// The two of them, `stride` apart.
FIREFLY_INLINE void write_shape(const ShapeScale& scale, const Moments& moments,
                                int8_t* at, int32_t stride) {
  constexpr int32_t kLimit = INT16_MAX;
  at[0] = scale_to_int8(clamp(moments.skewness, -kLimit, kLimit),
                        scale.skewness_multiplier, scale.skewness_shift);
  at[stride] = scale_to_int8(clamp(moments.kurtosis, -kLimit, kLimit),
                             scale.kurtosis_multiplier, scale.kurtosis_shift);
}

}  // namespace firefly::features
