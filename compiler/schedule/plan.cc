// SPDX-License-Identifier: Apache-2.0
#include "compiler/schedule/plan.h"

#include <algorithm>

#include "compiler/schedule/late_weights.h"
#include "compiler/schedule/planner.h"

namespace firefly {
namespace {

/// Of RAM, for what is not planned: models need half of it.
constexpr int64_t kStackBytes = 1024;

/// What RAM may grow to for weights that are transformed at run time: by 22 %.
int64_t late_weights_room(int64_t bytes) { return bytes * 122 / 100; }

}  // namespace

std::string_view name_of(Fit fit) {
  switch (fit) {
    case Fit::kSpeed:
      return "speed";
    case Fit::kRam:
      return "ram";
    case Fit::kFlash:
      return "flash";
  }
  return {};
}

std::string_view name_of(Streaming streaming) {
  switch (streaming) {
    case Streaming::kNone:
      return "none";
    case Streaming::kLines:
      return "lines";
    case Streaming::kSliding:
    case Streaming::kMoving:
      return "sliding";
    case Streaming::kAuto:
      return "auto";
  }
  return {};
}

std::optional<Fit> find_fit(std::string_view name) {
  for (const Fit fit : {Fit::kSpeed, Fit::kRam, Fit::kFlash}) {
    if (name_of(fit) == name) {
      return fit;
    }
  }
  return std::nullopt;
}

Plan make_plan(const Graph& graph, Isa isa, Fit fit, const RowStream& stream,
               const FlashLimit& flash, int64_t ram_bytes,
               std::string_view kernel) {
  LowerOptions options{.flash = flash, .kernel = kernel};
  // Only speed is worth more flash.
  if (fit != Fit::kSpeed) {
    options.flash = {.bytes = 0,
                     .is_scarce = fit == Fit::kFlash,
                     .loop_bytes = flash.loop_bytes};
  }
  const auto plan_with = [&](int32_t frugal_ops, RowPlaces places) {
    options.frugal_ops = frugal_ops;
    return plan_memory(graph, isa, stream, options, places);
  };
  // Rings where nothing is gained without them.
  const auto smaller_of = [&](int32_t frugal_ops) {
    Plan rings = plan_with(frugal_ops, RowPlaces::kRings);
    Plan apart = plan_with(frugal_ops, RowPlaces::kAnywhere);
    return rings.memory_bytes() <= apart.memory_bytes() ? rings : apart;
  };
  const auto ops = static_cast<int32_t>(graph.ops.size());
  // Other kernels have no use for more RAM.
  const bool trades = isa == Isa::kArmv7em || isa == Isa::kMve;
  int64_t room = ram_bytes - kStackBytes;
  if (fit == Fit::kRam) {
    Plan least = smaller_of(trades ? ops : 0);
    if (!trades) {
      return least;
    }
    room = least.memory_bytes();
  }
  Plan plan = plan_with(0, RowPlaces::kRings);
  if (plan.memory_bytes() <= room) {
    const bool starts_anew = stream.streaming == Streaming::kNone ||
                             stream.streaming == Streaming::kLines;
    const bool may_be_late = fit == Fit::kSpeed && isa == Isa::kArmv7em &&
                             starts_anew && kernel.empty();
    if (!may_be_late) {
      return plan;
    }
    room = std::min(room, late_weights_room(plan.memory_bytes()));
    const double least_saving =
        flash.is_given ? 0 : kWorthwhileSaving * kLateWeightsBytes;
    return with_late_weights(graph, isa, std::move(plan), room, least_saving,
                             [&](const std::vector<int32_t>& late_rows) {
                               options.late_rows = late_rows;
                               return plan_with(0, RowPlaces::kRings);
                             });
  }
  plan = smaller_of(0);
  if (plan.memory_bytes() <= room || !trades) {
    return plan;
  }
  // Images are large at the beginning.
  Plan frugal = smaller_of(ops);
  int32_t too_few = 0;
  for (int32_t enough = ops; enough - too_few > 1;) {
    const int32_t middle = too_few + (enough - too_few) / 2;
    plan = smaller_of(middle);
    if (plan.memory_bytes() <= room) {
      frugal = std::move(plan);
      enough = middle;
    } else {
      too_few = middle;
    }
  }
  return frugal;
}

}  // namespace firefly
