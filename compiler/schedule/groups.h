// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "compiler/schedule/plan.h"
#include "compiler/schedule/stream.h"

namespace firefly {

/// From the operator that makes a piece of memory to the last that uses it.
struct Lifetime {
  int32_t first_op = 0;
  int32_t last_op = -1;
  int32_t bytes = 0;
};

struct Grouping {
  std::vector<Group> groups;
  std::vector<GroupMemory> memory;  ///< By group.
};

/// Cuts the operators into groups such that the most memory that is live at
/// once is least; among the cuts that reach it, the one with the most groups,
/// which is the simplest code. `roots` maps a tensor to the one whose memory
/// it shares, `lifetimes` belong to such roots. Operators [0, endless) are one
/// group that never ends, if endless > 0; each of [0, moving) is a group of its
/// own that does not overwrite its input. With `scattered`, by TensorId, rows
/// lie anywhere and count from the call that makes them to their last use.
[[nodiscard]] Grouping choose_groups(const Graph& graph,
                                     const std::vector<KernelCall>& calls,
                                     std::span<const TensorId> roots,
                                     std::span<const Lifetime> lifetimes,
                                     int32_t endless = 0, int32_t moving = 0,
                                     const std::vector<bool>& scattered = {});

}  // namespace firefly
