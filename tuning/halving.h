// SPDX-License-Identifier: Apache-2.0
//
// Asynchronous successive halving (Li et al., "A System for Massively Parallel
// Hyperparameter Tuning", 2020): every candidate is trained a little, one in
// eta of them eta times as long, and so on. Nobody waits for a rung to fill up.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "graph/status.h"
#include "tuning/trial.h"

namespace firefly {

struct HalvingRules {
  std::vector<int> epochs;  ///< By rung, ascending.
  int eta = 3;
  int trials = 30;  ///< To train; refused ones do not count.
  /// Candidates that may be refused before the search gives up.
  [[nodiscard]] int most_refused() const { return 10 * trials; }
};

/// Rungs up to `most` epochs, each a share of `eta` of the next; none below
/// `least`, where 0 stands for most / eta².
[[nodiscard]] std::vector<int> rung_epochs(int least, int most, int eta);

/// Trials that are at `rung` or beyond, best first: those that no other one
/// dominates in score, RAM, flash and latency, by their score; then those that
/// only these dominate; and so on. So a network that is larger and no better
/// than another does not go on, and a tiny one that is bad does not either.
[[nodiscard]] std::vector<int> ranking(std::span<const Trial> trials, int rung);

/// The first of these: trials that no other one dominates, best score first.
[[nodiscard]] std::vector<int> pareto_front(std::span<const Trial> trials,
                                            int rung);

/// What a worker should do next.
struct Decision {
  enum class Kind : uint8_t {
    kTrain,  ///< `trial` to `rung`; it may have been begun.
    kNew,    ///< A new candidate to rung 0.
    kWait,   ///< Others are at work, whose results matter.
    kDone,
  };
  Kind kind = Kind::kDone;
  int trial = -1;
  int rung = 0;
};

/// `is_abandoned` tells of a running trial whether its worker is gone;
/// `has_more` whether there is another candidate. Follows from its arguments
/// alone: one worker that is killed and starts again does the same as one that
/// is not.
[[nodiscard]] Decision decide(
    std::span<const Trial> trials, const HalvingRules& rules,
    const std::function<bool(const Trial&)>& is_abandoned, bool has_more);

}  // namespace firefly
