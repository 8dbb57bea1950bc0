// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/uses.h"

#include <numeric>

namespace firefly {

Uses::Uses(const Graph& graph) : tensors_(graph.tensors.size()) {
  const auto at = [&](TensorId id) -> Tensor& {
    return tensors_[static_cast<size_t>(id)];
  };
  for (size_t i = 0; i < graph.ops.size(); ++i) {
    for (const TensorId id : graph.ops[i].inputs) {
      if (id != kNoTensor) {
        at(id).readers.push_back(static_cast<int>(i));
      }
    }
    for (const TensorId id : graph.ops[i].outputs) {
      at(id).producer = static_cast<int>(i);
    }
  }
  for (const TensorId id : graph.inputs) {
    at(id).is_input = true;
  }
  for (const TensorId id : graph.outputs) {
    at(id).is_output = true;
  }
}

TensorMerger::TensorMerger(Graph& graph)
    : graph_(graph),
      uses_(graph),
      same_as_(graph.tensors.size()),
      renamed_to_(graph.tensors.size()) {
  std::iota(same_as_.begin(), same_as_.end(), 0);
  std::iota(renamed_to_.begin(), renamed_to_.end(), 0);
}

TensorId TensorMerger::find(TensorId id) const {
  return id == kNoTensor ? id : same_as_[static_cast<size_t>(id)];
}

bool TensorMerger::merge(TensorId original, TensorId copy) {
  const TensorId root = find(original);
  if (uses_.is_output(copy)) {
    // The user knows the output by its name, so the original takes it.
    const bool free = uses_.producer(root) >= 0 && !uses_.is_output(root) &&
                      renamed_to_[static_cast<size_t>(root)] == root;
    if (!free) {
      return false;
    }
    renamed_to_[static_cast<size_t>(root)] = copy;
  }
  same_as_[static_cast<size_t>(copy)] = root;
  return true;
}

void TensorMerger::apply() {
  const auto final_id = [&](TensorId id) {
    return id == kNoTensor ? id : renamed_to_[static_cast<size_t>(find(id))];
  };
  std::erase_if(graph_.ops, [&](const Op& op) {
    return op.outputs.size() == 1 && find(op.outputs[0]) != op.outputs[0];
  });
  for (Op& op : graph_.ops) {
    for (TensorId& id : op.inputs) {
      id = final_id(id);
    }
    for (TensorId& id : op.outputs) {
      id = final_id(id);
    }
  }
  remove_unused(graph_);
}

}  // namespace firefly
