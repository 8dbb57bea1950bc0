// SPDX-License-Identifier: Apache-2.0
#include "tuning/tune_figures.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "emulator/report.h"

namespace firefly {

Counts counts_of(const TuneReport& report) {
  Counts counts;
  for (const Trial& trial : report.trials) {
    counts.trained += trial.results.empty() ? 0 : 1;
    counts.complete += report.is_complete(trial) ? 1 : 0;
    counts.refused += trial.state == TrialState::kRefused ? 1 : 0;
    counts.failed += trial.state == TrialState::kFailed ? 1 : 0;
  }
  return counts;
}

std::string_view objective_name(Objective objective) {
  switch (objective) {
    case Objective::kAuc:
      return "AUC";
    case Objective::kLoss:
      return "loss";
    default:
      return "accuracy";
  }
}

std::string_view state_name(const TuneReport& report, const Trial& trial) {
  switch (trial.state) {
    case TrialState::kRefused:
      return "refused";
    case TrialState::kFailed:
      return "failed";
    case TrialState::kRunning:
      return "running";
    default:
      return report.is_complete(trial) ? "complete" : "open";
  }
}

std::string score_text(const TuneReport& report, double score) {
  switch (report.objective) {
    case Objective::kAuc:
      return fmt::format("{:.4f}", score);
    case Objective::kLoss:
      return fmt::format("{:.6f}", -score);
    default:
      return fmt::format("{:.2f} %", 100 * score);
  }
}

std::string time_text(const BoardCost& cost) {
  return cost.latency_ms ? fmt::format("{:.3f} ms", *cost.latency_ms)
                         : grouped(cost.instructions) + " i";
}

std::string keys_text(const TuneReport& report, const Trial& trial) {
  std::vector<std::string> texts;
  for (const KeyValue& key : trial.keys) {
    if (std::find(report.base.begin(), report.base.end(), key) ==
        report.base.end()) {
      texts.push_back(fmt::format("{} = {}", key.path, key.text));
    }
  }
  return texts.empty() ? "as it is" : fmt::format("{}", fmt::join(texts, ", "));
}

}  // namespace firefly
