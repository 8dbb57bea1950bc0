// SPDX-License-Identifier: Apache-2.0
#include "compiler/schedule/late_weights.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "compiler/lower/kernel_costs.h"
#include "compiler/lower/lower.h"
#include "compiler/schedule/plan_time.h"

namespace firefly {
namespace {

/// Each is worth some plans.
constexpr size_t kMostCandidates = 8;

/// The time of operator `op` with late weights that `rows` rows share; nothing
/// where it can not have them.
std::optional<double> late_time(const Graph& graph, Isa isa, size_t op,
                                int32_t rows) {
  const Op& one = graph.ops[op];
  for (const Alternative& other : alternatives({.graph = graph,
                                  .op = one,
                                  .isa = isa,
                                  .row_pairs = true,
                                  .late_rows = rows})) {
    if (other.kernel == kWinogradLate) {
      return estimate_time(isa, graph, one, other.call);
    }
  }
  return std::nullopt;
}

double time_of(const Graph& graph, Isa isa, const Plan& plan, size_t op) {
  return estimate_time(isa, graph, graph.ops[op], plan.calls[op]).value_or(0);
}

int32_t round_up_to_even(int32_t rows) { return (rows + 1) / 2 * 2; }

/// All rows of an operator's output, if these were shared by weights.
int32_t all_rows(const Graph& graph, size_t op) {
  const Tensor& output = graph.tensor(graph.ops[op].outputs[0]);
  return round_up_to_even(output.shape[1]);
}

struct Candidate {
  size_t op = 0;
  double saved = 0;  ///< At best.
};

/// What saves most comes first.
std::vector<Candidate> find_candidates(const Graph& graph, Isa isa,
                                       const Plan& plan) {
  std::vector<Candidate> candidates;
  for (size_t op = 0; op < graph.ops.size(); ++op) {
    if (graph.ops[op].as<Conv2d>() == nullptr) {
      continue;
    }
    const auto time = late_time(graph, isa, op, all_rows(graph, op));
    const double saved = time_of(graph, isa, plan, op) - time.value_or(0);
    if (time && saved > 0) {
      candidates.push_back({op, saved});
    }
  }
  std::ranges::stable_sort(candidates, std::ranges::greater(),
                           &Candidate::saved);
  candidates.resize(std::min(candidates.size(), kMostCandidates));
  return candidates;
}

/// Rows by operator, and what becomes of them.
struct Trial {
  std::vector<int32_t> rows;
  Plan plan;
};

/// `rows` with as many of operator `op` as memory has room for; nothing if
/// there is none for two.
std::optional<Trial> with_most_rows(const Graph& graph,
                                    std::vector<int32_t> rows, size_t op,
                                    int64_t ram_bytes,
                                    const PlanWithLateRows& plan_with) {
  for (int32_t shared = all_rows(graph, op); shared > 0;
       shared = shared == 2 ? 0 : round_up_to_even(shared / 2)) {
    rows[op] = shared;
    Plan plan = plan_with(rows);
    if (plan.memory_bytes() <= ram_bytes) {
      return Trial{std::move(rows), std::move(plan)};
    }
  }
  return std::nullopt;
}

}  // namespace

Plan with_late_weights(const Graph& graph, Isa isa, Plan plan,
                       int64_t ram_bytes, double cycles,
                       const PlanWithLateRows& plan_with) {
  Trial best{std::vector<int32_t>(graph.ops.size(), 0), std::move(plan)};
  double least = time_of(graph, isa, best.plan) - cycles;
  const auto is_better = [&](const std::optional<Trial>& trial) {
    return trial && time_of(graph, isa, trial->plan) < least;
  };
  // The flash that one layer frees may serve another only together with that
  // of the next: what alone saves nothing is tried once more with it.
  std::vector<int32_t> held = best.rows;
  for (const Candidate& one : find_candidates(graph, isa, best.plan)) {
    const auto try_with = [&](const std::vector<int32_t>& rows) {
      return with_most_rows(graph, rows, one.op, ram_bytes, plan_with);
    };
    std::optional<Trial> trial = try_with(best.rows);
    if (!is_better(trial) && held != best.rows) {
      trial = try_with(held);
    }
    if (is_better(trial)) {
      best = std::move(*trial);
      least = time_of(graph, isa, best.plan);
      held = best.rows;
    } else if (trial && held == best.rows) {
      held = std::move(trial->rows);
    }
  }
  return std::move(best.plan);
}

}  // namespace firefly
