// SPDX-License-Identifier: Apache-2.0
#include "tuning/halving.h"

#include <algorithm>
#include <cmath>

#include "evaluation/pareto.h"

namespace firefly {
namespace {

bool reached(const Trial& trial, int rung) { return trial.rung() >= rung; }

std::vector<int> ranked(std::span<const Trial> trials, int rung,
                        bool front_only) {
  std::vector<int> order;
  std::vector<std::vector<double>> points;
  for (size_t i = 0; i < trials.size(); ++i) {
    const Trial& trial = trials[i];
    if (reached(trial, rung)) {
      const BoardCost cost = trial.cost.value_or(BoardCost());
      order.push_back(static_cast<int>(i));
      points.push_back(
          {-trial.results[static_cast<size_t>(rung)].score,
           static_cast<double>(cost.ram_bytes),
           static_cast<double>(cost.flash_bytes),
           static_cast<double>(cost.cycles.value_or(cost.instructions))});
    }
  }
  const std::vector<int> ranks = pareto_ranks(points);
  std::vector<size_t> places(order.size());
  for (size_t i = 0; i < places.size(); ++i) {
    places[i] = i;
  }
  std::stable_sort(places.begin(), places.end(), [&](size_t a, size_t b) {
    return ranks[a] != ranks[b] ? ranks[a] < ranks[b]
                                : points[a][0] < points[b][0];
  });
  std::vector<int> indices;
  for (const size_t place : places) {
    if (!front_only || ranks[place] == 0) {
      indices.push_back(order[place]);
    }
  }
  return indices;
}

/// At rest at this rung, and nobody has asked for more.
bool may_go_on(const Trial& trial, int rung) {
  return trial.state == TrialState::kOpen && trial.rung() == rung &&
         trial.goal == rung;
}

const Trial* first_to_go_on(std::span<const Trial> trials, int rung,
                            size_t count) {
  const std::vector<int> order = ranked(trials, rung, false);
  for (size_t i = 0; i < std::min(count, order.size()); ++i) {
    const Trial& trial = trials[static_cast<size_t>(order[i])];
    if (may_go_on(trial, rung)) {
      return &trial;
    }
  }
  return nullptr;
}

Decision train(const Trial& trial, int rung) {
  return {Decision::Kind::kTrain, trial.number, rung};
}

/// At the end, when nothing new will come: the best goes all the way, however
/// few there are, and so do those of the last rung but one that no other one
/// dominates: they are the picture.
Decision finish(std::span<const Trial> trials, int top) {
  for (int rung = 0; rung < top; ++rung) {
    const bool is_last =
        std::none_of(trials.begin(), trials.end(), [rung](const Trial& trial) {
          return trial.goal > rung && trial.state != TrialState::kFailed;
        });
    const size_t count = is_last ? trials.size()
                         : rung + 1 == top
                             ? ranked(trials, rung, /*front_only=*/true).size()
                             : 0;
    if (const Trial* const best = first_to_go_on(trials, rung, count)) {
      return train(*best, rung + 1);
    }
  }
  return {};
}

}  // namespace

std::vector<int> rung_epochs(int least, int most, int eta) {
  const double limit = least > 0 ? least : 1.0 * most / (eta * eta);
  std::vector<int> epochs = {most};
  for (double share = 1.0 * most / eta; share >= std::max(limit - 1e-9, 0.5);
       share /= eta) {
    const int rounded = std::max(1, static_cast<int>(std::lround(share)));
    if (rounded < epochs.back()) {
      epochs.push_back(rounded);
    }
  }
  std::reverse(epochs.begin(), epochs.end());
  return epochs;
}

std::vector<int> ranking(std::span<const Trial> trials, int rung) {
  return ranked(trials, rung, /*front_only=*/false);
}

std::vector<int> pareto_front(std::span<const Trial> trials, int rung) {
  return ranked(trials, rung, /*front_only=*/true);
}

Decision decide(std::span<const Trial> trials, const HalvingRules& rules,
                const std::function<bool(const Trial&)>& is_abandoned,
                bool has_more) {
  int alive = 0;
  int refused = 0;
  const int top = static_cast<int>(rules.epochs.size()) - 1;
  bool someone_works = false;
  bool ranks_may_change = false;
  for (const Trial& trial : trials) {
    const bool is_begun =
        trial.state == TrialState::kRunning
            ? is_abandoned(trial)
            : trial.state == TrialState::kOpen && trial.goal > trial.rung();
    if (is_begun) {
      return train(trial, trial.goal);
    }
    const bool is_running = trial.state == TrialState::kRunning;
    someone_works = someone_works || is_running;
    ranks_may_change = ranks_may_change || (is_running && trial.goal < top);
    const bool is_refused = trial.state == TrialState::kRefused;
    refused += is_refused ? 1 : 0;
    alive += is_refused ? 0 : 1;
  }
  for (int rung = top - 1; rung >= 0; --rung) {
    const auto here = static_cast<size_t>(std::count_if(
        trials.begin(), trials.end(),
        [rung](const Trial& trial) { return reached(trial, rung); }));
    if (const Trial* const best = first_to_go_on(
            trials, rung, here / static_cast<size_t>(rules.eta))) {
      return train(*best, rung + 1);
    }
  }
  if (has_more && alive < rules.trials && refused < rules.most_refused()) {
    return {Decision::Kind::kNew, static_cast<int>(trials.size()), 0};
  }
  if (!ranks_may_change) {
    const Decision last = finish(trials, top);
    if (last.kind == Decision::Kind::kTrain) {
      return last;
    }
  }
  return {someone_works ? Decision::Kind::kWait : Decision::Kind::kDone};
}

}  // namespace firefly
