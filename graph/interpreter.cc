// SPDX-License-Identifier: Apache-2.0
#include "graph/interpreter.h"

#include <algorithm>

#include "graph/evaluate/evaluate.h"

namespace firefly {

Interpreter::Interpreter(const Graph& graph)
    : graph_(graph), storage_(graph.tensors.size()) {
  memory_.reserve(graph.tensors.size());
  for (size_t i = 0; i < graph.tensors.size(); ++i) {
    const Tensor& tensor = graph.tensors[i];
    if (tensor.role == TensorRole::kActivation) {
      storage_[i].resize(static_cast<size_t>(size_bytes(tensor)));
    } else {
      storage_[i] = tensor.data;
    }
    memory_.push_back(storage_[i].data());
  }
}

std::span<uint8_t> Interpreter::input(size_t i) {
  return storage_[static_cast<size_t>(graph_.inputs[i])];
}

std::span<const uint8_t> Interpreter::output(size_t i) const {
  return tensor(graph_.outputs[i]);
}

std::span<const uint8_t> Interpreter::tensor(TensorId id) const {
  return storage_[static_cast<size_t>(id)];
}

void Interpreter::invoke() {
  for (const Op& op : graph_.ops) {
    evaluate(Operands{.graph = graph_, .op = op, .memory = memory_});
  }
}

void Interpreter::reset() {
  for (size_t i = 0; i < graph_.tensors.size(); ++i) {
    if (graph_.tensors[i].role == TensorRole::kState) {
      std::copy(graph_.tensors[i].data.begin(), graph_.tensors[i].data.end(),
                storage_[i].begin());
    }
  }
}

}  // namespace firefly
