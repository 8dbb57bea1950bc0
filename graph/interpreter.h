// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "graph/graph.h"

namespace firefly {

/// Runs a verified graph on the host with the runtime's plain reference
/// kernels: the meaning of a model, against which every board is checked.
/// Keeps a buffer per tensor; the graph must outlive it.
class Interpreter {
 public:
  explicit Interpreter(const Graph& graph);

  /// Raw little-endian bytes of input `i`, to be filled before invoke().
  [[nodiscard]] std::span<uint8_t> input(size_t i);
  /// Raw little-endian bytes of output `i`, valid after invoke().
  [[nodiscard]] std::span<const uint8_t> output(size_t i) const;
  /// Raw bytes of any tensor after invoke(), to find where two runs part.
  [[nodiscard]] std::span<const uint8_t> tensor(TensorId id) const;

  void invoke();
  /// Puts state tensors back to their first values.
  void reset();

 private:
  const Graph& graph_;
  std::vector<std::vector<uint8_t>> storage_;  // by TensorId
  std::vector<uint8_t*> memory_;               // by TensorId
};

}  // namespace firefly
