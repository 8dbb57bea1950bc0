// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/base.h"

namespace firefly {

/// A short copy, word by word; the last word may overlap the one before it.
FIREFLY_INLINE void copy_run(const int8_t* from, int8_t* to, int count) {
  if (count >= 4) {
    const int8_t* const last = from + count - 4;
    for (; from < last; from += 4, to += 4) {
      __builtin_memcpy(to, from, 4);
    }
    __builtin_memcpy(to + (last - from), last, 4);
    return;
  }
  for (; count > 0; --count) {
    *to++ = *from++;
  }
}

}  // namespace firefly
