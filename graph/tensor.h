// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "graph/status.h"

namespace firefly {

enum class DataType : uint8_t {
  kInt8,
  kUint8,
  kInt16,
  kInt32,
  kUint32,
  kInt64,
  kUint64,
  kFloat32,
  kBool,
};

[[nodiscard]] constexpr int size_bytes(DataType type) {
  switch (type) {
    case DataType::kInt8:
    case DataType::kUint8:
    case DataType::kBool:
      return 1;
    case DataType::kInt16:
      return 2;
    case DataType::kInt32:
    case DataType::kUint32:
    case DataType::kFloat32:
      return 4;
    case DataType::kInt64:
    case DataType::kUint64:
      return 8;
  }
  return 0;
}

/// "int8", "float32", … as in the `.tflite` world's lower case.
[[nodiscard]] std::string_view name_of(DataType type);

/// Highest rank of a tensor that any kernel takes.
inline constexpr int kMaxRank = 6;

/// Extents, outermost first; a scalar has none. Every extent is >= 0 and the
/// product fits int32 (the importer refuses anything else).
using Shape = std::vector<int32_t>;

[[nodiscard]] int32_t element_count(const Shape& shape);
/// "1x49x10x1"; "scalar" for rank 0.
[[nodiscard]] std::string to_string(const Shape& shape);

/// real = scale · (q − zero_point). One entry per tensor, or one per index of
/// dimension `axis`. Empty for a tensor that is not quantised.
struct Quantization {
  std::vector<float> scale;
  std::vector<int32_t> zero_point;
  int axis = 0;

  [[nodiscard]] bool empty() const { return scale.empty(); }
  [[nodiscard]] bool per_channel() const { return scale.size() > 1; }
  bool operator==(const Quantization&) const = default;
};

enum class TensorRole : uint8_t {
  kActivation,  ///< Computed by an operator, or an input of the graph.
  kConstant,    ///< `data` holds its value.
  kState,       ///< Survives between invocations; `data` holds its first value.
};

struct Tensor {
  std::string name;
  DataType type = DataType::kInt8;
  Shape shape;
  Quantization quantization;
  TensorRole role = TensorRole::kActivation;
  /// Little-endian, row-major; size_bytes(*this) long unless kActivation,
  /// where it is empty.
  std::vector<uint8_t> data;

  [[nodiscard]] bool is_constant() const {
    return role == TensorRole::kConstant;
  }
  [[nodiscard]] int rank() const { return static_cast<int>(shape.size()); }
  /// Scale and zero point of a per-tensor quantised tensor; 1 and 0 without.
  [[nodiscard]] float scale() const {
    return quantization.empty() ? 1.0F : quantization.scale[0];
  }
  [[nodiscard]] int32_t zero_point() const {
    return quantization.zero_point.empty() ? 0 : quantization.zero_point[0];
  }
  /// The elements of a constant or state tensor, copied out as T.
  template <class T>
  [[nodiscard]] std::vector<T> values() const {
    std::vector<T> result(data.size() / sizeof(T));
    if (!result.empty()) {
      std::memcpy(result.data(), data.data(), result.size() * sizeof(T));
    }
    return result;
  }
};

[[nodiscard]] inline int32_t element_count(const Tensor& tensor) {
  return element_count(tensor.shape);
}
[[nodiscard]] inline int32_t size_bytes(const Tensor& tensor) {
  return element_count(tensor.shape) * size_bytes(tensor.type);
}

}  // namespace firefly
