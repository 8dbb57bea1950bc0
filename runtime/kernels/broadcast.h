// SPDX-License-Identifier: Apache-2.0
//
// How elementwise kernels walk operands of different shapes.
#pragma once

#include "kernels/base.h"

namespace firefly {

/// The output is dense; operand k moves by a step of its own along every
/// dimension, 0 where it is broadcast. Dimensions along which all operands
/// move alike are merged beforehand, so that equal shapes are one run of
/// `count` elements.
template <int operands>
struct Broadcast {
  int32_t count;           ///< Elements of the innermost dimension.
  int32_t step[operands];  ///< Within it: 1, or 0 if broadcast.
  int32_t outer_rank;      ///< Dimensions around it.
  /// outer_rank × {extent, step of operand 0, 1, …}, innermost first.
  const int32_t* outer;
};

/// Visits the runs of the innermost dimension: `run(offset)` with the offsets
/// of the operands, in the order of the output.
template <int operands, class Run>
FIREFLY_INLINE void for_each_run(const Broadcast<operands>& shape, Run run) {
  int32_t index[kMaxKernelRank];
  int32_t offset[operands];
  for (int d = 0; d < shape.outer_rank; ++d) {
    index[d] = 0;
  }
  for (int k = 0; k < operands; ++k) {
    offset[k] = 0;
  }
  for (;;) {
    run(offset);
    const int32_t* dim = shape.outer;
    int d = 0;
    for (; d < shape.outer_rank; ++d, dim += 1 + operands) {
      const bool wraps = ++index[d] == dim[0];
      for (int k = 0; k < operands; ++k) {
        offset[k] += wraps ? dim[1 + k] * (1 - dim[0]) : dim[1 + k];
      }
      if (!wraps) {
        break;
      }
      index[d] = 0;
    }
    if (d == shape.outer_rank) {
      return;
    }
  }
}

/// out[i] = function(a, b) over two operands.
template <class A, class B, class Out, class Function>
FIREFLY_INLINE void broadcast_pairs(const Broadcast<2>& shape, const A* a,
                                    const B* b, Out* out, Function function) {
  const int32_t count = shape.count;
  const int32_t a_step = shape.step[0];
  const int32_t b_step = shape.step[1];
  for_each_run(shape, [&](const int32_t* offset) {
    const A* run_a = a + offset[0];
    const B* run_b = b + offset[1];
    for (int32_t i = 0; i < count; ++i) {
      *out++ = function(*run_a, *run_b);
      run_a += a_step;
      run_b += b_step;
    }
  });
}

}  // namespace firefly
