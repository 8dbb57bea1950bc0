// SPDX-License-Identifier: Apache-2.0
//
// The sum or difference of two int8 tensors of one shape, bit for bit
// AddQuantized and SubQuantized of binary.h. These bring both operands to a
// scale of twice the larger one's, with 20 more bits. So the operand with the
// larger scale, the wide one, is only shifted by 19; what becomes of the other,
// the narrow one, is one of 256 numbers, which the compiler writes down.
#pragma once

#include "isa/armv7em_dsp.h"
#include "kernels/requantize.h"

namespace firefly {

struct SumS8 {
  int32_t count;
  /// By the narrow element, from -128 on: its share of the sum, with the wide
  /// operand's zero point.
  const int32_t* table;
  int32_t factor;  ///< Of the wide element; negative if it is subtracted.
  int32_t multiplier;
  int32_t addend;
  int32_t shift;
  /// As of DepthwiseColumnsS8: table and factor come times 4, else times 2.
  bool rectified;
  OutputRange range;
};

/// out[i] = finish(sum of wide[i] and narrow[i]). `out` may be an operand.
template <class Finish>
FIREFLY_INLINE void for_each_sum(const SumS8& layer, const int8_t* wide,
                                 const int8_t* narrow, int8_t* out,
                                 const Finish& finish) {
  const int32_t* const table = layer.table - INT8_MIN;
  const int32_t factor = layer.factor;
  const auto sum = [&](int i) { return table[narrow[i]] + wide[i] * factor; };
  int left = layer.count;
  for (; left >= 2; left -= 2, wide += 2, narrow += 2, out += 2) {
    const int32_t first = sum(0);
    const int32_t second = sum(1);
    out[0] = static_cast<int8_t>(finish(first));
    out[1] = static_cast<int8_t>(finish(second));
  }
  if (left != 0) {
    *out = static_cast<int8_t>(finish(sum(0)));
  }
}

FIREFLY_KERNEL
inline void sum_s8(const SumS8& layer, const int8_t* wide, const int8_t* narrow,
                   int8_t* out) {
  const int32_t multiplier = layer.multiplier;
  const int32_t addend = layer.addend;
  const int32_t shift = layer.shift;
  if (layer.rectified) {
    for_each_sum(layer, wide, narrow, out, [=](int32_t sum) {
      return armv7em::saturate_byte(armv7em::smmla(sum, multiplier, addend) >>
                                    shift);
    });
    return;
  }
  const OutputRange range = layer.range;
  const auto scaled = [=](int32_t sum) {
    return (armv7em::smmlar(sum, multiplier, addend) + (sum >> 31)) >> shift;
  };
  if (range.low == INT8_MIN && range.high == INT8_MAX) {
    for_each_sum(layer, wide, narrow, out, [=](int32_t sum) {
      return armv7em::saturate_byte(scaled(sum));
    });
    return;
  }
  for_each_sum(layer, wide, narrow, out, [=](int32_t sum) {
    return clamp(scaled(sum), range.low, range.high);
  });
}

}  // namespace firefly
