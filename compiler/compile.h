// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "compiler/emit/emit.h"
#include "compiler/lower/kernel_costs.h"
#include "compiler/schedule/plan.h"
#include "graph/graph.h"

namespace firefly {

/// A network on its whole way through the compiler.
struct CompiledModel {
  Graph source;  ///< As imported: what the outputs are checked against.
  Graph graph;   ///< After the passes: what runs.
  Isa isa = Isa::kPortable;
  Plan plan;
  EmittedModel emitted;

  /// Of one inference, by operator and in all; under a sliding window, of one
  /// hop.
  [[nodiscard]] int64_t macs(size_t op) const;
  [[nodiscard]] int64_t macs() const;

  /// What that will cost, as the table of kernels' costs has it, by operator
  /// and in all; nothing where a kernel was not measured.
  [[nodiscard]] std::optional<CostEstimate> estimate(size_t op) const;
  [[nodiscard]] std::optional<CostEstimate> estimate() const;

  /// Bytes of the constant arrays, before any code is compiled.
  [[nodiscard]] int64_t flash_array_bytes() const;
};

/// Passes, schedule and code of a verified graph.
[[nodiscard]] CompiledModel compile_model(Graph graph,
                                          const EmitOptions& options);

/// Why the input of a network can not come row by row, as options.streaming
/// asks; kNone never fails.
[[nodiscard]] Status check_streaming(const Graph& graph, Streaming streaming);

}  // namespace firefly
