// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "graph/tensor.h"

namespace firefly {

/// Calls `call` with a zero of an integer as wide as an element of `type`: for
/// kernels that move elements without looking at them.
template <class Call>
void with_element(DataType type, Call call) {
  switch (size_bytes(type)) {
    case 1:
      return call(int8_t{});
    case 2:
      return call(int16_t{});
    case 4:
      return call(int32_t{});
    default:
      return call(int64_t{});
  }
}

}  // namespace firefly
