// SPDX-License-Identifier: Apache-2.0
#include "compiler/choose_plan.h"

#include <limits>

#include "compiler/plan_cost.h"
#include "compiler/schedule/planner.h"

namespace firefly {
namespace {

constexpr double kWorthwhileTime = 0.75;
constexpr int64_t kWorthwhileRam = 2;

class Choice {
 public:
  Choice(const Graph& graph, const EmitOptions& options)
      : graph_(graph), options_(options) {}

  Plan run() {
    if (starts_anew(options_.streaming)) {
      return plan(options_.streaming);
    }
    const bool is_named = options_.streaming == Streaming::kSliding;
    Plan rings = plan(Streaming::kSliding);
    if (!is_named && options_.fit == Fit::kRam) {
      return rings;
    }
    Plan moving = moving_plan();
    if (moving.streaming != Streaming::kMoving) {
      return rings;
    }
    const bool must_move = is_named && rings.streaming == Streaming::kLines;
    return must_move || pays(moving, rings) ? moving : rings;
  }

 private:
  [[nodiscard]] Plan plan(
      Streaming streaming,
      size_t most_ops = std::numeric_limits<size_t>::max()) const {
    return make_plan(graph_, options_.isa, options_.fit,
                     {streaming, options_.hop_rows, most_ops}, options_.flash,
                     options_.ram_bytes, options_.kernel);
  }

  [[nodiscard]] static int64_t ram_bytes(const Plan& plan) {
    return plan.memory_bytes() + kStackBytes;
  }
  [[nodiscard]] bool fits(const Plan& plan) const {
    return ram_bytes(plan) <= options_.ram_bytes;
  }

  /// To compute windows anew: the network, which uses the memory of its input
  /// for other things on the way, and the window.
  [[nodiscard]] int64_t whole_ram_bytes() const {
    return ram_bytes(plan(Streaming::kNone)) +
           size_bytes(graph_.tensor(graph_.inputs[0]));
  }

  /// With rows of as many operators as there is RAM for.
  [[nodiscard]] Plan moving_plan() const {
    Plan best = plan(Streaming::kMoving);
    while (!fits(best) && best.moved.size() > 2) {
      best = plan(Streaming::kMoving, best.moved.size() - 1);
    }
    return best;
  }

  /// Of `hops` hops: estimated, or else products.
  [[nodiscard]] double time(const Plan& plan, bool is_estimated) const {
    if (!is_estimated) {
      return static_cast<double>(count_macs(graph_, plan));
    }
    const auto cost = *estimate_cost(options_.isa, graph_, plan);
    return cost.cycles > 0 ? cost.cycles : cost.instructions;
  }

  [[nodiscard]] bool pays(const Plan& moving, const Plan& other) const {
    const bool is_estimated = estimate_cost(options_.isa, graph_, moving) &&
                              estimate_cost(options_.isa, graph_, other);
    // Rings may hop more often.
    const double hops = other.streaming == Streaming::kSliding
                            ? static_cast<double>(moving.rates[0]) /
                                  static_cast<double>(other.rates[0])
                            : 1;
    return fits(moving) &&
           time(moving, is_estimated) <=
               kWorthwhileTime * hops * time(other, is_estimated) &&
           ram_bytes(moving) <= kWorthwhileRam * whole_ram_bytes();
  }

  const Graph& graph_;
  const EmitOptions& options_;
};

}  // namespace

Plan choose_plan(const Graph& graph, const EmitOptions& options) {
  return Choice(graph, options).run();
}

}  // namespace firefly
