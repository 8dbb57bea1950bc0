// SPDX-License-Identifier: Apache-2.0
//
// For unit tests: a graph of one operator, evaluated.
#pragma once

#include <cstring>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "graph/evaluate/evaluate.h"

namespace firefly::testing {

template <class T>
constexpr DataType type_of() {
  if constexpr (std::is_same_v<T, int8_t>) {
    return DataType::kInt8;
  } else if constexpr (std::is_same_v<T, uint8_t>) {
    return DataType::kUint8;
  } else if constexpr (std::is_same_v<T, int16_t>) {
    return DataType::kInt16;
  } else if constexpr (std::is_same_v<T, int32_t>) {
    return DataType::kInt32;
  } else if constexpr (std::is_same_v<T, int64_t>) {
    return DataType::kInt64;
  } else {
    static_assert(std::is_same_v<T, float>);
    return DataType::kFloat32;
  }
}

template <class T>
Tensor tensor_of(Shape shape, const std::vector<T>& values,
                 Quantization quantization = {}) {
  Tensor tensor;
  tensor.type = type_of<T>();
  tensor.shape = std::move(shape);
  tensor.quantization = std::move(quantization);
  tensor.role = TensorRole::kConstant;
  tensor.data.resize(values.size() * sizeof(T));
  if (!values.empty()) {
    std::memcpy(tensor.data.data(), values.data(), tensor.data.size());
  }
  return tensor;
}

template <class T>
Tensor output_of(Shape shape, Quantization quantization = {}) {
  Tensor tensor;
  tensor.type = type_of<T>();
  tensor.shape = std::move(shape);
  tensor.quantization = std::move(quantization);
  return tensor;
}

/// Stands for an optional input that the operator does not have.
inline Tensor absent() {
  Tensor tensor;
  tensor.name = "absent";
  return tensor;
}

/// 0, 1, 2, …
template <class T>
std::vector<T> iota(int count) {
  std::vector<T> values;
  for (int i = 0; i < count; ++i) {
    values.push_back(static_cast<T>(i));
  }
  return values;
}

/// One operator with its operands, all of which hold their values.
class OneOp {
 public:
  template <class Kind>
  OneOp(Kind kind, const std::vector<Tensor>& inputs, Tensor output) {
    op_.kind = std::move(kind);
    for (const Tensor& input : inputs) {
      op_.inputs.push_back(input.name == absent().name ? kNoTensor
                                                       : graph_.add(input));
    }
    output.data.resize(static_cast<size_t>(size_bytes(output)));
    op_.outputs = {graph_.add(std::move(output))};
  }

  /// Evaluates the operator as `Kind`, so that only its family is linked.
  template <class Kind>
  void run() {
    const std::vector<uint8_t*> all = memory();
    evaluate(*op_.as<Kind>(),
             Operands{.graph = graph_, .op = op_, .memory = all});
  }

  /// Of every tensor, by its number.
  [[nodiscard]] std::vector<uint8_t*> memory() {
    std::vector<uint8_t*> all;
    for (Tensor& tensor : graph_.tensors) {
      tensor.data.reserve(1);  // kernels get no null pointers
      all.push_back(tensor.data.data());
    }
    return all;
  }

  template <class T>
  [[nodiscard]] std::vector<T> output() const {
    return graph_.tensor(op_.outputs[0]).values<T>();
  }
  /// Of an input; a state tensor changes.
  template <class T>
  [[nodiscard]] std::vector<T> input(size_t i) const {
    return graph_.tensor(op_.inputs[i]).values<T>();
  }
  [[nodiscard]] Graph& graph() { return graph_; }
  [[nodiscard]] const Op& op() const { return op_; }

 private:
  Graph graph_;
  Op op_;
};

/// The output of one operator.
template <class T, class Kind>
std::vector<T> evaluate_one(Kind kind, const std::vector<Tensor>& inputs,
                            Tensor output) {
  OneOp one(kind, inputs, std::move(output));
  one.run<Kind>();
  return one.output<T>();
}

}  // namespace firefly::testing
