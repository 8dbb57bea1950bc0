// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "graph/graph.h"

namespace firefly {

/// Who computes and who reads each tensor of a graph, at one moment.
class Uses {
 public:
  explicit Uses(const Graph& graph);

  /// Index of the operator that computes the tensor, -1 if none does.
  [[nodiscard]] int producer(TensorId id) const { return of(id).producer; }
  /// Indices of operators, in order, once for each operand.
  [[nodiscard]] const std::vector<int>& readers(TensorId id) const {
    return of(id).readers;
  }
  [[nodiscard]] bool is_input(TensorId id) const { return of(id).is_input; }
  [[nodiscard]] bool is_output(TensorId id) const { return of(id).is_output; }
  /// Nobody but one operand of one operator needs the tensor.
  [[nodiscard]] bool has_one_reader(TensorId id) const {
    return of(id).readers.size() == 1 && !of(id).is_output;
  }

 private:
  struct Tensor {
    int producer = -1;
    std::vector<int> readers;
    bool is_input = false;
    bool is_output = false;
  };
  [[nodiscard]] const Tensor& of(TensorId id) const {
    return tensors_[static_cast<size_t>(id)];
  }
  std::vector<Tensor> tensors_;
};

/// Joins tensors that were found to hold the same value, then drops what became
/// unused. Tensor ids of the graph stay as they are until apply().
class TensorMerger {
 public:
  explicit TensorMerger(Graph& graph);

  /// What to read instead of `id`.
  [[nodiscard]] TensorId find(TensorId id) const;
  /// `copy` always equals `original`, which is computed earlier, in value,
  /// type, shape and quantisation. False if both must stay, because the user
  /// sees both.
  bool merge(TensorId original, TensorId copy);
  /// Rewrites all operands. Operators whose outputs were merged away become
  /// unused and go.
  void apply();

 private:
  Graph& graph_;
  Uses uses_;
  std::vector<TensorId> same_as_;  // by TensorId: an earlier tensor, or itself
  std::vector<TensorId> renamed_to_;  // by TensorId: a later graph output
};

}  // namespace firefly
