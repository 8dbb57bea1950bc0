// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/base.h"

namespace firefly::features {

FIREFLY_INLINE constexpr int8_t saturate_to_int8(int32_t value) {
  return static_cast<int8_t>(
      clamp(value, int32_t{INT8_MIN}, int32_t{INT8_MAX}));
}

/// x · multiplier · 2^−shift, rounded to nearest, ties towards +infinity,
/// saturated. |x| <= 2^15, 0 <= multiplier < 2^15, 0 < shift < 31.
FIREFLY_INLINE constexpr int8_t scale_to_int8(int32_t x, int32_t multiplier,
                                              int32_t shift) {
  const int32_t half = int32_t{1} << (shift - 1);
  return saturate_to_int8((x * multiplier + half) >> shift);
}

}  // namespace firefly::features
