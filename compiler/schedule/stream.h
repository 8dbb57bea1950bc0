// SPDX-License-Identifier: Apache-2.0
//
// Runs a group of operators on paper, row by row, in the order in which the
// emitted loop will: after each row of the first operator, every later one
// computes all rows whose inputs exist. What the emitted loop needs to keep
// in memory follows from this, exactly.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "compiler/schedule/plan.h"
#include "graph/graph.h"

namespace firefly {

struct GroupMemory {
  /// Rows to keep of each tensor that is made and used up inside the group.
  std::map<TensorId, int32_t> kept_rows;
  /// For (input, output) of the group: how many bytes past the start of the
  /// output the input must start at least, so that no row is overwritten
  /// before its last use. Only pairs for which this beats not overlapping.
  std::map<std::pair<TensorId, TensorId>, int32_t> overlap_bytes;
};

/// Whether operators [group.first, group.last) can run interleaved, and with
/// how much memory: all flow row by row, only the first reads nothing of the
/// others. A single operator always can.
[[nodiscard]] std::optional<GroupMemory> stream_group(
    const Graph& graph, const std::vector<KernelCall>& calls,
    const Group& group);

}  // namespace firefly
