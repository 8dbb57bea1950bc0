// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <arm_mve.h>

#include "kernels/base.h"

namespace firefly::mve {

/// Copies `count` bytes; none if it is 0.
FIREFLY_INLINE void copy(const int8_t* from, int count, int8_t* to) {
  __asm__ volatile(
      "wlstp.8 lr, %[count], 2f\n"
      "1:\n\t"
      "vldrb.u8 q0, [%[from]], #16\n\t"
      "vstrb.8 q0, [%[to]], #16\n\t"
      "letp lr, 1b\n"
      "2:\n\t"
      : [from] "+r"(from), [to] "+r"(to)
      : [count] "r"(count)
      : "q0", "lr", "memory", "cc");
}

/// Copies `count` > 0 runs of `bytes` <= 16 to places `offset` from `to`.
FIREFLY_INLINE void scatter_strided(const int8_t* from, int from_step,
                                    int8_t* to, int to_step, uint8x16_t offset,
                                    int bytes, int count) {
  __asm__ volatile(
      "vctp.8 %[bytes]\n\t"
      "dls lr, %[count]\n"
      "1:\n\t"
      "vpstt\n\t"
      "vldrbt.u8 q0, [%[from]]\n\t"
      "vstrbt.8 q0, [%[to], %q[offset]]\n\t"
      "add %[from], %[from_step]\n\t"
      "add %[to], %[to_step]\n\t"
      "le lr, 1b"
      : [from] "+r"(from), [to] "+r"(to)
      : [from_step] "r"(from_step), [to_step] "r"(to_step),
        [offset] "w"(offset), [bytes] "r"(bytes), [count] "r"(count)
      : "q0", "lr", "memory", "cc");
}

/// Sets `count` bytes; none if it is 0.
FIREFLY_INLINE void fill(int8_t* to, int count, int8x16_t value) {
  __asm__ volatile(
      "wlstp.8 lr, %[count], 2f\n"
      "1:\n\t"
      "vstrb.8 %q[value], [%[to]], #16\n\t"
      "letp lr, 1b\n"
      "2:\n\t"
      : [to] "+r"(to)
      : [count] "r"(count), [value] "w"(value)
      : "lr", "memory", "cc");
}

}  // namespace firefly::mve
