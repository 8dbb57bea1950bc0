// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/base.h"

namespace firefly {

/// Picks slices of a tensor by index.
/// x: [batches, outer, axis, inner], indices: [batches, count],
/// output: [batches, outer, count, inner].
struct GatherLayer {
  int32_t batches;
  int32_t outer;
  int32_t axis;  ///< >= 1.
  int32_t count;
  int32_t inner;
};

/// An index outside 0..axis-1 is taken to the nearest valid one: invoke() can
/// not fail, and no input may make it read outside of the tensor. (TFLM
/// reports an error there, so no valid model can tell the difference.)
template <class T>
FIREFLY_KERNEL
void gather(const GatherLayer& layer, const T* x, const int32_t* indices,
            T* output) {
  const size_t bytes = static_cast<size_t>(layer.inner) * sizeof(T);
  for (int32_t b = 0; b < layer.batches; ++b) {
    for (int32_t o = 0; o < layer.outer; ++o) {
      for (int32_t i = 0; i < layer.count; ++i) {
        const int32_t index = clamp<int32_t>(indices[i], 0, layer.axis - 1);
        __builtin_memcpy(output, x + index * layer.inner, bytes);
        output += layer.inner;
      }
      x += layer.axis * layer.inner;
    }
    indices += layer.count;
  }
}

}  // namespace firefly
