// SPDX-License-Identifier: Apache-2.0
//
// Runs a test firmware on its emulated board and brings back the outputs and
// what each invoke cost.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "emulator/board.h"
#include "emulator/firmware.h"
#include "graph/status.h"

namespace firefly {

using Bytes = std::vector<uint8_t>;

struct RunOptions {
  /// Attribute costs to operators: the emitted code has a function
  /// NAME_op_<index> for each, and costs belong to the one entered last. And to
  /// the functions of the image.
  bool profile = false;
  /// Every input meets a model that was never invoked. Otherwise kept state
  /// goes on from input to input, as on a device.
  bool restart = false;
  std::chrono::milliseconds timeout = std::chrono::minutes(10);
};

/// Null cycles where the core has no timing model.
struct Cost {
  uint64_t instructions = 0;
  std::optional<uint64_t> cycles;
};

/// Of the instructions of one function, without what it calls.
struct FunctionCost {
  std::string name;
  Cost cost;
};

/// Bounds around `cycles`; docs/design/timing.md says what they assume.
struct CycleBounds {
  uint64_t strict = 0;
  uint64_t unchained = 0;
};

struct InvokeResult {
  std::vector<Bytes> outputs;  ///< One an output tensor.
  Cost cost;
  std::optional<CycleBounds> bounds;
  uint64_t flash_wait_cycles = 0;  ///< Among the cycles.
  uint32_t stack_bytes = 0;        ///< Peak, below the caller's frame.
  std::vector<Cost> operators;     ///< By index; with `profile` only.
  /// Where the cost arose, dearest first; with `profile` only.
  std::vector<FunctionCost> functions;
};

struct RunResult {
  std::vector<InvokeResult> invokes;  ///< One an input, in order.
};

/// Each input is all input tensors of the model, concatenated. Faults, a stack
/// overflow, a wrong input size and the end of the time limit are errors.
Expected<RunResult> run_firmware(const Board& board, const Firmware& firmware,
                                 const std::vector<Bytes>& inputs,
                                 const RunOptions& options);

}  // namespace firefly
