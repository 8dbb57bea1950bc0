// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "data/data_set.h"
#include "project/project.h"
#include "tuning/database.h"
#include "tuning/trial.h"

namespace firefly {

/// Data sets that were loaded: most candidates learn from the same one. Usable
/// from many threads.
class LoadedData {
 public:
  [[nodiscard]] Expected<std::shared_ptr<const DataSet>> load(
      const Project& project);

 private:
  struct Loaded {
    std::string key;
    std::shared_ptr<const DataSet> data;
  };
  std::mutex mutex_;
  std::vector<Loaded> loaded_;
};

/// The user's project, of which candidates are variations.
struct TunedProject {
  std::string text;  ///< Of firefly.toml.
  std::filesystem::path folder;
  int epochs = 0;                              ///< Of the last rung.
  Objective objective = Objective::kAccuracy;  ///< Not kAuto.

  /// The project with these keys, without a teacher: one for every candidate
  /// would cost more than the search.
  [[nodiscard]] Expected<Project> with(const std::vector<KeyValue>& keys) const;
};

/// What [tune] asks for, resolved; an error if the task has no such figure.
[[nodiscard]] Expected<Objective> objective_of(const Project& project);

/// Where a training is, and what it leaves.
struct TrialTraining {
  std::filesystem::path runs;  ///< Where runs are left, by id.
  std::shared_ptr<const DataSet> data;
  int pause_after = 0;              ///< Epochs of the rung; 0: to the end.
  std::function<bool()> may_go_on;  ///< Asked after every epoch.
};

/// Trains, from the run's checkpoint if there is one, and scores the int8
/// network on the validation windows.
[[nodiscard]] Expected<RungResult> run_training(const Project& project,
                                                Objective objective,
                                                const TrialTraining& training);

}  // namespace firefly
