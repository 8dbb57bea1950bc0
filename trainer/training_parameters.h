// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "config/keys.h"
#include "trainer/architecture.h"
#include "trainer/optimizer.h"

namespace firefly::trainer {

/// By which of the validation's figures the best epoch is known.
enum class Metric : uint8_t { kAccuracy, kLoss };

/// How float becomes int8.
enum class QuantizationKind : uint8_t {
  kAware,         ///< Training goes on with rounding.
  kPostTraining,  ///< Ranges are measured, values corrected; no training.
};

enum class CalibrationKind : uint8_t {
  kMinMax,      ///< The extremes seen.
  kPercentile,  ///< Leaves out the rarest values on both sides.
  kMse,         ///< The range of the least mean squared error.
};

struct QuantizationParameters {
  QuantizationKind kind = QuantizationKind::kAware;
  int epochs = 10;             ///< Of kAware.
  double learning_rate = 0.1;  ///< Of kAware: share of the first one.
  int calibration_examples = 512;
  CalibrationKind calibration = CalibrationKind::kMse;
  double percentile = 99.99;  ///< Of kPercentile.
  bool equalize = false;      ///< Weights of neighbours, across layers.
  bool correct_bias = true;   ///< Of kPostTraining.
};

/// A larger network, trained before on the same examples.
struct TeacherParameters {
  std::string architecture = "none";
  std::shared_ptr<ArchitectureDesign> design;  ///< Null: no teacher.
};

/// After a training: what the model takes for an event and is none is learnt
/// again.
struct HardNegativeParameters {
  int rounds = 0;
  int epochs = 10;  ///< Of each round.
  int weight = 3;   ///< How often each such window is seen in an epoch.
};

struct TrainingParameters {
  int seed = 1;
  int threads = 0;  ///< 0: one a core. Not part of the result.
  int epochs = 40;
  int batch = 64;
  OptimizerParameters optimizer;
  double learning_rate = 0.002;
  double warm_up = 1;  ///< Epochs.
  double label_smoothing = 0;
  std::vector<double> class_weights;
  TeacherParameters teacher;
  double distillation = 0.5;  ///< With a teacher only.
  double temperature = 4;     ///< With a teacher only.
  Metric metric = Metric::kAccuracy;
  int patience = 0;  ///< Epochs without a better one before it ends; 0: never.
  QuantizationParameters quantization;
  HardNegativeParameters hard_negatives;
};

/// The keys of [training] and of the tables in it.
void declare(Keys& keys, TrainingParameters& parameters);

}  // namespace firefly::trainer
