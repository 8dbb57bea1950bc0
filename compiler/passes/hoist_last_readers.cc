// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/hoist_last_readers.h"

#include <algorithm>
#include <cstddef>

namespace firefly {
namespace {

bool touches(const Op& op, TensorId id) {
  return std::ranges::count(op.inputs, id) > 0 ||
         std::ranges::count(op.outputs, id) > 0;
}

/// Whether nobody needs what `id` holds after operator `at`.
bool dies_at(const Graph& graph, TensorId id, size_t at) {
  const auto later = graph.ops.begin() + static_cast<std::ptrdiff_t>(at) + 1;
  return std::ranges::count(graph.outputs, id) == 0 &&
         std::none_of(later, graph.ops.end(),
                      [&](const Op& op) { return touches(op, id); });
}

/// Whether moving operator `at` up lets more memory go than it takes.
bool frees_memory(const Graph& graph, size_t at) {
  const Op& op = graph.ops[at];
  int32_t freed = 0;
  for (auto id = op.inputs.begin(); id != op.inputs.end(); ++id) {
    const bool is_new = std::find(op.inputs.begin(), id, *id) == id;
    if (*id == kNoTensor || !is_new) {
      continue;
    }
    const Tensor& tensor = graph.tensor(*id);
    if (tensor.role == TensorRole::kState) {
      return false;
    }
    const bool dies =
        tensor.role == TensorRole::kActivation && dies_at(graph, *id, at);
    freed += dies ? size_bytes(tensor) : 0;
  }
  int32_t made = 0;
  for (const TensorId id : op.outputs) {
    made += size_bytes(graph.tensor(id));
  }
  return made > 0 && freed >= made;
}

/// The first place for operator `at`: after all that touch its inputs.
size_t earliest(const Graph& graph, size_t at) {
  size_t place = at;
  const auto holds_back = [&](const Op& other) {
    return std::ranges::any_of(graph.ops[at].inputs, [&](TensorId id) {
      return id != kNoTensor &&
             graph.tensor(id).role == TensorRole::kActivation &&
             touches(other, id);
    });
  };
  while (place > 0 && !holds_back(graph.ops[place - 1])) {
    --place;
  }
  return place;
}

}  // namespace

void hoist_last_readers(Graph& graph) {
  for (size_t at = 1; at < graph.ops.size(); ++at) {
    if (frees_memory(graph, at)) {
      const auto first = graph.ops.begin();
      const auto from = static_cast<std::ptrdiff_t>(at);
      const auto to = static_cast<std::ptrdiff_t>(earliest(graph, at));
      std::rotate(first + to, first + from, first + from + 1);
    }
  }
}

}  // namespace firefly
