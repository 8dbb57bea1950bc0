// SPDX-License-Identifier: Apache-2.0
//
// When every row of every tensor is live, call by call, and so what memory it
// takes where rows may lie anywhere.
#pragma once

#include <span>
#include <vector>

#include "compiler/schedule/groups.h"
#include "compiler/schedule/row_packing.h"
#include "compiler/schedule/stream.h"

namespace firefly {

/// Whose rows may lie apart: made and used by nothing but calls that take rows,
/// in memory that is nobody else's.
[[nodiscard]] std::vector<bool> find_scattered(
    const Graph& graph, const std::vector<KernelCall>& calls,
    std::span<const TensorId> roots);

/// Rows of a tensor that a call makes lie side by side: as many as that.
[[nodiscard]] int32_t block_rows(const Graph& graph,
                                 const std::vector<KernelCall>& calls,
                                 TensorId id);

/// What an item of a problem is: a tensor, `row` and those of its block or all
/// of it (-1); or the scratch memory of an operator.
struct RowItem {
  TensorId tensor = kNoTensor;
  int32_t row = -1;
  int32_t op = -1;
};

struct RowLives {
  RowProblem problem;
  std::vector<RowItem> items;
};

/// What a plan is made of so far. `lifetimes` belong to roots, as those of
/// choose_groups(); `scattered` is what find_scattered() says.
struct PlanParts {
  const Graph& graph;
  const std::vector<KernelCall>& calls;
  std::span<const TensorId> roots;
  std::span<const Lifetime> lifetimes;
  const std::vector<bool>& scattered;
};

/// Of all memory that is live while consecutive groups run, with scratch or
/// without.
[[nodiscard]] RowLives find_row_lives(const PlanParts& parts,
                                      std::span<const Group> groups,
                                      std::span<const GroupMemory> memory,
                                      bool with_scratch = true);

}  // namespace firefly
