// SPDX-License-Identifier: Apache-2.0
#include "formats/tflite/exporter.h"

#include <algorithm>
#include <cstring>

namespace firefly::tflite {
namespace {

using B = schema::BuiltinOperator;
constexpr uint32_t kFormatVersion = 3;

}  // namespace

schema::TensorType tensor_type(DataType type) {
  switch (type) {
    case DataType::kInt8:
      return schema::TensorType::INT8;
    case DataType::kUint8:
      return schema::TensorType::UINT8;
    case DataType::kInt16:
      return schema::TensorType::INT16;
    case DataType::kInt32:
      return schema::TensorType::INT32;
    case DataType::kUint32:
      return schema::TensorType::UINT32;
    case DataType::kInt64:
      return schema::TensorType::INT64;
    case DataType::kUint64:
      return schema::TensorType::UINT64;
    case DataType::kFloat32:
      return schema::TensorType::FLOAT32;
    case DataType::kBool:
      return schema::TensorType::BOOL;
  }
  return schema::TensorType::FLOAT32;
}

schema::Fused fused(Activation activation) {
  switch (activation) {
    case Activation::kNone:
      return schema::Fused::NONE;
    case Activation::kRelu:
      return schema::Fused::RELU;
    case Activation::kReluN1To1:
      return schema::Fused::RELU_N1_TO_1;
    case Activation::kRelu6:
      return schema::Fused::RELU6;
  }
  return schema::Fused::NONE;
}

Exporter::Exporter(const Graph& graph)
    : graph_(graph),
      main_(*model_.subgraphs.emplace_back(
          std::make_unique<schema::SubGraphT>())) {
  model_.version = kFormatVersion;
  model_.description = "Firefly";
  add_buffer({});  // buffer 0 is empty by convention
  main_.name = "main";
  main_.inputs = graph.inputs;
  main_.outputs = graph.outputs;
  for (const Tensor& tensor : graph.tensors) {
    add_tensor(main_, tensor);
  }
}

uint32_t Exporter::add_buffer(std::vector<uint8_t> data) {
  auto buffer = std::make_unique<schema::BufferT>();
  buffer->data = std::move(data);
  model_.buffers.push_back(std::move(buffer));
  return static_cast<uint32_t>(model_.buffers.size() - 1);
}

int32_t Exporter::add_tensor(schema::SubGraphT& subgraph,
                             const Tensor& tensor) {
  auto result = std::make_unique<schema::TensorT>();
  result->name = tensor.name;
  result->shape = tensor.shape;
  result->has_rank = true;
  result->type = tensor_type(tensor.type);
  result->is_variable = tensor.role == TensorRole::kState;
  if (tensor.is_constant()) {
    result->buffer = add_buffer(tensor.data);
  }
  if (!tensor.quantization.empty()) {
    auto q = std::make_unique<schema::QuantizationParametersT>();
    q->scale = tensor.quantization.scale;
    q->zero_point.assign(tensor.quantization.zero_point.begin(),
                         tensor.quantization.zero_point.end());
    q->quantized_dimension = tensor.quantization.axis;
    result->quantization = std::move(q);
  }
  subgraph.tensors.push_back(std::move(result));
  return static_cast<int32_t>(subgraph.tensors.size() - 1);
}

int32_t Exporter::ints(std::span<const int32_t> values, Shape shape) {
  Tensor tensor;
  tensor.name = "attribute" + std::to_string(main_.tensors.size());
  tensor.type = DataType::kInt32;
  tensor.shape = std::move(shape);
  tensor.role = TensorRole::kConstant;
  tensor.data.resize(values.size_bytes());
  if (!values.empty()) {
    std::memcpy(tensor.data.data(), values.data(), values.size_bytes());
  }
  return add_tensor(main_, tensor);
}

int32_t Exporter::quantization_only(const Quantization& quantization) {
  Tensor tensor;
  tensor.name = "intermediate" + std::to_string(main_.tensors.size());
  tensor.type = DataType::kInt16;
  tensor.shape = {0};
  tensor.quantization = quantization;
  return add_tensor(main_, tensor);
}

uint32_t Exporter::operator_code(B code, int32_t version,
                                 const std::string& custom) {
  const auto next = static_cast<uint32_t>(model_.operator_codes.size());
  const auto [found, made] = codes_.try_emplace({code, version, custom}, next);
  if (made) {
    auto entry = std::make_unique<schema::OperatorCodeT>();
    entry->builtin_code = code;
    entry->version = version;
    entry->custom_code = custom;
    // Older readers know this byte only; it can not hold more than 127.
    entry->deprecated_builtin_code = static_cast<int8_t>(
        std::min(code, B::PLACEHOLDER_FOR_GREATER_OP_CODES));
    model_.operator_codes.push_back(std::move(entry));
  }
  return found->second;
}

schema::OperatorT& Exporter::emit_in(schema::SubGraphT& subgraph, B code,
                                     int32_t version,
                                     std::vector<int32_t> inputs,
                                     std::vector<int32_t> outputs) {
  auto op = std::make_unique<schema::OperatorT>();
  op->opcode_index = operator_code(code, version);
  op->inputs = std::move(inputs);
  op->outputs = std::move(outputs);
  return *subgraph.operators.emplace_back(std::move(op));
}

schema::OperatorT& Exporter::emit(B code, int32_t version,
                                  std::vector<int32_t> inputs,
                                  std::vector<int32_t> outputs) {
  return emit_in(main_, code, version, std::move(inputs), std::move(outputs));
}

schema::OperatorT& Exporter::emit_custom(const std::string& name,
                                         std::vector<int32_t> inputs,
                                         std::vector<int32_t> outputs) {
  const uint32_t code = operator_code(B::CUSTOM, 1, name);
  auto op = std::make_unique<schema::OperatorT>();
  op->opcode_index = code;
  op->inputs = std::move(inputs);
  op->outputs = std::move(outputs);
  return *main_.operators.emplace_back(std::move(op));
}

void Exporter::hide_state(TensorId state) {
  main_.tensors[static_cast<size_t>(state)]->is_variable = false;
}

int32_t Exporter::add_handle(schema::SubGraphT& subgraph, TensorId state) {
  auto tensor = std::make_unique<schema::TensorT>();
  tensor->name = graph_.tensor(state).name + "/handle";
  tensor->type = schema::TensorType::RESOURCE;
  tensor->has_rank = true;
  subgraph.tensors.push_back(std::move(tensor));
  const auto id = static_cast<int32_t>(subgraph.tensors.size() - 1);
  schema::VarHandleOptionsT options;
  // Names need not be unique in a graph; the container makes this one so.
  options.container = std::to_string(state);
  options.shared_name = graph_.tensor(state).name;
  emit_in(subgraph, B::VAR_HANDLE, 1, {}, {id})
      .builtin_options.Set(std::move(options));
  return id;
}

int32_t Exporter::handle(TensorId state) {
  const auto found = handles_.find(state);
  if (found != handles_.end()) {
    return found->second;
  }
  hide_state(state);
  const int32_t id = add_handle(main_, state);
  handles_.emplace(state, id);
  return id;
}

/// A subgraph that assigns the first values, and the call of it.
void Exporter::add_initialiser() {
  if (handles_.empty()) {
    return;
  }
  auto subgraph = std::make_unique<schema::SubGraphT>();
  subgraph->name = "initialise";
  for (const auto& [state, unused] : handles_) {
    Tensor value = graph_.tensor(state);
    value.role = TensorRole::kConstant;
    const int32_t id = add_handle(*subgraph, state);
    const int32_t constant = add_tensor(*subgraph, value);
    emit_in(*subgraph, B::ASSIGN_VARIABLE, 1, {id, constant}, {});
  }
  schema::CallOnceOptionsT options;
  options.init_subgraph_index = static_cast<int32_t>(model_.subgraphs.size());
  model_.subgraphs.push_back(std::move(subgraph));
  emit(B::CALL_ONCE, 1, {}, {}).builtin_options.Set(options);
  auto& ops = main_.operators;
  std::rotate(ops.begin(), ops.end() - 1, ops.end());
}

std::vector<uint8_t> Exporter::finish() {
  add_initialiser();
  flatbuffers::FlatBufferBuilder builder;
  schema::FinishModelBuffer(builder, schema::Model::Pack(builder, &model_));
  return {builder.GetBufferPointer(),
          builder.GetBufferPointer() + builder.GetSize()};
}

}  // namespace firefly::tflite
