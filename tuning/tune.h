// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "project/project.h"
#include "tuning/halving.h"
#include "tuning/trial.h"

namespace firefly {

struct TuneOptions {
  /// A file, or postgresql://…, with #NAME if it is not the project's. Empty:
  /// tune/study.db in the project's folder.
  std::string study;
  std::optional<int> trials;  ///< Instead of [tune].
  int jobs = 1;               ///< Candidates at a time in this process.
  double minutes = 0;         ///< After which no epoch begins; 0: any time.
};

/// A study as it stands.
struct TuneReport {
  std::string study;           ///< Where it is.
  std::filesystem::path runs;  ///< Of the trials: models and checkpoints.
  std::filesystem::path page;
  std::string project;
  std::string board;
  Objective objective = Objective::kAccuracy;
  TuneParameters limits;
  HalvingRules rules;
  std::vector<KeyValue> base;  ///< The project's own values of the keys.
  std::vector<Trial> trials;
  bool is_done = false;  ///< Nothing is left to do.

  /// Trials that were trained to the end.
  [[nodiscard]] bool is_complete(const Trial& trial) const {
    return trial.rung() + 1 == static_cast<int>(rules.epochs.size());
  }
  /// Those of them that no other one dominates, best score first.
  [[nodiscard]] std::vector<int> pareto() const {
    return pareto_front(trials, static_cast<int>(rules.epochs.size()) - 1);
  }
};

/// Who watches; calls come one at a time.
struct TuneObserver {
  std::function<void(const TuneReport&)> on_start;
  /// A trial was refused, broke, or reached a rung.
  std::function<void(const TuneReport&, const Trial&)> on_trial;
};

/// Searches until nothing is left to do, the time is over or an error that is
/// not a candidate's own. Every candidate is compiled and run on the emulated
/// board before it is trained; those over a limit are refused. May be stopped
/// at any moment and called again, also from several processes at a time.
[[nodiscard]] Expected<TuneReport> tune_project(
    const std::filesystem::path& folder, const TuneOptions& options,
    const TuneObserver& observer);

/// A table for a terminal, one JSON object, a page with a picture.
[[nodiscard]] std::string to_text(const TuneReport& report);
[[nodiscard]] std::string to_json(const TuneReport& report);
[[nodiscard]] std::string to_html(const TuneReport& report);

/// The head of the lines of trials, and such a line.
[[nodiscard]] std::string start_text(const TuneReport& report);
[[nodiscard]] std::string trial_text(const TuneReport& report,
                                     const Trial& trial);

}  // namespace firefly
