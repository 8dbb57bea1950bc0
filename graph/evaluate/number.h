// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "graph/tensor.h"

namespace firefly {

/// Calls `call` with a zero of the C++ type of `type`: an integer that may be
/// quantised.
template <class Call>
void with_integer(DataType type, Call call) {
  switch (type) {
    case DataType::kInt8:
      return call(int8_t{});
    case DataType::kUint8:
      return call(uint8_t{});
    case DataType::kInt16:
      return call(int16_t{});
    default:
      FIREFLY_CHECK(type == DataType::kInt32);
      return call(int32_t{});
  }
}

/// The same for any type; bool is uint8_t.
template <class Call>
void with_number(DataType type, Call call) {
  switch (type) {
    case DataType::kBool:
      return call(uint8_t{});
    case DataType::kUint32:
      return call(uint32_t{});
    case DataType::kInt64:
      return call(int64_t{});
    case DataType::kUint64:
      return call(uint64_t{});
    case DataType::kFloat32:
      return call(float{});
    default:
      return with_integer(type, call);
  }
}

}  // namespace firefly
