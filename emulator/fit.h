// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "compiler/compile.h"
#include "emulator/board.h"
#include "graph/status.h"

namespace firefly {

/// The user's own limits, below those of the board.
struct Limits {
  std::optional<uint64_t> ram_bytes;
  std::optional<uint64_t> flash_bytes;
};

/// Makes the board's compiler favour what the schedule favours.
void build_for(Board& board, Fit fit);

/// The flash that a model may take on a board: all of it or what the user says.
[[nodiscard]] FlashLimit flash_limit(const Board& board, const Limits& limits);

/// The RAM that a model may take, likewise.
[[nodiscard]] int64_t ram_limit(const Board& board, const Limits& limits);

/// How a model, whose file is `source`, is compiled for `board` within the
/// limits; whole windows. Has the board's compiler favour `fit` as well.
[[nodiscard]] EmitOptions options_for(Board& board, Fit fit,
                                      const Limits& limits,
                                      const std::string& source);

/// Refuses, before anything is built, a model whose memory or constants alone
/// exceed the board or the limits: with the figures and what would make it
/// fit.
[[nodiscard]] Status check_fit(const CompiledModel& model, const Board& board,
                               const Limits& limits);

/// The same with all that was measured on the built image: what the model
/// needs of RAM while it runs (0 if it did not), and of flash.
[[nodiscard]] Status check_measured_fit(const std::string& model,
                                        uint64_t ram_bytes,
                                        uint64_t flash_bytes,
                                        const Board& board,
                                        const Limits& limits);

}  // namespace firefly
