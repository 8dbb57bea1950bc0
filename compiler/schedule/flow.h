// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <vector>

#include "compiler/lower/kernel_call.h"
#include "graph/graph.h"
#include "graph/rows.h"

namespace firefly {

/// How an operator whose kernel is called row by row goes through its input.
/// Call c makes rows [c · rows, (c + 1) · rows) as far as there are any.
struct Flow {
  int32_t height = 0;   ///< Of its output; of its input if it accumulates.
  RowNeeds needs = {};  ///< Of row y.
  bool accumulates = false;
  int32_t rows = 1;  ///< A call.

  [[nodiscard]] int32_t calls() const { return (height + rows - 1) / rows; }
  /// Rows of the output that exist after `done` calls.
  [[nodiscard]] int32_t rows_after(int32_t done) const {
    return accumulates ? (done == height ? 1 : 0)
                       : std::min(done * rows, height);
  }
  /// The input rows that a call needs, margins included.
  [[nodiscard]] int32_t first_needed(int32_t call) const {
    return needs.first(call * rows);
  }
  [[nodiscard]] int32_t last_needed(int32_t call) const {
    return needs.last(std::min((call + 1) * rows, height) - 1);
  }
};

/// Of an operator with call.by_row.
[[nodiscard]] Flow flow_of(const Graph& graph, const Op& op,
                           const KernelCall& call);

/// Whether rows 2y and 2y + 1 of a tensor share planes.
[[nodiscard]] bool has_plane_pairs(const Graph& graph,
                                   const std::vector<KernelCall>& calls,
                                   TensorId id);

/// Rows that a tensor has in memory as a whole, 1 if it has none: where two
/// share planes, an odd last one takes the place of two.
[[nodiscard]] int32_t stored_rows(const Graph& graph,
                                  const std::vector<KernelCall>& calls,
                                  TensorId id);

/// Bytes of a row of a tensor that has some, or of all of it: as its writer
/// lays it out.
[[nodiscard]] int32_t row_bytes(const Graph& graph,
                                const std::vector<KernelCall>& calls,
                                TensorId id);

}  // namespace firefly
