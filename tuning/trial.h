// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/key_values.h"
#include "project/board_run.h"

namespace firefly {

/// What a candidate reached at one rung.
struct RungResult {
  double score = 0;  ///< More is better: accuracy, AUC, or minus the loss.
  double loss = 0;   ///< Of the validation windows.
  double seconds = 0;
  std::string run;  ///< Id of the training: of project, data and version.
};

enum class TrialState : uint8_t {
  kOpen,     ///< At rest: it may go on, or not.
  kRunning,  ///< A worker has it, until its lease ends.
  kRefused,  ///< Over a limit, or contradicts itself; never trained.
  kFailed,   ///< Its training broke.
};

/// A candidate and how far it came.
struct Trial {
  int number = 0;
  std::vector<KeyValue> keys;  ///< What sets it apart from the project.
  TrialState state = TrialState::kOpen;
  int goal = 0;        ///< The rung that it is trained to, or was.
  std::string reason;  ///< Why it was refused, or failed.
  std::optional<BoardCost> cost;
  std::vector<RungResult> results;  ///< By rung.
  std::string owner;                ///< The worker that has it.
  bool lease_is_over = false;       ///< Of that worker.

  /// The highest rung that is done; -1: none.
  [[nodiscard]] int rung() const {
    return static_cast<int>(results.size()) - 1;
  }
};

}  // namespace firefly
