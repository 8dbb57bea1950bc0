// SPDX-License-Identifier: Apache-2.0
#include "compiler/compile.h"

#include <set>

#include "compiler/choose_plan.h"
#include "compiler/passes/feed_rows.h"
#include "compiler/passes/optimize.h"
#include "compiler/plan_cost.h"

namespace firefly {
namespace {

/// The caller finds outputs in the model's memory, where no constant lies:
/// those that are outputs get copied there.
void copy_constant_outputs(Graph& graph) {
  for (TensorId& output : graph.outputs) {
    if (!graph.tensor(output).is_constant()) {
      continue;
    }
    Tensor copy = graph.tensor(output);
    copy.role = TensorRole::kActivation;
    copy.data.clear();
    const std::vector<int32_t> begin(copy.shape.size(), 0);
    const std::vector<int32_t> stride(copy.shape.size(), 1);
    Op op;
    op.kind = Slice{begin, stride};
    op.inputs = {output};
    output = graph.add(std::move(copy));
    op.outputs = {output};
    graph.ops.push_back(std::move(op));
  }
}

/// The network as it is planned, whole or with rows that are pushed into it.
Expected<Graph> transformed(Graph graph, Streaming streaming) {
  optimize(graph);
  copy_constant_outputs(graph);
  if (streaming != Streaming::kNone) {
    FIREFLY_RETURN_IF_ERROR(feed_rows(graph));
  }
  return graph;
}

}  // namespace

int64_t CompiledModel::macs(size_t op) const {
  return count_macs(graph, plan, op);
}

int64_t CompiledModel::macs() const { return count_macs(graph, plan); }

std::optional<CostEstimate> CompiledModel::estimate(size_t op) const {
  return estimate_cost(isa, graph, plan, op);
}

std::optional<CostEstimate> CompiledModel::estimate() const {
  return estimate_cost(isa, graph, plan);
}

int64_t CompiledModel::flash_array_bytes() const {
  std::set<std::vector<uint8_t>> seen;
  int64_t bytes = 0;
  for (size_t i = 0; i < plan.calls.size(); ++i) {
    if (plan.elided[i]) {
      continue;
    }
    for (const Field& field : plan.calls[i].fields) {
      const auto* array = std::get_if<FlashArray>(&field.value);
      if (array != nullptr && seen.insert(array->bytes).second) {
        bytes += static_cast<int64_t>(array->bytes.size());
      }
    }
  }
  return bytes;
}

Status check_streaming(const Graph& graph, Streaming streaming) {
  if (streaming == Streaming::kNone) {
    return {};
  }
  const Expected<Graph> streamed = transformed(graph, streaming);
  return streamed.ok() ? Status() : streamed.error();
}

CompiledModel compile_model(Graph graph, const EmitOptions& options) {
  CompiledModel model;
  model.source = std::move(graph);
  Expected<Graph> planned = transformed(model.source, options.streaming);
  FIREFLY_CHECK(planned.ok());
  model.graph = std::move(*planned);
  model.isa = options.isa;
  model.plan = choose_plan(model.graph, options);
  model.emitted = emit_model(model.graph, model.plan, options);
  return model;
}

}  // namespace firefly
