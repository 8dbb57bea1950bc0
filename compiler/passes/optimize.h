// SPDX-License-Identifier: Apache-2.0
//
// The way of a graph from import to lowering. Every pass is a function on a
// graph that passed verify(); it leaves a graph that passes again, computes the
// same bits and holds nothing that no output needs.
#pragma once

#include <functional>
#include <string_view>

#include "graph/graph.h"

namespace firefly {

struct PassOptions {
  /// Called with "import" before the first pass and with a pass's name after
  /// each one, to dump the graph (to_string) between stages.
  std::function<void(std::string_view stage, const Graph& graph)> after_stage;
};

/// Runs all passes. Inputs and outputs keep their order, names, shapes, types
/// and quantisation.
void optimize(Graph& graph, const PassOptions& options = {});

}  // namespace firefly
