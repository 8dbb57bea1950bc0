// SPDX-License-Identifier: Apache-2.0
#include "compiler/emit/flash.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#include "compiler/emit/identifiers.h"
#include "compiler/lower/c_type.h"

namespace firefly {
namespace {

constexpr size_t kLineWidth = 80;

template <class T>
T element_at(const FlashArray& array, size_t i) {
  T value;
  std::memcpy(&value, array.bytes.data() + i * sizeof(T), sizeof(T));
  return value;
}

/// The most negative number has no literal of its own: −x is −(x).
template <class T>
std::string integer_literal(T value) {
  if (value == std::numeric_limits<T>::min() && sizeof(T) >= 4) {
    return fmt::format("{} - 1", value + 1);
  }
  return fmt::format("{}", value);
}

std::string literal_at(const FlashArray& array, size_t i) {
  switch (array.type) {
    case DataType::kInt8:
      return fmt::format("{}", element_at<int8_t>(array, i));
    case DataType::kUint8:
    case DataType::kBool:
      return fmt::format("{}", element_at<uint8_t>(array, i));
    case DataType::kInt16:
      return fmt::format("{}", element_at<int16_t>(array, i));
    case DataType::kInt32:
      return integer_literal(element_at<int32_t>(array, i));
    case DataType::kUint32:
      return fmt::format("{}U", element_at<uint32_t>(array, i));
    case DataType::kInt64:
      return integer_literal(element_at<int64_t>(array, i));
    case DataType::kUint64:
      return fmt::format("{}U", element_at<uint64_t>(array, i));
    case DataType::kFloat32:
      return float_literal(element_at<float>(array, i));
  }
  return {};
}

}  // namespace

std::string float_literal(float value) {
  if (std::isnan(value)) {
    const auto bits = std::bit_cast<uint32_t>(value);
    const bool quiet = (bits >> 22U & 1U) != 0;
    return fmt::format("{}__builtin_nan{}f(\"{:#x}\")",
                       std::signbit(value) ? "-" : "", quiet ? "" : "s",
                       bits & 0x3fffffU);
  }
  if (std::isinf(value)) {
    return value < 0 ? "-__builtin_inff()" : "__builtin_inff()";
  }
  const std::string text = fmt::format("{:.9g}", value);
  const bool whole = text.find_first_of(".e") == std::string::npos;
  return text + (whole ? ".0f" : "f");
}

FlashArray flash_copy(const Tensor& tensor) {
  FlashArray array;
  array.what = "values";
  array.type = tensor.type;
  array.bytes = tensor.data;
  return array;
}

std::string FlashArrays::add(std::string_view owner, const FlashArray& array) {
  const auto [entry, is_new] =
      names_.try_emplace({array.type, array.bytes},
                         fmt::format("{}{}", owner, camel_case(array.what)));
  if (!is_new) {
    return entry->second;
  }
  const size_t count =
      array.bytes.size() / static_cast<size_t>(size_bytes(array.type));
  // Kernels read int8 weights a word at a time.
  code_.open("alignas({}) constexpr {} {}[{}] = {{",
             std::max(4, size_bytes(array.type)), c_type(array.type),
             entry->second, std::max<size_t>(count, 1));
  std::string line;
  for (size_t i = 0; i < count; ++i) {
    const std::string item = literal_at(array, i) + ",";
    if (line.size() + item.size() + 3 > kLineWidth) {
      code_.line("{}", line);
      line.clear();
    }
    line += (line.empty() ? "" : " ") + item;
  }
  if (!line.empty()) {
    code_.line("{}", line);
  }
  code_.close("};");
  return entry->second;
}

}  // namespace firefly
