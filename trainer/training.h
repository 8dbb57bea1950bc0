// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "graph/status.h"
#include "trainer/batches.h"
#include "trainer/fold_batch_norm.h"
#include "trainer/network.h"
#include "trainer/score.h"
#include "trainer/training_parameters.h"

namespace firefly::trainer {

enum class Phase : uint8_t { kFloat, kQuantized };

/// After a step.
struct StepProgress {
  Phase phase = Phase::kFloat;
  int epoch = 0;  ///< From 0.
  size_t examples_done = 0;
  size_t examples = 0;
};

/// After an epoch.
struct EpochProgress {
  Phase phase = Phase::kFloat;
  int epoch = 0;  ///< From 0; of `epochs`.
  int epochs = 0;
  double training_loss = 0;
  Score validation;
  bool best = false;        ///< Until now.
  double seconds = 0;       ///< Of this epoch.
  double seconds_left = 0;  ///< If no phase ends early.
};

struct TrainingOptions {
  /// Written after each epoch, by rename; read at the start, if it is there.
  /// Empty: none.
  std::filesystem::path checkpoint;
  /// All that the result depends on beside the network and its parameters: the
  /// hashes of the data, the augmentation. A checkpoint of another one is
  /// refused.
  std::string identity;
  /// For distillation: a trained network without batch norms, of the same
  /// input and outputs.
  const Model* teacher = nullptr;
  /// Where float training begins; null: at random. The parameters of the
  /// network with its batch norms.
  const Values* start = nullptr;
  /// Stop with float: for teachers.
  bool float_only = false;
  /// Stop with float after so many epochs, if there are more: what there is
  /// then is calibrated, without training with rounding, and the checkpoint
  /// lets a later call go on as if nothing had been asked. A checkpoint that is
  /// beyond it is not used. 0: never.
  int pause_after = 0;
  std::function<void(const StepProgress&)> on_step;
  /// False ends the training with an error; it goes on from its checkpoint.
  std::function<bool(const EpochProgress&)> on_epoch;
};

struct TrainedModel {
  Model floating;  ///< The best epoch, batch norms folded.
  Score float_score;
  Values float_values;  ///< Of that epoch, before folding: a `start`.
  /// The same network; what to_graph() takes. Empty with `float_only`.
  Values values;
  std::vector<Range> ranges;
  Score quantized_score;  ///< Rounding in float; the graph may differ a little.
};

/// Trains on `training`, chooses the best epoch on `validation`. Deterministic:
/// the same arguments give the same bits on the same kind of processor,
/// however many threads there are, and however often it was stopped and went
/// on.
[[nodiscard]] Expected<TrainedModel> train(const Network& network,
                                           Batches& training,
                                           Batches& validation,
                                           const TrainingParameters& parameters,
                                           const TrainingOptions& options);

}  // namespace firefly::trainer
