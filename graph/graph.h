// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "graph/op.h"
#include "graph/status.h"
#include "graph/tensor.h"

namespace firefly {

/// A network: operators in an order in which they can run. A plain value.
struct Graph {
  std::string name;  ///< From the file's name, without its extension.
  std::vector<Tensor> tensors;
  std::vector<Op> ops;
  std::vector<TensorId> inputs;
  std::vector<TensorId> outputs;

  [[nodiscard]] const Tensor& tensor(TensorId id) const {
    return tensors[static_cast<size_t>(id)];
  }
  [[nodiscard]] Tensor& tensor(TensorId id) {
    return tensors[static_cast<size_t>(id)];
  }
  TensorId add(Tensor tensor) {
    tensors.push_back(std::move(tensor));
    return static_cast<TensorId>(tensors.size()) - 1;
  }
};

/// Checks everything that the rest of the house relies on: indices in range,
/// one producer per tensor, producers before consumers (so no cycles), operand
/// counts, types and quantisation that the kernels have, output shapes equal
/// to the inferred ones, constants as long as their shape says. Lists every
/// offending operator, by index and tensor name, in one message.
[[nodiscard]] Status verify(const Graph& graph);

/// The shape of the only output of `op`. Errors name what does not match.
[[nodiscard]] Expected<Shape> infer_shape(const Graph& graph, const Op& op);

/// Multiply-accumulates of one inference of `op`.
[[nodiscard]] int64_t count_macs(const Graph& graph, const Op& op);
[[nodiscard]] int64_t count_macs(const Graph& graph);

/// "conv2d 3x3 s2 m0,1,0,1 relu": an operator with its attributes.
[[nodiscard]] std::string describe(const Op& op);

/// One line an operator, for people and for the text tests of passes.
[[nodiscard]] std::string to_string(const Graph& graph);

/// Removes operators and tensors that no output and no state needs; keeps the
/// order and renumbers.
void remove_unused(Graph& graph);

}  // namespace firefly
