// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "compiler/schedule/plan.h"
#include "graph/graph.h"

namespace firefly::testing {

/// Runs a plan on paper, twice in a row: instead of values, memory remembers
/// which byte of which tensor was written to it last. Returns what went wrong:
/// reads of bytes that something else has overwritten or that were not written
/// yet, addresses outside the model's memory, rows never computed. Kernels are
/// taken at their worst: one writes all of its output and its scratch memory
/// before it reads anything, except from the input that it may overwrite.
[[nodiscard]] std::vector<std::string> run_on_paper(const Graph& graph,
                                                    const Plan& plan);

}  // namespace firefly::testing
