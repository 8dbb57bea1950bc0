// SPDX-License-Identifier: Apache-2.0
//
// global_pool_s8 with MVE, channels side by side.
#pragma once

#include <arm_mve.h>

#include "kernels/global_pool_s8.h"

namespace firefly {
namespace mve {

/// Adds a row, int8 [width, channels], to the sums. Eight channels have 16 bits
/// each, enough for a width of 256.
inline FIREFLY_KERNEL
void add_row(const GlobalPoolShape& shape, const int8_t* row, int32_t* sums) {
  const int channels = shape.channels;
  int left = channels;
  for (; left >= 8; left -= 8, row += 8, sums += 8) {
    const int8_t* pixel = row;
    int16x8_t sum = vdupq_n_s16(0);
    for (int x = shape.width; x > 0; --x, pixel += channels) {
      sum = vaddq_s16(sum, vldrbq_s16(pixel));
    }
    int32x4x2_t both = vld2q_s32(sums);
    both.val[0] = vaddq_s32(both.val[0], vmovlbq_s16(sum));
    both.val[1] = vaddq_s32(both.val[1], vmovltq_s16(sum));
    vst2q_s32(sums, both);
  }
  for (; left > 0; left -= 4, row += 4, sums += 4) {
    const mve_pred16_t lanes = vctp32q(static_cast<uint32_t>(left));
    const int8_t* pixel = row;
    int32x4_t sum = vldrwq_z_s32(sums, lanes);
    for (int x = shape.width; x > 0; --x, pixel += channels) {
      sum = vaddq_s32(sum, vldrbq_z_s32(pixel, lanes));
    }
    vstrwq_p_s32(sums, sum, lanes);
  }
}

}  // namespace mve

template <>
inline FIREFLY_KERNEL
void global_pool_s8_row(const GlobalAverageS8& layer, const int8_t* row, int y,
                        int8_t* output, uint8_t* scratch) {
  global_pool_row(layer, row, y, output, scratch, mve::add_row);
}

template <>
inline FIREFLY_KERNEL
void global_pool_s8_row(const GlobalMeanS8& layer, const int8_t* row, int y,
                        int8_t* output, uint8_t* scratch) {
  global_pool_row(layer, row, y, output, scratch, mve::add_row);
}

}  // namespace firefly
