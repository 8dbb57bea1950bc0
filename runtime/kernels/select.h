// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/broadcast.h"

namespace firefly {

/// Operand 0 is the condition, 1 and 2 the values.
struct SelectLayer {
  Broadcast<3> shape;
};

/// out[i] = condition[i] ? a[i] : b[i], broadcast. T: any element. `out` may
/// be a value operand that has the output's shape.
template <class T>
FIREFLY_KERNEL
void select(const SelectLayer& layer, const uint8_t* condition, const T* a,
            const T* b, T* out) {
  const Broadcast<3>& shape = layer.shape;
  for_each_run(shape, [&](const int32_t* offset) {
    const uint8_t* run_condition = condition + offset[0];
    const T* run_a = a + offset[1];
    const T* run_b = b + offset[2];
    for (int32_t i = 0; i < shape.count; ++i) {
      *out++ = *run_condition != 0 ? *run_a : *run_b;
      run_condition += shape.step[0];
      run_a += shape.step[1];
      run_b += shape.step[2];
    }
  });
}

}  // namespace firefly
