// SPDX-License-Identifier: Apache-2.0
//
// A compiled model on a board: written out, built, run.
#pragma once

#include <vector>

#include "compiler/compile.h"
#include "emulator/board.h"
#include "emulator/footprint.h"
#include "emulator/report.h"
#include "emulator/runner.h"

namespace firefly {

/// What the model adds to a firmware for `board`, which has a toolchain.
[[nodiscard]] Expected<Footprint> measure(const CompiledModel& model,
                                          const Board& board);

struct Deployment {
  Footprint footprint;
  RunResult run;
};

/// Builds the test firmware and runs `inputs` through it in one start of the
/// emulator. With `profile`, also each operator's share, from a second build
/// in which operators are functions of their own: the totals stay those of
/// the first.
[[nodiscard]] Expected<Deployment> deploy(const CompiledModel& model,
                                          const Board& board,
                                          const std::vector<Bytes>& inputs,
                                          const RunOptions& options);

/// The same for emitted sources of any kind, such as a pipeline from samples to
/// decisions. Profiled operators are those that have a function.
[[nodiscard]] Expected<Deployment> deploy(const EmittedModel& model,
                                          const Board& board,
                                          const std::vector<Bytes>& inputs,
                                          const RunOptions& options);

}  // namespace firefly
