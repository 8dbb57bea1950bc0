// SPDX-License-Identifier: Apache-2.0
#include "tests/witness/case.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace firefly::witness {
namespace {

Range full_range(const Tensor& tensor) {
  switch (tensor.type) {
    case DataType::kInt8:
      return {-128, 127};
    case DataType::kUint8:
      return {0, 255};
    case DataType::kInt16:
      return {-32768, 32767};
    case DataType::kInt32:
    case DataType::kInt64:
      return {-1000, 1000};
    case DataType::kUint32:
      return {0, 4294967295.0};
    case DataType::kUint64:
      return {0, 281474976710655.0};
    case DataType::kFloat32:
      return {-6, 6};
    case DataType::kBool:
      return {0, 1};
  }
  return {};
}

template <class T>
void put(std::vector<uint8_t>& bytes, size_t index, T value) {
  std::memcpy(bytes.data() + index * sizeof(T), &value, sizeof(T));
}

void put_element(std::vector<uint8_t>& bytes, size_t index, DataType type,
                 double value) {
  switch (type) {
    case DataType::kInt8:
      return put(bytes, index, static_cast<int8_t>(value));
    case DataType::kUint8:
    case DataType::kBool:
      return put(bytes, index, static_cast<uint8_t>(value));
    case DataType::kInt16:
      return put(bytes, index, static_cast<int16_t>(value));
    case DataType::kInt32:
      return put(bytes, index, static_cast<int32_t>(value));
    case DataType::kUint32:
      return put(bytes, index, static_cast<uint32_t>(value));
    case DataType::kInt64:
      return put(bytes, index, static_cast<int64_t>(value));
    case DataType::kUint64:
      return put(bytes, index, static_cast<uint64_t>(value));
    case DataType::kFloat32:
      return put(bytes, index, static_cast<float>(value));
  }
}

}  // namespace

bool is_quantized(DataType type) {
  return type == DataType::kInt8 || type == DataType::kUint8 ||
         type == DataType::kInt16;
}

Tensor quantized(DataType type, Shape shape, float scale, int32_t zero_point) {
  Tensor tensor;
  tensor.type = type;
  tensor.shape = std::move(shape);
  tensor.quantization = {{scale}, {zero_point}, 0};
  return tensor;
}

Tensor random_tensor(Random& random, DataType type, Shape shape) {
  if (!is_quantized(type)) {
    Tensor tensor;
    tensor.type = type;
    tensor.shape = std::move(shape);
    return tensor;
  }
  const float scale = random.scale(-5, -1);
  const int32_t zero_point = random_zero_point(random, type);
  return quantized(type, std::move(shape),
                   type == DataType::kInt16 ? scale / 256.0F : scale,
                   zero_point);
}

Tensor like(const Tensor& tensor, Shape shape) {
  Tensor result;
  result.type = tensor.type;
  result.shape = std::move(shape);
  result.quantization = tensor.quantization;
  return result;
}

int32_t random_zero_point(Random& random, DataType type) {
  switch (type) {
    case DataType::kInt8:
      // Models of ReLU networks sit at the end of the range.
      return random.chance(0.2) ? -128 : random.integer(-128, 127);
    case DataType::kUint8:
      return random.integer(0, 255);
    default:
      return 0;
  }
}

Shape random_shape(Random& random, int rank, int32_t low, int32_t high) {
  Shape shape(static_cast<size_t>(rank));
  for (int32_t& extent : shape) {
    extent = random.integer(low, high);
  }
  return shape;
}

std::vector<uint8_t> random_bytes(Random& random, const Tensor& tensor,
                                  const std::optional<Range>& range,
                                  bool extreme) {
  const Range values = range.value_or(full_range(tensor));
  const double zero = tensor.zero_point();
  const bool is_float = tensor.type == DataType::kFloat32;
  std::vector<uint8_t> bytes(static_cast<size_t>(size_bytes(tensor)));
  const auto count = static_cast<size_t>(element_count(tensor));
  for (size_t i = 0; i < count; ++i) {
    double value = is_float ? random.real(values.low, values.high)
                            : static_cast<double>(random.integer64(
                                  static_cast<int64_t>(values.low),
                                  static_cast<int64_t>(values.high)));
    if (extreme && random.chance(0.3)) {
      value = random.pick({values.low, values.high, zero});
    }
    if (values.without_zero && value == zero) {
      value = zero == values.high ? values.low : zero + 1.0;
    }
    put_element(bytes, i, tensor.type,
                std::clamp(value, values.low, values.high));
  }
  return bytes;
}

CaseBuilder& CaseBuilder::operand(Tensor tensor) {
  tensor.name = fmt::format("t{}", graph_.tensors.size());
  op_.inputs.push_back(graph_.add(std::move(tensor)));
  return *this;
}

CaseBuilder& CaseBuilder::input(Tensor tensor, std::optional<Range> range) {
  operand(std::move(tensor));
  graph_.inputs.push_back(op_.inputs.back());
  ranges_.push_back(range);
  return *this;
}

CaseBuilder& CaseBuilder::constant(Tensor tensor, std::optional<Range> range) {
  tensor.data = random_bytes(random_, tensor, range, random_.chance(0.3));
  tensor.role = TensorRole::kConstant;
  return operand(std::move(tensor));
}

CaseBuilder& CaseBuilder::state(Tensor tensor) {
  tensor.data.assign(static_cast<size_t>(size_bytes(tensor)), 0);
  const auto count = static_cast<size_t>(element_count(tensor));
  for (size_t i = 0; i < count; ++i) {
    put_element(tensor.data, i, tensor.type, tensor.zero_point());
  }
  tensor.role = TensorRole::kState;
  return operand(std::move(tensor));
}

CaseBuilder& CaseBuilder::absent() {
  op_.inputs.push_back(kNoTensor);
  return *this;
}

Case CaseBuilder::finish(OpKind kind, Tensor output, int invocations) {
  op_.kind = std::move(kind);
  op_.source_index = 0;
  op_.source_name = std::string(name_of(op_.kind));
  output.name = "output";
  const bool infer = output.shape.empty();
  op_.outputs.push_back(graph_.add(std::move(output)));
  if (infer) {
    const Expected<Shape> shape = infer_shape(graph_, op_);
    FIREFLY_CHECK(shape.ok());
    graph_.tensor(op_.outputs[0]).shape = *shape;
  }
  graph_.outputs.push_back(op_.outputs[0]);
  graph_.name = family_;
  graph_.ops.push_back(std::move(op_));
  std::vector<Inputs> drawn =
      draw_invocations(random_, graph_, ranges_, invocations);
  return {std::move(family_), std::move(graph_), std::move(drawn)};
}

std::vector<Inputs> draw_invocations(
    Random& random, const Graph& graph,
    const std::vector<std::optional<Range>>& ranges, int count) {
  std::vector<Inputs> invocations;
  for (int round = 0; round < count; ++round) {
    Inputs inputs;
    for (size_t i = 0; i < graph.inputs.size(); ++i) {
      const std::optional<Range> range =
          i < ranges.size() ? ranges[i] : std::nullopt;
      inputs.push_back(random_bytes(random, graph.tensor(graph.inputs[i]),
                                    range, round > 0));
    }
    invocations.push_back(std::move(inputs));
  }
  return invocations;
}

std::string family_name(std::string_view op, DataType type) {
  return fmt::format("{} {}", op, name_of(type));
}

}  // namespace firefly::witness
