// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/base.h"

namespace firefly {

/// A copy of a whole tensor: a reshape that is no view, a variable that is read
/// or assigned.
struct CopyBytes {
  int32_t bytes;
};

/// `output` may be `input` itself, else they must not overlap.
FIREFLY_KERNEL
inline void copy_bytes(const CopyBytes& layer, const void* input,
                       void* output) {
  if (output != input) {
    __builtin_memcpy(output, input, static_cast<size_t>(layer.bytes));
  }
}

}  // namespace firefly
