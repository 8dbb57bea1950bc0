// SPDX-License-Identifier: Apache-2.0
//
// Quantised ADD of int8 with MVE, eight elements at a time; bit for bit
// AddQuantized of binary.h.
#pragma once

#include <arm_mve.h>

#include "kernels/binary_numbers.h"

namespace firefly {
namespace mve {

/// (x · multiplier · 2^-31) · 2^-right_shift, rounded twice; |x| < 2^30.
struct VectorScaling {
  int32_t multiplier;
  int32_t left_shift;  ///< Never positive.
  /// 1 if numbers are shifted at all: what negative ones are less by then, so
  /// that their ties round away from zero, as VRSHL's would not.
  int32_t nudge;

  FIREFLY_INLINE int32x4_t apply(int32x4_t x) const {
    x = vqrdmulhq_n_s32(x, multiplier);
    x = vqdmlahq_n_s32(x, x, nudge);  // x + (x · nudge >> 31)
    return vrshlq_n_s32(x, left_shift);
  }
};

FIREFLY_INLINE VectorScaling vector_scaling(int32_t multiplier, int32_t shift) {
  return {multiplier, shift, shift < 0 ? 1 : 0};
}

/// Eight numbers as two vectors of words: those at even places, those at odd.
struct WordPairs {
  int32x4_t even;
  int32x4_t odd;
};

/// (x + offset / factor) · factor · 2^16
FIREFLY_INLINE WordPairs spread(int16x8_t x, int16x8_t factor, int16_t offset) {
  x = vmlasq_n_s16(x, factor, offset);
  return {vshllbq_n_s16(x, 16), vshlltq_n_s16(x, 16)};
}

/// out = what BinaryScaled says, for left_shift 20, of `first`, the operand of
/// the larger scale, which needs to be halved and nothing else, and `second`.
inline FIREFLY_KERNEL
void add_run_s8(const BinaryScaled& layer, bool swapped, const int8_t* first,
                const int8_t* second, int count, int8_t* out) {
  // All in registers: stores of int8 could change what lies in memory.
  const OperandScale& first_scale = swapped ? layer.b : layer.a;
  const OperandScale& second_scale = swapped ? layer.a : layer.b;
  const auto first_offset = static_cast<int16_t>(first_scale.zero_point * -8);
  const auto second_offset =
      static_cast<int16_t>(second_scale.zero_point * -16);
  const VectorScaling scaling =
      vector_scaling(second_scale.multiplier, second_scale.shift);
  const VectorScaling output = vector_scaling(layer.multiplier, layer.shift);
  const auto zero_point = static_cast<int16_t>(layer.range.zero_point);
  const int16x8_t low = vdupq_n_s16(static_cast<int16_t>(layer.range.low));
  const int16x8_t high = vdupq_n_s16(static_cast<int16_t>(layer.range.high));
  const int16x8_t first_factor = vdupq_n_s16(8);
  const int16x8_t second_factor = vdupq_n_s16(16);
  const auto add = [=](int16x8_t x, int16x8_t y)
      __attribute__((always_inline)) {
    const WordPairs a = spread(x, first_factor, first_offset);
    const WordPairs b = spread(y, second_factor, second_offset);
    const int32x4_t even =
        output.apply(vaddq_s32(a.even, scaling.apply(b.even)));
    const int32x4_t odd = output.apply(vaddq_s32(a.odd, scaling.apply(b.odd)));
    int16x8_t sum = vqmovnbq_s32(vreinterpretq_s16_s32(even), even);
    sum = vqaddq_n_s16(vqmovntq_s32(sum, odd), zero_point);
    return vminq_s16(vmaxq_s16(sum, low), high);
  };
  for (; count >= 8; count -= 8, first += 8, second += 8, out += 8) {
    vstrbq_s16(out, add(vldrbq_s16(first), vldrbq_s16(second)));
  }
  if (count > 0) {
    const mve_pred16_t rest = vctp16q(static_cast<uint32_t>(count));
    vstrbq_p_s16(
        out, add(vldrbq_z_s16(first, rest), vldrbq_z_s16(second, rest)), rest);
  }
}

/// Half of the scale that both operands are brought to.
FIREFLY_INLINE bool is_half(const OperandScale& scale) {
  return scale.multiplier == 1 << 30 && scale.shift == 0;
}

}  // namespace mve

template <>
inline FIREFLY_KERNEL
void binary<elementwise::AddQuantized>(const BinaryScaled& layer,
                                       const int8_t* a, const int8_t* b,
                                       int8_t* out) {
  const bool dense = layer.shape.step[0] == 1 && layer.shape.step[1] == 1;
  const bool a_is_half = mve::is_half(layer.a);
  if (dense && layer.left_shift == 20 && layer.shift <= 0 &&
      (a_is_half || mve::is_half(layer.b))) {
    const int count = layer.shape.count;
    for_each_run(layer.shape, [&](const int32_t* offset) {
      const int8_t* const run_a = a + offset[0];
      const int8_t* const run_b = b + offset[1];
      mve::add_run_s8(layer, !a_is_half, a_is_half ? run_a : run_b,
                      a_is_half ? run_b : run_a, count, out);
      out += count;
    });
    return;
  }
  const BinaryScaled local = layer;
  broadcast_pairs(local.shape, a, b, out, [&](int8_t x, int8_t y) {
    return static_cast<int8_t>(elementwise::AddQuantized::apply(local, x, y));
  });
}

}  // namespace firefly
