// SPDX-License-Identifier: Apache-2.0
#include "compiler/lower/lower_operators.h"

#include <algorithm>

#include "compiler/lower/kernel_costs.h"
#include "compiler/lower/use_planes.h"

namespace firefly {
namespace {

/// Generous: models of every kind need a third of it.
constexpr int64_t kCodeBytes = 32 * 1024;

int64_t array_bytes(const KernelCall& call) {
  int64_t bytes = 0;
  for (const Field& field : call.fields) {
    if (const auto* array = std::get_if<FlashArray>(&field.value)) {
      bytes += std::ssize(array->bytes);
    }
  }
  return bytes;
}

/// A faster, larger call of an operator.
struct Upgrade {
  size_t op = 0;
  KernelCall call;
  int64_t bytes = 0;  ///< Of its constants.
  double time = 0;    ///< As estimate_time() has it.
};

/// Whether calls of an operator may make two rows.
bool makes_row_pairs(const LowerOptions& options, size_t op) {
  return options.ram_use_of(op) == RamUse::kRows && !options.sliding;
}

/// Rows a call of those who measure weights that are transformed at run time.
constexpr int32_t kMeasuredLateRows = 4;

int32_t late_rows(const LowerOptions& options, size_t op) {
  if (options.kernel == kWinogradLate) {
    return kMeasuredLateRows;
  }
  return op < options.late_rows.size() ? options.late_rows[op] : 0;
}

/// Alternatives that grow; their scratch is large.
std::vector<Upgrade> find_upgrades(const Graph& graph, Isa isa,
                                   const LowerOptions& options) {
  std::vector<Upgrade> upgrades;
  for (size_t i = 0; i < graph.ops.size(); ++i) {
    if (options.ram_use_of(i) == RamUse::kLeast) {
      continue;
    }
    const LowerContext context{.graph = graph,
                               .op = graph.ops[i],
                               .isa = isa,
                               .loop_bytes = options.flash.loop_bytes,
                               .row_pairs = makes_row_pairs(options, i)};
    for (Alternative& one : alternatives(context)) {
      const auto time = estimate_time(isa, graph, graph.ops[i], one.call);
      if (one.grows && time) {
        const int64_t bytes = array_bytes(one.call);
        upgrades.push_back({i, std::move(one.call), bytes, *time});
      }
    }
  }
  return upgrades;
}

/// Gives convolutions whose weights may grow the kernels that are worth it:
/// again and again the one that saves most a byte.
class FlashSpender {
 public:
  FlashSpender(const Graph& graph, Isa isa, const LowerOptions& options,
               std::vector<KernelCall>& calls)
      : limit_(options.flash), calls_(calls) {
    int64_t constants = 0;
    for (size_t i = 0; i < calls.size(); ++i) {
      bytes_.push_back(array_bytes(calls[i]));
      time_.push_back(
          estimate_time(isa, graph, graph.ops[i], calls[i]).value_or(0));
      constants += bytes_.back();
    }
    room_ = limit_.bytes - kCodeBytes - constants;
    if (!limit_.is_given) {
      const bool is_late = std::ranges::any_of(
          options.late_rows, [](int32_t rows) { return rows > 0; });
      room_ = std::min(room_,
                       constants * 3 / 5 - (is_late ? kLateWeightsBytes : 0));
    }
    if (room_ > 0) {
      upgrades_ = find_upgrades(graph, isa, options);
    }
  }

  void run() {
    for (Upgrade* best = find_best(); best != nullptr; best = find_best()) {
      room_ -= more_bytes(*best);
      bytes_[best->op] = best->bytes;
      time_[best->op] = best->time;
      calls_[best->op] = std::move(best->call);
    }
  }

 private:
  [[nodiscard]] int64_t more_bytes(const Upgrade& upgrade) const {
    return upgrade.bytes - bytes_[upgrade.op];
  }
  [[nodiscard]] double saved(const Upgrade& upgrade) const {
    return time_[upgrade.op] - upgrade.time;
  }
  /// Of those that fit and are worthwhile.
  Upgrade* find_best() {
    Upgrade* best = nullptr;
    double best_rate = limit_.is_given ? 0 : kWorthwhileSaving;
    for (Upgrade& upgrade : upgrades_) {
      const auto bytes =
          static_cast<double>(std::max<int64_t>(1, more_bytes(upgrade)));
      const double rate = saved(upgrade) / bytes;
      if (more_bytes(upgrade) <= room_ && rate > best_rate) {
        best = &upgrade;
        best_rate = rate;
      }
    }
    return best;
  }

  const FlashLimit& limit_;
  std::vector<KernelCall>& calls_;
  std::vector<int64_t> bytes_;  // by operator, as its call is
  std::vector<double> time_;
  std::vector<Upgrade> upgrades_;
  int64_t room_ = 0;
};

}  // namespace

std::vector<KernelCall> lower_operators(const Graph& graph, Isa isa,
                                        const LowerOptions& options) {
  std::vector<KernelCall> calls;
  for (const Op& op : graph.ops) {
    const bool is_frugal = options.ram_use_of(calls.size()) == RamUse::kLeast;
    calls.push_back(lower({.graph = graph,
                           .op = op,
                           .isa = isa,
                           .sliding = options.sliding,
                           .kernel = options.kernel,
                           .small = options.flash.is_scarce,
                           .loop_bytes = options.flash.loop_bytes,
                           .small_scratch = is_frugal,
                           .row_pairs = makes_row_pairs(options, calls.size()),
                           .late_rows = late_rows(options, calls.size())}));
  }
  if (options.kernel.empty()) {
    FlashSpender(graph, isa, options, calls).run();
  }
  const bool wants_planes = options.kernel.empty() || options.kernel == kPlanes;
  if (isa == Isa::kArmv7em && !options.flash.is_scarce && wants_planes) {
    use_planes(graph, isa, options, calls);
  }
  return calls;
}

}  // namespace firefly
