// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/evaluate_on.h"

#include <numeric>

#include "graph/evaluate/evaluate.h"
#include "graph/prepare/quantization.h"

namespace firefly {
namespace {

bool is_narrow(DataType type) {
  return type == DataType::kInt8 || type == DataType::kUint8 ||
         type == DataType::kInt16;
}

template <class T>
std::vector<int32_t> widened(const std::vector<uint8_t>& data) {
  std::vector<T> values(data.size() / sizeof(T));
  if (!values.empty()) {
    std::memcpy(values.data(), data.data(), values.size() * sizeof(T));
  }
  return {values.begin(), values.end()};
}

template <class T>
std::vector<uint8_t> narrowed(const std::vector<int32_t>& values) {
  std::vector<uint8_t> data;
  data.reserve(values.size() * sizeof(T));
  for (const int32_t value : values) {
    const auto element = static_cast<T>(value);
    const auto* bytes = reinterpret_cast<const uint8_t*>(&element);
    data.insert(data.end(), bytes, bytes + sizeof(T));
  }
  return data;
}

}  // namespace

std::vector<uint8_t> evaluate_on(
    const OpKind& kind, const std::vector<std::optional<Tensor>>& inputs,
    const Tensor& output) {
  Graph graph;
  Op op;
  op.kind = kind;
  for (const std::optional<Tensor>& input : inputs) {
    op.inputs.push_back(input ? graph.add(*input) : kNoTensor);
  }
  op.outputs = {graph.add(output)};
  graph.tensors.back().data.resize(static_cast<size_t>(size_bytes(output)));

  std::vector<uint8_t*> memory;
  for (Tensor& tensor : graph.tensors) {
    memory.push_back(tensor.data.data());
  }
  evaluate(Operands{.graph = graph, .op = op, .memory = memory});
  return std::move(graph.tensors.back().data);
}

bool is_integer_function(const Graph& graph, const Op& op) {
  return (op.as<Unary>() != nullptr || op.as<Quantize>() != nullptr) &&
         is_narrow(graph.tensor(op.inputs[0]).type) &&
         is_narrow(graph.tensor(op.outputs[0]).type);
}

std::vector<int32_t> tabulate(const Graph& graph, const Op& op) {
  Tensor x = graph.tensor(op.inputs[0]);
  const IntegerRange range = full_range(x.type);
  std::vector<int32_t> numbers(static_cast<size_t>(range.high - range.low + 1));
  std::iota(numbers.begin(), numbers.end(), range.low);
  x.shape = {static_cast<int32_t>(numbers.size())};
  x.role = TensorRole::kConstant;
  x.data = bytes_of(x.type, numbers);
  Tensor y = graph.tensor(op.outputs[0]);
  y.shape = x.shape;
  return integers_of(y.type, evaluate_on(op.kind, {x}, y));
}

std::vector<int32_t> integers_of(DataType type,
                                 const std::vector<uint8_t>& data) {
  switch (type) {
    case DataType::kInt8:
      return widened<int8_t>(data);
    case DataType::kUint8:
      return widened<uint8_t>(data);
    case DataType::kInt16:
      return widened<int16_t>(data);
    default:
      FIREFLY_CHECK(type == DataType::kInt32);
      return widened<int32_t>(data);
  }
}

std::vector<uint8_t> bytes_of(DataType type,
                              const std::vector<int32_t>& values) {
  switch (type) {
    case DataType::kInt8:
    case DataType::kUint8:
      return narrowed<uint8_t>(values);
    case DataType::kInt16:
      return narrowed<int16_t>(values);
    default:
      FIREFLY_CHECK(type == DataType::kInt32);
      return narrowed<int32_t>(values);
  }
}

}  // namespace firefly
