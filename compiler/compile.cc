// SPDX-License-Identifier: Apache-2.0
#include "compiler/compile.h"

#include <set>

#include "compiler/passes/feed_rows.h"
#include "compiler/passes/optimize.h"
#include "compiler/schedule/flow.h"

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
  const int64_t macs = count_macs(graph, graph.ops[op]);
  return op < plan.rates.size()
             ? macs / flow_of(graph, graph.ops[op], plan.calls[op]).height *
                   plan.rates[op]
             : macs;
}

int64_t CompiledModel::macs() const {
  int64_t total = 0;
  for (size_t op = 0; op < graph.ops.size(); ++op) {
    total += macs(op);
  }
  return total;
}

std::optional<CostEstimate> CompiledModel::estimate(size_t op) const {
  if (plan.elided[op]) {
    return CostEstimate{};
  }
  auto cost = estimate_cost(isa, graph, graph.ops[op], plan.calls[op]);
  if (cost && op < plan.rates.size()) {
    const double part =
        static_cast<double>(plan.rates[op]) /
        static_cast<double>(graph.tensor(graph.ops[op].outputs[0]).shape[1]);
    cost->instructions *= part;
    cost->cycles *= part;
  }
  return cost;
}

std::optional<CostEstimate> CompiledModel::estimate() const {
  CostEstimate total;
  for (size_t op = 0; op < graph.ops.size(); ++op) {
    const std::optional<CostEstimate> cost = estimate(op);
    if (!cost) {
      return std::nullopt;
    }
    total += *cost;
  }
  return total;
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
  model.plan =
      make_plan(model.graph, options.isa, options.fit, options.streaming,
                options.flash, options.ram_bytes, options.kernel);
  model.emitted = emit_model(model.graph, model.plan, options);
  return model;
}

}  // namespace firefly
