// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "isa/signal_words.h"

namespace firefly::features {

/// An affine map to int8: q = (value + offset) · slope · 2^−(16 + shift), to
/// nearest, ties upwards, saturated. 0 < shift < 16; the sum saturates nowhere,
/// so it has to fit.
struct ToInt8 {
  int32_t offset;
  int32_t slope;  ///< 0 <= slope < 2^15
  int32_t shift;
};

FIREFLY_INLINE int8_t to_int8(const ToInt8& map, int32_t value) {
  const int32_t scaled = multiply_q15_half(value + map.offset, map.slope);
  const int32_t rounded = (scaled + (1 << (map.shift - 1))) >> map.shift;
  return static_cast<int8_t>(
      clamp(rounded, int32_t{INT8_MIN}, int32_t{INT8_MAX}));
}

}  // namespace firefly::features
