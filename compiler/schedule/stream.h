// SPDX-License-Identifier: Apache-2.0
//
// Runs a group of operators on paper, row by row, in the order in which the
// emitted loop will: the next row is always the last operator's whose inputs
// exist. What the emitted loop needs to keep in memory follows from this,
// exactly.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "compiler/schedule/plan.h"
#include "graph/graph.h"

namespace firefly {

/// How an output of a group may share memory with an input that is used up in
/// it, so that no row is overwritten before its last use.
struct Overlap {
  TensorId input = kNoTensor;
  TensorId output = kNoTensor;
  /// Rows first to last: the input starts at least so much after the output.
  int32_t forward_bytes = 0;
  /// Rows last to first (one operator only): the output starts at least so
  /// much after the input.
  std::optional<int32_t> backward_bytes;
};

struct GroupMemory {
  /// Rows to keep of each tensor that is made and used up inside the group.
  std::map<TensorId, int32_t> kept_rows;
  std::vector<Overlap> overlaps;
  /// The operators, counted from the group's first, in the order of their
  /// calls, rows first to last.
  std::vector<int32_t> order;
};

/// Whether operators [group.first, group.last) can run interleaved, and with
/// how much memory: all flow row by row, only the first reads nothing of the
/// others. A single operator always can.
[[nodiscard]] std::optional<GroupMemory> stream_group(
    const Graph& graph, const std::vector<KernelCall>& calls,
    const Group& group);

/// The same of a group that begins with the feed and never ends: its windows
/// slide on over the rows that come.
[[nodiscard]] std::optional<GroupMemory> stream_endlessly(
    const Graph& graph, const std::vector<KernelCall>& calls,
    const Group& group);

}  // namespace firefly
