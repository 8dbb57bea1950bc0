// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/recording.h"
#include "graph/status.h"
#include "project/precision.h"
#include "project/project.h"
#include "project/training_set.h"
#include "trainer/training.h"

namespace firefly {

/// What is known before the first epoch.
struct TrainingStart {
  std::string id;  ///< Of the run: follows from project, data and version.
  std::filesystem::path folder;  ///< runs/<id>
  std::vector<ClassBalance> classes;
  std::vector<Problem> problems;  ///< Of files.
  int rows = 0;                   ///< Of the network's window.
  FeatureFormat features;
  int64_t macs = 0;
  int64_t parameters = 0;
  bool goes_on = false;  ///< From a checkpoint.
};

struct TrainingResult {
  TrainingStart start;
  std::vector<trainer::EpochProgress> epochs;   ///< Those of this call.
  std::optional<trainer::Score> teacher_score;  ///< On the validation windows.
  trainer::Score float_score;                   ///< On the validation windows.
  trainer::Score quantized_score;  ///< Of the exact int8 network on them.
  /// Windows that each round added.
  std::vector<size_t> hard_negatives;
  std::optional<Precision> test;  ///< On the test windows, where there are.
  std::filesystem::path model;    ///< runs/<id>/model.tflite
};

/// Who watches; any may be empty.
struct TrainingObserver {
  std::function<void(const TrainingStart&)> on_start;
  std::function<void(const trainer::StepProgress&)> on_step;
  std::function<bool(const trainer::EpochProgress&)> on_epoch;
  /// What the epochs that follow are for: "teacher", "student", hard negatives.
  std::function<void(std::string_view)> on_role;
};

/// A training that is a part of something larger, such as a search.
struct TrainingScope {
  /// Where the run <id> is left, instead of runs; and nothing is written beside
  /// firefly.toml. Empty: as usual.
  std::filesystem::path runs;
  /// What load_project_data() gave before; null: loaded here.
  std::shared_ptr<const DataSet> data;
  int pause_after = 0;  ///< As in trainer::TrainingOptions.
};

/// Data, features, training, quantisation: leaves the model, what it was made
/// from and how it went in runs/<id>, and the model beside firefly.toml. The
/// same project and data give the same id and, on the same kind of processor
/// with the same libraries, the same bytes; what was stopped
/// goes on.
[[nodiscard]] Expected<TrainingResult> train_project(
    const Project& project, const TrainingObserver& observer,
    const TrainingScope& scope = {});

}  // namespace firefly
