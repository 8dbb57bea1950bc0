// SPDX-License-Identifier: Apache-2.0
//
// Operators whose result is known before the model runs, because shapes are:
// their output becomes a constant.
#include <fmt/format.h>

#include <cstring>

#include "formats/tflite/import_functions.h"

namespace firefly::tflite {
namespace {

template <class T>
std::vector<uint8_t> bytes_of(const std::vector<int64_t>& values) {
  std::vector<uint8_t> result(values.size() * sizeof(T));
  for (size_t i = 0; i < values.size(); ++i) {
    const T value = static_cast<T>(values[i]);
    std::memcpy(result.data() + i * sizeof(T), &value, sizeof(T));
  }
  return result;
}

Status fold_ints(const Node& node, const std::vector<int64_t>& values) {
  if (node.out().type == DataType::kInt32) {
    return node.fold(bytes_of<int32_t>(values));
  }
  if (node.out().type == DataType::kInt64) {
    return node.fold(bytes_of<int64_t>(values));
  }
  return unsupported(
      fmt::format("output of type {}", name_of(node.out().type)));
}

/// `element`, as often as the output has elements.
Status fold_repeated(const Node& node, const std::vector<uint8_t>& element) {
  const auto count = static_cast<size_t>(element_count(node.out()));
  FIREFLY_RETURN_IF_ERROR(node.importer().charge(size_bytes(node.out())));
  std::vector<uint8_t> data(count * element.size());
  for (size_t i = 0; i < count; ++i) {
    std::memcpy(data.data() + i * element.size(), element.data(),
                element.size());
  }
  return node.fold(std::move(data));
}

/// start, start + delta, … as T.
template <class T>
Status fold_range(const Node& node) {
  const T start = node.in(0).values<T>()[0];
  const T delta = node.in(2).values<T>()[0];
  FIREFLY_RETURN_IF_ERROR(node.importer().charge(size_bytes(node.out())));
  std::vector<uint8_t> data(static_cast<size_t>(size_bytes(node.out())));
  for (size_t i = 0; i * sizeof(T) < data.size(); ++i) {
    T value{};
    if constexpr (std::is_integral_v<T>) {
      using U = std::make_unsigned_t<T>;  // hostile values may wrap
      value = static_cast<T>(static_cast<U>(start) +
                             static_cast<U>(i) * static_cast<U>(delta));
    } else {
      value = start + static_cast<T>(i) * delta;
    }
    std::memcpy(data.data() + i * sizeof(T), &value, sizeof(T));
  }
  return node.fold(std::move(data));
}

}  // namespace

Status import_shape(const Node& node) {
  const Shape& shape = node.in(0).shape;
  return fold_ints(node, std::vector<int64_t>(shape.begin(), shape.end()));
}

Status import_rank(const Node& node) {
  return fold_ints(node, {node.in(0).rank()});
}

Status import_fill(const Node& node) {
  const Tensor& value = node.in(1);
  if (!value.is_constant()) {
    return unsupported(
        fmt::format("\"{}\" is computed, expected a constant", value.name));
  }
  if (element_count(value) != 1 || value.type != node.out().type) {
    return invalid(fmt::format("\"{}\" is {} {}", value.name,
                               to_string(value.shape), name_of(value.type)));
  }
  return fold_repeated(node, value.data);
}

Status import_zeros_like(const Node& node) {
  const DataType type = node.out().type;
  return fold_repeated(
      node, std::vector<uint8_t>(static_cast<size_t>(size_bytes(type)), 0));
}

Status import_range(const Node& node) {
  const DataType type = node.out().type;
  for (const size_t i : {0, 2}) {  // the output's shape tells the limit
    if (!node.in(i).is_constant()) {
      return unsupported(fmt::format("\"{}\" is computed, expected a constant",
                                     node.in(i).name));
    }
    if (element_count(node.in(i)) != 1 || node.in(i).type != type) {
      return invalid(fmt::format("\"{}\" is {} {}", node.in(i).name,
                                 to_string(node.in(i).shape),
                                 name_of(node.in(i).type)));
    }
  }
  switch (type) {
    case DataType::kInt32:
      return fold_range<int32_t>(node);
    case DataType::kInt64:
      return fold_range<int64_t>(node);
    case DataType::kFloat32:
      return fold_range<float>(node);
    default:
      return unsupported(fmt::format("output of type {}", name_of(type)));
  }
}

}  // namespace firefly::tflite
