// SPDX-License-Identifier: Apache-2.0
#include "compiler/schedule/lower_stream.h"

#include "compiler/schedule/sliding.h"

namespace firefly {
namespace {

void lower_all(Plan& plan, const Graph& graph, Isa isa, Streaming streaming,
               const LowerOptions& options) {
  plan.calls = lower_operators(graph, isa, options);
  if (streaming != Streaming::kNone) {
    plan.calls[0] = lower_feed({graph, graph.ops[0], isa});
    plan.streaming = Streaming::kLines;
    plan.window_rows = graph.tensor(graph.ops[0].outputs[0]).shape[1];
  }
}

void find_rings(Plan& plan, const Graph& graph, const RowStream& stream) {
  const auto sliding = find_sliding(graph, plan.calls, stream.hop_rows);
  if (sliding) {
    plan.streaming = Streaming::kSliding;
    plan.rates = sliding->rates;
    plan.window_rows = sliding->window_rows;
  }
}

void find_moved_rows(Plan& plan, const Graph& graph, const RowStream& stream) {
  const auto window =
      find_moving_window(graph, plan.calls, stream.hop_rows, stream.most_ops);
  if (!window) {
    return;
  }
  plan.streaming = Streaming::kMoving;
  plan.moved = window->moved;
  for (size_t i = 0; i < plan.moved.size(); ++i) {
    const TensorId id = graph.ops[i].outputs[0];
    plan.rates.push_back(graph.tensor(id).shape[1] - plan.moved[i].count());
  }
}

}  // namespace

Plan lower_stream(const Graph& graph, Isa isa, const RowStream& stream,
                  LowerOptions options) {
  Plan plan;
  options.sliding = stream.streaming == Streaming::kSliding;
  options.moving = stream.streaming == Streaming::kMoving;
  lower_all(plan, graph, isa, stream.streaming, options);
  if (options.sliding) {
    find_rings(plan, graph, stream);
  } else if (options.moving) {
    find_moved_rows(plan, graph, stream);
  }
  if (!plan.slides() && (options.sliding || options.moving)) {
    options.sliding = options.moving = false;
    lower_all(plan, graph, isa, stream.streaming, options);
  }
  return plan;
}

}  // namespace firefly
