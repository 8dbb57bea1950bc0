// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "compiler/lower/kernel_call.h"
#include "graph/graph.h"
#include "graph/rows.h"

namespace firefly {

/// How an operator whose kernel is called row by row goes through its input.
struct Flow {
  int32_t calls = 0;    ///< Rows of its output; of its input if it accumulates.
  RowNeeds needs = {};  ///< Of call y.
  bool accumulates = false;

  /// Rows of the output that exist after `done` calls.
  [[nodiscard]] int32_t rows_after(int32_t done) const {
    return accumulates ? (done == calls ? 1 : 0) : done;
  }
};

/// Of an operator with call.by_row.
[[nodiscard]] Flow flow_of(const Graph& graph, const Op& op,
                           const KernelCall& call);

/// Bytes of a row of a tensor that has some, or of all of it: as its writer
/// lays it out.
[[nodiscard]] int32_t row_bytes(const Graph& graph,
                                const std::vector<KernelCall>& calls,
                                TensorId id);

}  // namespace firefly
