// SPDX-License-Identifier: Apache-2.0
#include "formats/tflite/importer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace firefly::tflite {
namespace {

/// Attributes are short: a begin per dimension, a size per split.
constexpr int64_t kMaxAttributeElements = 1 << 12;
/// An operator's line in a message names so many of its operands.
constexpr size_t kMaxLabelled = 8;

std::string labels(const Graph& graph, const std::vector<TensorId>& ids) {
  std::string text;
  for (size_t i = 0; i < std::min(ids.size(), kMaxLabelled); ++i) {
    text += i == 0 ? "" : ", ";
    text += ids[i] == kNoTensor ? "none" : graph.tensor(ids[i]).name;
  }
  return ids.size() > kMaxLabelled ? text + ", ..." : text;
}

}  // namespace

Error invalid(std::string message) {
  return {ErrorCode::kInvalidData, std::move(message)};
}

Error unsupported(std::string message) {
  return {ErrorCode::kUnsupported, std::move(message)};
}

std::string printable(const flatbuffers::String* text) {
  if (text == nullptr) {
    return {};
  }
  std::string result = text->str().substr(0, kMaxNameLength);
  std::ranges::replace_if(
      result, [](char c) { return static_cast<unsigned char>(c) < 0x20; }, '_');
  return result;
}

int64_t zero_point_at(const flatbuffers::Vector<int64_t>& vector,
                      flatbuffers::uoffset_t i) {
  int64_t value = 0;
  std::memcpy(&value, vector.Data() + i * sizeof(value), sizeof(value));
  return value;
}

Status Importer::charge(int64_t bytes) {
  if (bytes > bytes_left) {
    return unsupported(
        fmt::format("the file unfolds to more than four times its size and "
                    "{} MiB",
                    kMaxExtraBytes >> 20));
  }
  bytes_left -= bytes;
  return {};
}

Expected<std::span<const uint8_t>> Importer::buffer(uint32_t index) const {
  // Index 0 is the empty buffer by convention.
  if (index == 0 &&
      (model.buffers() == nullptr || model.buffers()->size() == 0)) {
    return std::span<const uint8_t>();
  }
  if (model.buffers() == nullptr || index >= model.buffers()->size()) {
    return invalid(
        fmt::format("buffer {} of {}", index,
                    model.buffers() == nullptr ? 0 : model.buffers()->size()));
  }
  const schema::Buffer& source = *model.buffers()->Get(index);
  if (source.offset() > 1) {
    if (source.offset() > file.size() ||
        source.size() > file.size() - source.offset()) {
      return invalid(fmt::format(
          "{} bytes of data at {}, behind the end of the file at {}",
          source.size(), source.offset(), file.size()));
    }
    return file.subspan(static_cast<size_t>(source.offset()),
                        static_cast<size_t>(source.size()));
  }
  if (source.data() == nullptr) {
    return std::span<const uint8_t>();
  }
  return std::span<const uint8_t>(source.data()->data(), source.data()->size());
}

Node::Node(Importer& importer, const Place& place, const schema::Operator& op,
           int32_t index, std::string name)
    : importer_(importer),
      place_(place),
      op_(op),
      index_(index),
      name_(std::move(name)) {}

Status Node::resolve() {
  const auto resolve_list = [&](const flatbuffers::Vector<int>* source,
                                bool optional,
                                std::vector<TensorId>& ids) -> Status {
    const auto count = source == nullptr ? 0 : int64_t{source->size()};
    importer_.operands_left -= count;
    if (importer_.operands_left < 0) {
      return unsupported(
          fmt::format("more than {} operands in all", kMaxOperands));
    }
    for (int64_t i = 0; i < count; ++i) {
      const int id = source->Get(static_cast<flatbuffers::uoffset_t>(i));
      const bool absent = optional && id == kNoTensor;
      if (!absent && (id < 0 || id >= place_.tensor_count)) {
        return invalid(fmt::format("operand {} is tensor {}, but there are {}",
                                   i, id, place_.tensor_count));
      }
      ids.push_back(absent ? kNoTensor : place_.first_tensor + id);
    }
    return {};
  };
  FIREFLY_RETURN_IF_ERROR(resolve_list(op_.inputs(), true, inputs_));
  return resolve_list(op_.outputs(), false, outputs_);
}

std::string Node::label() const {
  return fmt::format("#{} {} ({} -> {})", index_, name_,
                     labels(graph(), inputs_), labels(graph(), outputs_));
}

Status Node::check_operands() const {
  for (const auto* ids : {&inputs_, &outputs_}) {
    for (const TensorId id : *ids) {
      const auto issue = importer_.tensor_issues.find(id);
      if (issue != importer_.tensor_issues.end() &&
          !importer_.handles.contains(id)) {
        return Error{issue->second.code,
                     fmt::format("\"{}\" has {}", graph().tensor(id).name,
                                 issue->second.message)};
      }
    }
  }
  return {};
}

Expected<std::vector<int64_t>> Node::ints(size_t i) const {
  if (!has_input(i)) {
    return invalid(fmt::format("operand {} is missing", i));
  }
  const Tensor& tensor = in(i);
  if (element_count(tensor) == 0) {
    return std::vector<int64_t>();
  }
  if (!tensor.is_constant()) {
    return unsupported(
        fmt::format("\"{}\" is computed, expected a constant", tensor.name));
  }
  if (element_count(tensor) > kMaxAttributeElements) {
    return invalid(fmt::format("\"{}\" has {} elements", tensor.name,
                               element_count(tensor)));
  }
  if (tensor.type == DataType::kInt64) {
    return tensor.values<int64_t>();
  }
  if (tensor.type == DataType::kInt32) {
    const auto narrow = tensor.values<int32_t>();
    return std::vector<int64_t>(narrow.begin(), narrow.end());
  }
  if (tensor.type == DataType::kInt16) {
    const auto narrow = tensor.values<int16_t>();
    return std::vector<int64_t>(narrow.begin(), narrow.end());
  }
  return unsupported(fmt::format("\"{}\" is {}, expected int32 or int64",
                                 tensor.name, name_of(tensor.type)));
}

Expected<int64_t> Node::scalar(size_t i) const {
  auto values = ints(i);
  FIREFLY_RETURN_IF_ERROR(values);
  if (values->size() != 1) {
    return invalid(fmt::format("\"{}\" has {} elements, expected one",
                               in(i).name, values->size()));
  }
  return values->front();
}

Status Node::emit(OpKind kind, std::vector<TensorId> inputs,
                  std::vector<TensorId> outputs) const {
  for (const auto* ids : {&inputs, &outputs}) {
    for (const TensorId id : *ids) {
      if (id == kNoTensor) {
        continue;
      }
      const auto issue = importer_.tensor_issues.find(id);
      if (issue != importer_.tensor_issues.end()) {
        return issue->second;
      }
      if (element_count(graph().tensor(id)) == 0) {
        return unsupported(fmt::format("\"{}\" has the shape {}",
                                       graph().tensor(id).name,
                                       to_string(graph().tensor(id).shape)));
      }
    }
  }
  for (const TensorId id : outputs) {
    if (graph().tensor(id).role == TensorRole::kConstant) {
      return invalid(
          fmt::format("\"{}\" is a constant", graph().tensor(id).name));
    }
  }
  Op op;
  op.kind = std::move(kind);
  op.inputs = std::move(inputs);
  op.outputs = std::move(outputs);
  op.source_index = index_;
  op.source_name = name_;
  graph().ops.push_back(std::move(op));
  return {};
}

Status Node::emit(OpKind kind, size_t count) const {
  std::vector<TensorId> operands = inputs_;
  operands.resize(count, kNoTensor);
  return emit(std::move(kind), std::move(operands), outputs_);
}

Expected<TensorId> Node::temporary(const Tensor& like, Shape shape) const {
  Tensor tensor;
  tensor.name = out().name + "/" + std::to_string(graph().tensors.size());
  tensor.type = like.type;
  tensor.shape = std::move(shape);
  if (!like.quantization.per_channel()) {
    tensor.quantization = like.quantization;
  }
  FIREFLY_RETURN_IF_ERROR(importer_.charge(
      static_cast<int64_t>(sizeof(Tensor) + tensor.name.size())));
  return graph().add(std::move(tensor));
}

Status Node::fold(std::vector<uint8_t> data) const {
  Tensor& tensor = graph().tensor(outputs_[0]);
  if (tensor.role != TensorRole::kActivation) {
    return invalid(fmt::format("\"{}\" has a value already", tensor.name));
  }
  if (data.size() != static_cast<size_t>(size_bytes(tensor))) {
    return invalid(fmt::format("{} bytes computed for the shape {}",
                               data.size(), to_string(tensor.shape)));
  }
  tensor.role = TensorRole::kConstant;
  tensor.data = std::move(data);
  return {};
}

Expected<int32_t> normalise_axis(int64_t axis, int rank) {
  if (axis < -rank || axis >= rank) {
    return invalid(fmt::format("axis {} of a tensor of rank {}", axis, rank));
  }
  return static_cast<int32_t>(axis < 0 ? axis + rank : axis);
}

Expected<Activation> activation_of(schema::Fused fused) {
  switch (fused) {
    case schema::Fused::NONE:
      return Activation::kNone;
    case schema::Fused::RELU:
      return Activation::kRelu;
    case schema::Fused::RELU_N1_TO_1:
      return Activation::kReluN1To1;
    case schema::Fused::RELU6:
      return Activation::kRelu6;
    default:
      break;
  }
  const char* name = EnumNameFused(fused);
  return unsupported(fmt::format(
      "activation {}", *name != '\0'
                           ? std::string(name)
                           : std::to_string(static_cast<int>(fused))));
}

}  // namespace firefly::tflite
