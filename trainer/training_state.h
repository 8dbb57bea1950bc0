// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "trainer/network.h"
#include "trainer/optimizer.h"
#include "trainer/score.h"

namespace firefly::trainer {

/// Where the training of one phase is.
struct PhaseState {
  int epoch = 0;  ///< Epochs done.
  Values values;
  OptimizerState optimizer;
  std::vector<Range> ranges;  ///< By layer; empty in float.

  int best_epoch = 0;  ///< Epochs done when it was the best.
  Values best_values;
  std::vector<Range> best_ranges;
  Score best;
};

/// All that a training needs to go on: with the order of examples and all
/// randomness functions of seed, epoch and step, this is it.
struct TrainingState {
  PhaseState floating;
  PhaseState quantized;  ///< Epoch 0 until float training has ended.
};

/// Whether the lengths of the state are those of this network.
[[nodiscard]] bool fits(const TrainingState& state, const Network& network);

}  // namespace firefly::trainer
