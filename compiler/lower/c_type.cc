// SPDX-License-Identifier: Apache-2.0
#include "compiler/lower/c_type.h"

namespace firefly {

std::string_view c_type(DataType type) {
  switch (type) {
    case DataType::kInt8:
      return "int8_t";
    case DataType::kUint8:
    case DataType::kBool:
      return "uint8_t";
    case DataType::kInt16:
      return "int16_t";
    case DataType::kInt32:
      return "int32_t";
    case DataType::kUint32:
      return "uint32_t";
    case DataType::kInt64:
      return "int64_t";
    case DataType::kUint64:
      return "uint64_t";
    case DataType::kFloat32:
      return "float";
  }
  return {};
}

}  // namespace firefly
