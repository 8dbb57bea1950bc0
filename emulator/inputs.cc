// SPDX-License-Identifier: Apache-2.0
#include "emulator/inputs.h"

#include <cstring>
#include <random>

#include "graph/interpreter.h"

namespace firefly {
namespace {

template <class T>
void append(Bytes& bytes, T value) {
  const size_t at = bytes.size();
  bytes.resize(at + sizeof(T));
  std::memcpy(bytes.data() + at, &value, sizeof(T));
}

/// Element `i` of the pattern, p in 0..255.
void append_pattern(Bytes& bytes, DataType type, uint32_t p) {
  switch (type) {
    case DataType::kInt8:
    case DataType::kUint8:
      append(bytes, static_cast<uint8_t>(p));
      break;
    case DataType::kBool:
      append(bytes, static_cast<uint8_t>(p & 1U));
      break;
    case DataType::kInt16:
      append(bytes, static_cast<uint16_t>(p * 257));
      break;
    case DataType::kFloat32:
      append(bytes, (static_cast<float>(p) - 128.0F) / 128.0F);
      break;
    case DataType::kInt32:
    case DataType::kUint32:
      append(bytes, static_cast<int32_t>(p));
      break;
    case DataType::kInt64:
    case DataType::kUint64:
      append(bytes, static_cast<int64_t>(p));
      break;
  }
}

}  // namespace

size_t input_size_bytes(const Graph& graph) {
  size_t bytes = 0;
  for (const TensorId id : graph.inputs) {
    bytes += static_cast<size_t>(size_bytes(graph.tensor(id)));
  }
  return bytes;
}

Bytes pattern_input(const Graph& graph, uint32_t seed) {
  Bytes bytes;
  for (const TensorId id : graph.inputs) {
    const Tensor& tensor = graph.tensor(id);
    const auto count = static_cast<uint32_t>(element_count(tensor));
    for (uint32_t i = 0; i < count; ++i) {
      append_pattern(bytes, tensor.type, (i * 37 + 11 + seed) % 256);
    }
  }
  return bytes;
}

Bytes random_input(const Graph& graph, uint32_t seed) {
  std::mt19937 random(seed);
  Bytes bytes;
  for (const TensorId id : graph.inputs) {
    const Tensor& tensor = graph.tensor(id);
    for (int32_t i = 0; i < element_count(tensor); ++i) {
      if (tensor.type == DataType::kFloat32) {
        append(bytes, static_cast<float>(random() >> 8U) * 0x1p-23F - 1.0F);
      } else if (tensor.type == DataType::kBool) {
        append(bytes, static_cast<uint8_t>(random() & 1U));
      } else {
        // All bit patterns; indices of Gather are clamped by the kernel.
        const uint64_t bits = random() | (uint64_t{random()} << 32U);
        const auto size = static_cast<size_t>(size_bytes(tensor.type));
        const size_t at = bytes.size();
        bytes.resize(at + size);
        std::memcpy(bytes.data() + at, &bits, size);
      }
    }
  }
  return bytes;
}

std::vector<Bytes> varied_inputs(const Graph& graph, int count) {
  std::vector<Bytes> inputs = {pattern_input(graph, 0)};
  for (int seed = 1; seed < count; ++seed) {
    inputs.push_back(random_input(graph, static_cast<uint32_t>(seed)));
  }
  return inputs;
}

std::vector<Bytes> reference_outputs(const Graph& graph,
                                     const std::vector<Bytes>& inputs) {
  Interpreter interpreter(graph);
  std::vector<Bytes> outputs;
  for (const Bytes& input : inputs) {
    size_t at = 0;
    for (size_t i = 0; i < graph.inputs.size(); ++i) {
      const std::span<uint8_t> memory = interpreter.input(i);
      std::memcpy(memory.data(), input.data() + at, memory.size());
      at += memory.size();
    }
    interpreter.invoke();
    Bytes& output = outputs.emplace_back();
    for (size_t i = 0; i < graph.outputs.size(); ++i) {
      const std::span<const uint8_t> memory = interpreter.output(i);
      output.insert(output.end(), memory.begin(), memory.end());
    }
  }
  return outputs;
}

std::vector<Bytes> outputs_of(const RunResult& run) {
  std::vector<Bytes> outputs;
  for (const InvokeResult& invoke : run.invokes) {
    Bytes& output = outputs.emplace_back();
    for (const Bytes& tensor : invoke.outputs) {
      output.insert(output.end(), tensor.begin(), tensor.end());
    }
  }
  return outputs;
}

}  // namespace firefly
