// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "graph/graph.h"

namespace firefly {

/// What the reference evaluation of one operator sees: the operator, its
/// tensors, and memory for each tensor of the graph (constants included).
struct Operands {
  const Graph& graph;
  const Op& op;
  std::span<uint8_t* const> memory;  ///< By TensorId; null where unused.

  [[nodiscard]] const Tensor& in(size_t i) const {
    return graph.tensor(op.inputs[i]);
  }
  [[nodiscard]] const Tensor& out(size_t i = 0) const {
    return graph.tensor(op.outputs[i]);
  }
  /// Null for an optional input that is absent.
  template <class T>
  [[nodiscard]] const T* input(size_t i) const {
    return op.has_input(i) ? at<T>(op.inputs[i]) : nullptr;
  }
  template <class T>
  [[nodiscard]] T* output(size_t i = 0) const {
    return at<T>(op.outputs[i]);
  }
  /// An input that is a state tensor, which the operator may write.
  template <class T>
  [[nodiscard]] T* state(size_t i) const {
    return at<T>(op.inputs[i]);
  }

 private:
  template <class T>
  [[nodiscard]] T* at(TensorId id) const {
    return reinterpret_cast<T*>(memory[static_cast<size_t>(id)]);
  }
};

}  // namespace firefly
