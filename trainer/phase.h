// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "graph/status.h"
#include "trainer/batches.h"
#include "trainer/engine.h"
#include "trainer/training.h"
#include "trainer/training_parameters.h"
#include "trainer/training_state.h"

namespace firefly::trainer {

/// What sets the two phases of a training apart.
struct PhasePlan {
  Phase phase = Phase::kFloat;
  int epochs = 1;
  int first_epoch = 0;  ///< In the numbering of Batches::begin_epoch().
  double learning_rate = 0;
  double warm_up = 0;  ///< Epochs.
};

/// A permutation of 0 … count − 1 that follows from the seed and the epoch.
[[nodiscard]] std::vector<size_t> shuffled(size_t count, int seed, int epoch);

/// One network on its way through its epochs. All that it knows from epoch to
/// epoch is in the PhaseState that it is handed.
class PhaseTraining {
 public:
  PhaseTraining(const Network& network, const PhasePlan& plan,
                Batches& training, Batches& validation,
                const TrainingParameters& parameters, const Model* teacher,
                std::unique_ptr<Engine> engine);

  [[nodiscard]] Engine& engine() { return *engine_; }

  /// Whether all epochs are done, or too many without a better one.
  [[nodiscard]] bool finished(const PhaseState& state) const;

  /// The next epoch: steps over all examples. Returns the mean loss; an error
  /// if it is not a number any more.
  [[nodiscard]] Expected<double> run_epoch(
      PhaseState& state,
      const std::function<void(const StepProgress&)>& on_step);

  /// Scores the state on the validation data; keeps it if it is the best.
  Score judge(PhaseState& state);

 private:
  const Network& network_;
  PhasePlan plan_;
  Batches& training_;
  Batches& validation_;
  const TrainingParameters& parameters_;
  Layout layout_;
  Loss loss_;
  std::unique_ptr<Engine> engine_;
};

}  // namespace firefly::trainer
