// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/fold_constants.h"

#include <algorithm>

#include "compiler/passes/evaluate_on.h"

namespace firefly {
namespace {

/// A result that is not folded costs RAM and time instead of flash, so a little
/// growth is a good trade; an image made of one number is not.
constexpr int64_t kMaxGrowthBytes = 1024;

bool is_foldable(const Graph& graph, const Op& op) {
  if (op.outputs.size() != 1 ||
      std::ranges::count(graph.outputs, op.outputs[0]) != 0) {
    return false;
  }
  int64_t input_bytes = 0;
  bool has_input = false;
  for (const TensorId id : op.inputs) {
    if (id == kNoTensor) {
      continue;
    }
    if (!graph.tensor(id).is_constant()) {
      return false;
    }
    has_input = true;
    input_bytes += size_bytes(graph.tensor(id));
  }
  return has_input && size_bytes(graph.tensor(op.outputs[0])) <=
                          input_bytes + kMaxGrowthBytes;
}

}  // namespace

void fold_constants(Graph& graph) {
  for (const Op& op : graph.ops) {
    if (!is_foldable(graph, op)) {
      continue;
    }
    std::vector<std::optional<Tensor>> inputs;
    for (const TensorId id : op.inputs) {
      inputs.push_back(id == kNoTensor ? std::nullopt
                                       : std::optional(graph.tensor(id)));
    }
    Tensor& output = graph.tensor(op.outputs[0]);
    output.data = evaluate_on(op.kind, inputs, output);
    output.role = TensorRole::kConstant;
  }
  std::erase_if(graph.ops, [&](const Op& op) {
    return op.outputs.size() == 1 && graph.tensor(op.outputs[0]).is_constant();
  });
  remove_unused(graph);
}

}  // namespace firefly
