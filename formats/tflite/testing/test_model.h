// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstring>
#include <functional>
#include <memory>
#include <vector>

#include "formats/tflite/reader.h"
#include "formats/tflite/schema.h"

namespace firefly::tflite {

/// Packs a model that may contradict itself in any way.
inline std::vector<uint8_t> pack(const schema::ModelT& model) {
  flatbuffers::FlatBufferBuilder builder;
  schema::FinishModelBuffer(builder, schema::Model::Pack(builder, &model));
  return {builder.GetBufferPointer(),
          builder.GetBufferPointer() + builder.GetSize()};
}

/// A model file made by hand, for spellings that our writer never uses.
class TestModel {
 public:
  TestModel() {
    model_.version = 3;
    model_.subgraphs.push_back(std::make_unique<schema::SubGraphT>());
    model_.buffers.push_back(std::make_unique<schema::BufferT>());
  }
  schema::SubGraphT& main() { return *model_.subgraphs[0]; }
  schema::ModelT& model() { return model_; }

  int32_t tensor(schema::TensorType type, std::vector<int32_t> shape) {
    auto tensor = std::make_unique<schema::TensorT>();
    tensor->name = "t" + std::to_string(main().tensors.size());
    tensor->type = type;
    tensor->shape = std::move(shape);
    main().tensors.push_back(std::move(tensor));
    return static_cast<int32_t>(main().tensors.size() - 1);
  }
  int32_t input(std::vector<int32_t> shape) {
    const int32_t id = tensor(schema::TensorType::FLOAT32, std::move(shape));
    main().inputs.push_back(id);
    return id;
  }
  int32_t output(std::vector<int32_t> shape) {
    const int32_t id = tensor(schema::TensorType::FLOAT32, std::move(shape));
    main().outputs.push_back(id);
    return id;
  }
  /// A constant; its type and bytes are those of the values.
  template <class T>
  int32_t constant(schema::TensorType type, std::vector<int32_t> shape,
                   const std::vector<T>& values) {
    const int32_t id = tensor(type, std::move(shape));
    auto buffer = std::make_unique<schema::BufferT>();
    buffer->data.resize(values.size() * sizeof(T));
    std::memcpy(buffer->data.data(), values.data(), buffer->data.size());
    model_.buffers.push_back(std::move(buffer));
    main().tensors.back()->buffer =
        static_cast<uint32_t>(model_.buffers.size() - 1);
    return id;
  }
  int32_t ints(const std::vector<int32_t>& values) {
    return constant(schema::TensorType::INT32,
                    {static_cast<int32_t>(values.size())}, values);
  }
  schema::OperatorT& op(schema::BuiltinOperator code,
                        std::vector<int32_t> inputs,
                        std::vector<int32_t> outputs) {
    auto entry = std::make_unique<schema::OperatorCodeT>();
    entry->builtin_code = code;
    model_.operator_codes.push_back(std::move(entry));
    auto result = std::make_unique<schema::OperatorT>();
    result->opcode_index =
        static_cast<uint32_t>(model_.operator_codes.size() - 1);
    result->inputs = std::move(inputs);
    result->outputs = std::move(outputs);
    return *main().operators.emplace_back(std::move(result));
  }
  [[nodiscard]] Expected<Graph> read() const {
    return read_tflite(pack(model_), "m.tflite");
  }

 private:
  schema::ModelT model_;
};

}  // namespace firefly::tflite
