// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "config/key_values.h"
#include "graph/status.h"

namespace firefly {

/// What became of a project that took the keys of a trial.
struct AppliedTrial {
  int number = 0;
  std::vector<KeyValue> keys;
  std::vector<std::string> dropped;  ///< Keys that are comments now.
  std::filesystem::path before;      ///< The old firefly.toml, kept.
  bool is_trained = false;  ///< `firefly train` goes on where the trial ended.
};

/// Writes the keys of a trial of the project's study into its firefly.toml:
/// `trial` is a number, or "best" for the highest score of those that came
/// furthest. The file keeps its comments, and what it was stays beside it.
[[nodiscard]] Expected<AppliedTrial> apply_trial(
    const std::filesystem::path& folder, const std::string& study,
    const std::string& trial);

/// Lines for a terminal, and one JSON object.
[[nodiscard]] std::string to_text(const AppliedTrial& applied);
[[nodiscard]] std::string to_json(const AppliedTrial& applied);

}  // namespace firefly
