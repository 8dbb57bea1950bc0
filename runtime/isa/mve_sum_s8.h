// SPDX-License-Identifier: Apache-2.0
//
// kernels/sum_s8.h with MVE, eight elements at a time: words of the table are
// gathered, and VQDMLAH adds the upper half of twice a product.
#pragma once

#include <arm_mve.h>

#include "kernels/sum_s8.h"

namespace firefly::mve {

/// Sums of eight elements as int8 in halfwords. In assembly, because GCC 12
/// copies vectors whose halves it writes one by one.
FIREFLY_INLINE int16x8_t sum_lanes(const int32_t* table, int32_t slope,
                                   int16x8_t wide, uint16x8_t narrow) {
  static_assert(kSumFraction == 22 && kSlopeFraction == 8);
  int32x4_t even;
  int32x4_t odd;
  int32x4_t product;
  __asm__(
      "vmovlb.u16 %q[even], %q[narrow]\n\t"
      "vmovlt.u16 %q[odd], %q[narrow]\n\t"
      "vldrw.u32 %q[narrow], [%[table], %q[even], uxtw #2]\n\t"
      "vshl.i16 %q[wide], %q[wide], #7\n\t"
      "vldrw.u32 %q[even], [%[table], %q[odd], uxtw #2]\n\t"
      "vshllb.s16 %q[product], %q[wide], #16\n\t"
      "vqdmlah.s32 %q[narrow], %q[product], %[slope]\n\t"
      "vshllt.s16 %q[product], %q[wide], #16\n\t"
      "vqdmlah.s32 %q[even], %q[product], %[slope]\n\t"
      "vshrnb.i32 %q[wide], %q[narrow], #16\n\t"
      "vshrnt.i32 %q[wide], %q[even], #16\n\t"
      "vshr.s16 %q[wide], %q[wide], #6\n\t"
      "vqmovnb.s16 %q[wide], %q[wide]"
      : [even] "=&w"(even), [odd] "=&w"(odd), [product] "=&w"(product),
        [wide] "+w"(wide), [narrow] "+w"(narrow)
      : [table] "r"(table), [slope] "r"(slope)
      : "memory");
  return wide;
}

/// `out` may be an operand.
inline FIREFLY_KERNEL
void sum_s8(const SumS8& layer, const int8_t* wide, const int8_t* narrow,
            int8_t* out) {
  const int32_t* const table = layer.table;
  const int32_t slope = layer.slope;
  const auto* index = reinterpret_cast<const uint8_t*>(narrow);
  int8_t* to = out;
  for (int turns = layer.count / 8; turns > 0; --turns) {
    vstrbq_s16(to,
               sum_lanes(table, slope, vldrbq_s16(wide), vldrbq_u16(index)));
    wide += 8;
    index += 8;
    to += 8;
  }
  if (layer.count % 8 != 0) {
    const mve_pred16_t rest = vctp16q(static_cast<uint32_t>(layer.count % 8));
    vstrbq_p_s16(to,
                 sum_lanes(table, slope, vldrbq_z_s16(wide, rest),
                           vldrbq_z_u16(index, rest)),
                 rest);
  }
  if (layer.low > INT8_MIN || layer.high < INT8_MAX) {
    armv7em::clamp_bytes(out, layer.count, layer.low, layer.high);
  }
}

}  // namespace firefly::mve
