// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "config/keys.h"
#include "config/space.h"

namespace firefly {

/// By which figure of the validation windows a candidate is judged.
enum class Objective : uint8_t { kAuto, kAccuracy, kAuc, kLoss };

/// The table [tune]: what `firefly tune` may change, and within which limits.
struct TuneParameters {
  int trials = 30;     ///< Candidates that are trained.
  int epochs = 0;      ///< Of the best ones; 0: training.epochs.
  int min_epochs = 0;  ///< Of all; 0: epochs / eta².
  int eta = 3;         ///< One in `eta` goes on, for `eta` times the epochs.
  int seed = 1;
  Objective objective = Objective::kAuto;
  int ram = 0;                   ///< Bytes; 0: what the board has.
  int flash = 0;                 ///< Bytes; 0: what the board has.
  double latency_ms = 0;         ///< 0: no limit.
  double energy_uj = 0;          ///< 0: no limit.
  std::vector<Dimension> space;  ///< Empty: a default one.
};

/// All but the space, whose keys are those of the project.
void declare(Keys& keys, TuneParameters& parameters);

}  // namespace firefly
