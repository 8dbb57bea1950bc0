// SPDX-License-Identifier: Apache-2.0
#include "compiler/schedule/plan.h"

#include <algorithm>

#include "compiler/schedule/late_weights.h"
#include "compiler/schedule/planner.h"
#include "compiler/schedule/ram_search.h"

namespace firefly {
namespace {

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
  if (fit == Fit::kFlash) {
    options.flash = {
        .bytes = 0, .is_scarce = true, .loop_bytes = flash.loop_bytes};
  }
  Plan plan = plan_memory(graph, isa, stream, options, RowPlaces::kRings);
  const int64_t room = ram_bytes - kStackBytes;
  if (fit != Fit::kRam && plan.memory_bytes() <= room) {
    const bool may_be_late = fit == Fit::kSpeed && isa == Isa::kArmv7em &&
                             starts_anew(stream.streaming) && kernel.empty();
    if (!may_be_late) {
      return plan;
    }
    const int64_t late_room =
        std::min(room, late_weights_room(plan.memory_bytes()));
    const double least_saving =
        flash.is_given ? 0 : kWorthwhileSaving * kLateWeightsBytes;
    return with_late_weights(
        graph, isa, std::move(plan), late_room, least_saving,
        [&](const std::vector<int32_t>& late_rows) {
          options.late_rows = late_rows;
          return plan_memory(graph, isa, stream, options, RowPlaces::kRings);
        });
  }
  // Other kernels have no use for more RAM.
  if (isa != Isa::kArmv7em && isa != Isa::kMve) {
    Plan apart = plan_memory(graph, isa, stream, options, RowPlaces::kAnywhere);
    return apart.memory_bytes() < plan.memory_bytes() ? apart : plan;
  }
  if (fit == Fit::kRam) {
    Plan least = plan_least(graph, isa, stream, options);
    if (least.memory_bytes() <= room) {
      return least;
    }
  }
  return plan_within(graph, isa, stream, options, room);
}

}  // namespace firefly
