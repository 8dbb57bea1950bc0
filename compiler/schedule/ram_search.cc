// SPDX-License-Identifier: Apache-2.0
#include "compiler/schedule/ram_search.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "compiler/lower/kernel_costs.h"
#include "compiler/schedule/plan_time.h"
#include "compiler/schedule/planner.h"

namespace firefly {
namespace {

/// Time that less RAM may cost.
constexpr double kMostSlower = 1.4;

/// By operator.
using Uses = std::vector<RamUse>;

/// An operator that would be faster with more RAM.
struct Wish {
  size_t op = 0;
  RamUse use = RamUse::kLeast;
  double gain = 0;
};

class RamSearch {
 public:
  RamSearch(const Graph& graph, Isa isa, const RowStream& stream,
            LowerOptions options)
      : graph_(graph),
        isa_(isa),
        stream_(stream),
        options_(std::move(options)) {
    Plan rings = plan_all(RamUse::kLeast, RowPlaces::kRings);
    Plan apart = plan_all(RamUse::kLeast, RowPlaces::kAnywhere);
    // Rings where nothing is gained without them.
    const bool scatters = apart.memory_bytes() < rings.memory_bytes();
    places_ = scatters ? RowPlaces::kAnywhere : RowPlaces::kRings;
    least_ = scatters ? std::move(apart) : std::move(rings);
    fastest_ = plan_all(RamUse::kRows, places_);
    add_wishes(fastest_, RamUse::kRows);
    add_wishes(plan_all(RamUse::kScratch, places_), RamUse::kScratch);
    std::ranges::stable_sort(wishes_, std::ranges::greater{}, &Wish::gain);
  }

  Plan within(int64_t room_bytes) {
    return fastest_.memory_bytes() <= room_bytes
               ? fastest_
               : plan_again(fill(
                     std::max<int64_t>(room_bytes, least_.memory_bytes())));
  }

  Plan least() {
    const double most_time = kMostSlower * time_of(fastest_);
    std::vector<int64_t> rooms;
    for (int64_t room = least_.memory_bytes(); room < fastest_.memory_bytes();
         room += std::max<int64_t>(room / 32, 1)) {
      rooms.push_back(room);
    }
    // More room hardly ever makes a network slower.
    const auto enough = std::ranges::partition_point(rooms, [&](int64_t room) {
      return measure(fill(room)).time > most_time;
    });
    Plan best = enough == rooms.end() ? fastest_ : plan_again(fill(*enough));
    // What is fastest may need as little.
    for (const RowPlaces places : {RowPlaces::kRings, RowPlaces::kAnywhere}) {
      Plan fast =
          places == places_ ? fastest_ : plan_all(RamUse::kRows, places);
      if (fast.memory_bytes() <= best.memory_bytes()) {
        best = std::move(fast);
      }
    }
    return best;
  }

 private:
  struct Figures {
    int32_t bytes = 0;
    double time = 0;
  };

  [[nodiscard]] Plan plan(const Uses& uses, RowPlaces places,
                          const std::vector<Group>& groups = {}) {
    options_.ram_use = uses;
    return plan_memory(graph_, isa_, stream_, options_, places, groups);
  }
  [[nodiscard]] Plan plan_all(RamUse use, RowPlaces places) {
    return plan(Uses(graph_.ops.size(), use), places);
  }

  /// With a cut into groups of its own, if that helps.
  [[nodiscard]] Plan plan_again(const Uses& uses) {
    Plan known = plan(uses, places_, least_.groups);
    Plan own = plan(uses, places_);
    return own.memory_bytes() < known.memory_bytes() ? own : known;
  }

  [[nodiscard]] std::optional<double> time_of(const Plan& plan,
                                              size_t op) const {
    return estimate_time(isa_, graph_, graph_.ops[op], plan.calls[op]);
  }
  [[nodiscard]] double time_of(const Plan& plan) const {
    return firefly::time_of(graph_, isa_, plan);
  }

  /// Operators that are faster in `plan`, or that may be: where nothing is
  /// known of a kernel, large scratch is taken for a gain.
  void add_wishes(const Plan& plan, RamUse use) {
    for (size_t i = 0; i < plan.calls.size(); ++i) {
      const auto now = time_of(least_, i);
      const auto then = time_of(plan, i);
      const bool grows =
          plan.calls[i].scratch_bytes > least_.calls[i].scratch_bytes;
      const double gain = now && then ? *now - *then : grows ? 1 : 0;
      if (gain > 0) {
        wishes_.push_back({i, use, gain});
      }
    }
  }

  [[nodiscard]] Figures measure(const Uses& uses) {
    const auto found = known_.find(uses);
    if (found != known_.end()) {
      return found->second;
    }
    const Plan plan = this->plan(uses, places_, least_.groups);
    return known_[uses] = {plan.memory_bytes(), time_of(plan)};
  }

  /// Grants what fits.
  [[nodiscard]] Uses fill(int64_t room_bytes) {
    Uses uses(graph_.ops.size(), RamUse::kLeast);
    double time = time_of(least_);
    for (const Wish& wish : wishes_) {
      Uses more = uses;
      more[wish.op] = std::max(more[wish.op], wish.use);
      const Figures figures = measure(more);
      if (figures.bytes <= room_bytes && figures.time <= time) {
        uses = std::move(more);
        time = figures.time;
      }
    }
    return uses;
  }

  const Graph& graph_;
  Isa isa_;
  RowStream stream_;
  LowerOptions options_;
  RowPlaces places_ = RowPlaces::kRings;
  Plan least_;
  Plan fastest_;
  std::vector<Wish> wishes_;  // the largest gain first
  std::map<Uses, Figures> known_;
};

}  // namespace

Plan plan_within(const Graph& graph, Isa isa, const RowStream& stream,
                 const LowerOptions& options, int64_t room_bytes) {
  return RamSearch(graph, isa, stream, options).within(room_bytes);
}

Plan plan_least(const Graph& graph, Isa isa, const RowStream& stream,
                const LowerOptions& options) {
  return RamSearch(graph, isa, stream, options).least();
}

}  // namespace firefly
