// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <string>

#include "tuning/candidates.h"
#include "tuning/study.h"
#include "tuning/trial_run.h"

namespace firefly {

/// What the workers of one process share.
struct TuneJob {
  TunedProject project;
  TuneParameters limits;
  HalvingRules rules;
  std::filesystem::path runs;  ///< Of the trials, by id.
  std::chrono::steady_clock::time_point end;
  LoadedData data;
  /// Opens the study anew: each worker has a connection of its own.
  std::function<Expected<std::unique_ptr<Study>>()> join;
  std::function<void(const Trial&)> on_trial;
  std::atomic<bool> is_over = false;  ///< Someone met an error.

  [[nodiscard]] bool may_go_on() const {
    return !is_over && std::chrono::steady_clock::now() < end;
  }
};

/// One worker: takes what there is to do until nothing is left, the time is
/// over, or there is an error. While it works, a thread of its own renews its
/// leases. Returns whether nothing is left.
[[nodiscard]] Expected<bool> work(TuneJob& job, Candidates candidates,
                                  const std::string& name);

}  // namespace firefly
