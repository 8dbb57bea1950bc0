// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/lower/lower_operators.h"
#include "compiler/schedule/plan.h"

namespace firefly {

/// Where the rows of a tensor lie that is made and used row by row.
enum class RowPlaces : uint8_t {
  kRings,     ///< One after the other, in a ring inside a loop.
  kAnywhere,  ///< Each where it collides with no other: less RAM, and a table
              ///< of places.
};

/// Of RAM, for what is not planned: models need half of it.
inline constexpr int64_t kStackBytes = 1024;

/// Whether nothing stays from window to window.
constexpr bool starts_anew(Streaming streaming) {
  return streaming == Streaming::kNone || streaming == Streaming::kLines;
}

/// Lowers a graph with these options and plans its memory; see make_plan().
/// With `groups`, that cut into groups is taken and none looked for.
[[nodiscard]] Plan plan_memory(const Graph& graph, Isa isa,
                               const RowStream& stream,
                               const LowerOptions& options, RowPlaces places,
                               const std::vector<Group>& groups = {});

}  // namespace firefly
