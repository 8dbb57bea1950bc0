// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/base.h"

namespace firefly {

/// Joins tensors along one dimension. What lies inside that dimension is one
/// run of bytes, so the element type does not matter.
struct ConcatLayer {
  int32_t outer;             ///< Product of the extents before the axis.
  int32_t inputs;            ///< How many tensors are joined.
  const int32_t* run_bytes;  ///< [inputs]: of each, from the axis inwards.
};

/// `inputs`: [layer.inputs] pointers; none overlaps `output`.
FIREFLY_KERNEL
inline void concat(const ConcatLayer& layer, const void* const* inputs,
                   void* output) {
  auto* next = static_cast<uint8_t*>(output);
  for (int32_t o = 0; o < layer.outer; ++o) {
    for (int32_t i = 0; i < layer.inputs; ++i) {
      const auto run = static_cast<size_t>(layer.run_bytes[i]);
      const auto* const input = static_cast<const uint8_t*>(inputs[i]);
      __builtin_memcpy(next, input + static_cast<size_t>(o) * run, run);
      next += run;
    }
  }
}

}  // namespace firefly
