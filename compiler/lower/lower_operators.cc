// SPDX-License-Identifier: Apache-2.0
#include "compiler/lower/lower_operators.h"

#include <algorithm>
#include <utility>

#include "compiler/lower/pack_winograd.h"
#include "compiler/lower/use_planes.h"

namespace firefly {
namespace {

/// Generous: models of every kind need a third of it.
constexpr int64_t kCodeBytes = 32 * 1024;

/// What a byte has to save when nobody asked for the flash to be used up.
constexpr int64_t kWorthwhileSaving = 8;

int64_t array_bytes(const KernelCall& call) {
  int64_t bytes = 0;
  for (const Field& field : call.fields) {
    if (const auto* array = std::get_if<FlashArray>(&field.value)) {
      bytes += std::ssize(array->bytes);
    }
  }
  return bytes;
}

bool has_winograd(Isa isa) { return isa != Isa::kMve && isa != Isa::kPortable; }

/// A faster, larger call of an operator.
struct Upgrade {
  size_t op = 0;
  KernelCall call;
  int64_t bytes = 0;  ///< More than the call that it replaces.
  int64_t saved = 0;  ///< Time less than that, as winograd_saves() counts.

  /// Saves more a byte than `other`.
  [[nodiscard]] bool operator<(const Upgrade& other) const {
    return saved * other.bytes > other.saved * bytes;
  }
};

/// Whether calls of an operator may make two rows.
bool makes_row_pairs(const LowerOptions& options, size_t op) {
  return std::cmp_greater_equal(op, options.frugal_ops) && !options.sliding;
}

/// Upgrades that save anything, the most rewarding first. To two rows a call
/// it is a step from one row a call, unless it rewards more than that.
std::vector<Upgrade> find_upgrades(const Graph& graph, Isa isa,
                                   const LowerOptions& options,
                                   const std::vector<KernelCall>& calls) {
  std::vector<Upgrade> upgrades;
  for (size_t i = 0; i < graph.ops.size(); ++i) {
    const Op& op = graph.ops[i];
    const auto* conv = op.as<Conv2d>();
    if (conv == nullptr) {
      continue;
    }
    const ConvShape shape = prepare(*conv, graph, op).shape;
    LowerContext context{
        .graph = graph, .op = op, .isa = isa, .winograd = true};
    KernelCall one_row = lower(context);
    if (one_row.layer_type == calls[i].layer_type) {
      continue;
    }
    Upgrade upgrade{i, std::move(one_row), 0, winograd_saves(isa, shape)};
    upgrade.bytes = array_bytes(upgrade.call) - array_bytes(calls[i]);
    context.row_pairs = makes_row_pairs(options, i);
    Upgrade step{i, lower(context), 0, winograd_two_rows_save(shape)};
    step.bytes = array_bytes(step.call) - array_bytes(upgrade.call);
    if (step.call.rows == 1) {
      upgrades.push_back(std::move(upgrade));
    } else if (upgrade < step) {
      upgrades.push_back(std::move(upgrade));
      upgrades.push_back(std::move(step));
    } else {
      step.bytes += upgrade.bytes;
      step.saved += upgrade.saved;
      upgrades.push_back(std::move(step));
    }
  }
  std::erase_if(upgrades, [](const Upgrade& u) { return u.saved <= 0; });
  std::ranges::stable_sort(upgrades, std::less<>());
  return upgrades;
}

/// Gives convolutions that may grow the Winograd kernel.
void spend_flash(const Graph& graph, Isa isa, const LowerOptions& options,
                 std::vector<KernelCall>& calls) {
  const FlashLimit& limit = options.flash;
  int64_t constants = 0;
  for (const KernelCall& call : calls) {
    constants += array_bytes(call);
  }
  int64_t room = limit.bytes - kCodeBytes - constants;
  if (!limit.is_given) {
    room = std::min(room, constants * 3 / 5);
  }
  if (!has_winograd(isa) || room <= 0) {
    return;
  }
  for (Upgrade& upgrade : find_upgrades(graph, isa, options, calls)) {
    const bool is_worthwhile =
        limit.is_given || upgrade.saved >= kWorthwhileSaving * upgrade.bytes;
    if (is_worthwhile && upgrade.bytes <= room) {
      room -= upgrade.bytes;
      calls[upgrade.op] = std::move(upgrade.call);
    }
  }
}

}  // namespace

std::vector<KernelCall> lower_operators(const Graph& graph, Isa isa,
                                        const LowerOptions& options) {
  std::vector<KernelCall> calls;
  for (const Op& op : graph.ops) {
    const bool is_frugal = std::ssize(calls) < options.frugal_ops;
    calls.push_back(
        lower({.graph = graph,
               .op = op,
               .isa = isa,
               .sliding = options.sliding,
               .winograd = false,
               .small = options.flash.is_scarce,
               .small_scratch = is_frugal,
               .row_pairs = makes_row_pairs(options, calls.size())}));
  }
  spend_flash(graph, isa, options, calls);
  if (isa == Isa::kArmv7em && !options.flash.is_scarce) {
    use_planes(graph, isa, options.frugal_ops, !options.sliding, calls);
  }
  return calls;
}

}  // namespace firefly
