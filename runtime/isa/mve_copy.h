// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <arm_mve.h>

#include "kernels/base.h"

namespace firefly::mve {

/// Copies `count` bytes.
FIREFLY_INLINE void copy(const int8_t* from, int count, int8_t* to) {
  for (; count > 0; count -= 16, from += 16, to += 16) {
    const mve_pred16_t lanes = vctp8q(static_cast<uint32_t>(count));
    vstrbq_p_s8(to, vldrbq_z_s8(from, lanes), lanes);
  }
}

FIREFLY_INLINE void fill(int8_t* to, int count, int8x16_t value) {
  for (; count > 0; count -= 16, to += 16) {
    vstrbq_p_s8(to, value, vctp8q(static_cast<uint32_t>(count)));
  }
}

}  // namespace firefly::mve
