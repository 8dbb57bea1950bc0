// SPDX-License-Identifier: Apache-2.0
//
// The sum or difference of two int8 tensors of one shape, bit for bit
// AddQuantized and SubQuantized of binary.h. These round again and again, but
// what comes out is, for every element of one operand, a staircase over those
// of the other, and steps are as even as they can be. So one operand, the wide
// one, has a slope, each of the narrow one's 256 elements an offset, and the
// output is
//   (offset + (slope · wide >> 8)) >> 22, clamped.
// The compiler finds the slope and offsets with which this is TFLite's output
// for all 65,536 pairs (compiler/lower/pack_sum.h).
#pragma once

#include "isa/sum_elements.h"

namespace firefly {

struct SumS8 {
  int32_t count;
  /// Offsets by the narrow element, taken for a number without a sign.
  const int32_t* table;
  int32_t slope;
  int32_t low;   ///< Of the outputs.
  int32_t high;  ///< Inclusive.
};

/// The outputs within low and high; on cores with kSumsAreClampedLater within
/// those of int8.
FIREFLY_INLINE void sum_within(const SumS8& layer, const int8_t* wide,
                               const int8_t* narrow, int8_t* out, int32_t low,
                               int32_t high) {
  const int32_t* const table = layer.table;
  const int32_t slope = layer.slope;
  const int32_t count = layer.count;
  SumPointers at{wide, narrow, out, low, high};
  for (const int8_t* const end = out + count / kSumTurn * kSumTurn;
       at.out != end;) {
    sum_turn(table, slope, at);
  }
  for (const int8_t* const end = out + count; at.out != end;) {
    sum_elements<1>(table, slope, at);
  }
}

/// `out` may be an operand.
FIREFLY_KERNEL
inline void sum_s8(const SumS8& layer, const int8_t* wide, const int8_t* narrow,
                   int8_t* out) {
  const bool clamps = layer.low > INT8_MIN || layer.high < INT8_MAX;
  if (clamps && !kSumsAreClampedLater) {
    sum_within(layer, wide, narrow, out, layer.low, layer.high);
    return;
  }
  sum_within(layer, wide, narrow, out, INT8_MIN, INT8_MAX);
  if (clamps) {
    armv7em::clamp_bytes(out, layer.count, layer.low, layer.high);
  }
}

}  // namespace firefly
