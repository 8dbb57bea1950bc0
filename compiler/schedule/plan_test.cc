// SPDX-License-Identifier: Apache-2.0
#include "compiler/schedule/plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "compiler/passes/optimize.h"
#include "compiler/passes/testing/graph_builder.h"
#include "compiler/schedule/planner.h"
#include "compiler/schedule/testing/paper_run.h"
#include "compiler/schedule/testing/random_graph.h"
#include "compiler/schedule/testing/separable_graph.h"

namespace firefly {
namespace {

using testing::GraphBuilder;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::random_graph;
using testing::random_image_graph;
using testing::run_on_paper;

constexpr Isa kIsas[] = {Isa::kPortable, Isa::kArmv6m, Isa::kArmv7m,
                         Isa::kArmv7em,  Isa::kMve,    Isa::kRv32};
constexpr unsigned kGraphs = 150;

bool is_ring(const Placement& placement) {
  return placement.kept_rows < placement.height;
}

/// The highest address in use, and that nothing lies outside or unaligned.
void expect_exact_arena(const Plan& plan) {
  int32_t arena_end = 0;
  int32_t state_end = plan.arena_bytes + plan.scratch_bytes;
  for (const Placement& p : plan.placements) {
    if (p.storage == Storage::kArena || p.storage == Storage::kState) {
      EXPECT_EQ(p.offset % 8, 0);
      EXPECT_GE(p.offset, 0);
      EXPECT_LE(p.kept_rows, p.height + (p.planes ? 1 : 0));
      int32_t& end = p.storage == Storage::kArena ? arena_end : state_end;
      if (p.view_of == kNoTensor) {
        for (const int32_t row : p.row_offsets) {
          EXPECT_GE(row, p.offset);
          end = std::max(end, (row + p.row_bytes + 7) / 8 * 8);
        }
        if (p.row_offsets.empty()) {
          end = std::max(end, (p.offset + p.bytes + 7) / 8 * 8);
        }
      } else {
        const Placement& owner =
            plan.placements[static_cast<size_t>(p.view_of)];
        EXPECT_EQ(p.offset, owner.offset);
        EXPECT_LE(p.bytes, owner.bytes);
      }
    }
  }
  for (size_t i = 0; i < plan.calls.size(); ++i) {
    const int32_t bytes = plan.calls[i].scratch_bytes;
    if (bytes > 0 && !plan.elided[i]) {
      arena_end =
          std::max(arena_end, (plan.scratch_offset[i] + bytes + 7) / 8 * 8);
    }
  }
  EXPECT_EQ(arena_end, plan.arena_bytes + plan.scratch_bytes);
  EXPECT_EQ(state_end, plan.memory_bytes());
  EXPECT_GE(plan.arena_bytes + plan.scratch_bytes,
            plan.arena_lower_bound_bytes);
}

void expect_sound(const Graph& graph) {
  for (const Isa isa : kIsas) {
    SCOPED_TRACE(name_of(isa));
    const Plan plan = make_plan(graph, isa, Fit::kSpeed);
    EXPECT_THAT(run_on_paper(graph, plan), IsEmpty()) << to_string(graph);
    expect_exact_arena(plan);
  }
}

TEST(MakePlan, SpoilsNothingThatIsStillToBeRead) {
  for (unsigned seed = 0; seed < kGraphs; ++seed) {
    SCOPED_TRACE(seed);
    expect_sound(random_graph(seed));
  }
}

TEST(MakePlan, SpoilsNothingInLoopsOverRows) {
  for (unsigned seed = 1000; seed < 1000 + kGraphs; ++seed) {
    SCOPED_TRACE(seed);
    expect_sound(random_image_graph(seed));
  }
}

/// Rows that lie apart.
TEST(MakePlan, SpoilsNoRowsWhereTheyFit) {
  int apart = 0;
  int less = 0;
  for (unsigned seed = 1; seed <= kGraphs / 15; ++seed) {
    SCOPED_TRACE(seed);
    const Isa isa = seed % 3 == 0 ? Isa::kPortable : Isa::kArmv7em;
    const Graph graph = seed % 5 == 0   ? random_graph(seed)
                        : seed % 2 == 0 ? random_image_graph(seed)
                                        : testing::separable_graph(seed);
    const Plan plan = make_plan(graph, isa, Fit::kSpeed, {}, {}, 0);
    for (const Plan& one : {plan, make_plan(graph, isa, Fit::kRam)}) {
      EXPECT_THAT(run_on_paper(graph, one), IsEmpty()) << to_string(graph);
      expect_exact_arena(one);
    }
    const Plan rings =
        plan_memory(graph, isa, {Streaming::kNone},
                    {.flash = {.bytes = 0},
                     .ram_use = std::vector(graph.ops.size(), RamUse::kLeast)},
                    RowPlaces::kRings);
    less += plan.memory_bytes() < rings.memory_bytes() ? 1 : 0;
    EXPECT_LE(plan.memory_bytes(), rings.memory_bytes());
    apart += static_cast<int>(std::ranges::count_if(
        plan.placements, [](const auto& p) { return !p.row_offsets.empty(); }));
  }
  EXPECT_GT(apart, 4);
  EXPECT_GT(less, 2);
}

TEST(MakePlan, SpoilsNoRowsOfPlanes) {
  int planes = 0;
  for (unsigned seed = 1; seed <= kGraphs * 2 / 3; ++seed) {
    SCOPED_TRACE(seed);
    const Graph graph = testing::separable_graph(seed);
    const Plan plan = make_plan(graph, Isa::kArmv7em, Fit::kSpeed);
    EXPECT_THAT(run_on_paper(graph, plan), IsEmpty()) << to_string(graph);
    expect_exact_arena(plan);
    planes += static_cast<int>(
        std::ranges::count_if(plan.placements, &Placement::planes));
  }
  EXPECT_GT(planes, 30);
}

TEST(MakePlan, SpoilsNoPlanesOfTwoRows) {
  int pairs = 0;
  for (const int32_t height : {24, 25}) {
    for (const int32_t blocks : {1, 3}) {
      GraphBuilder builder;
      const testing::Q q{0.5F, -128};
      DepthwiseConv2d depthwise{{}, 1, Activation::kRelu};
      depthwise.window.margins = {1, 1, 1, 1};
      TensorId x = builder.input({1, height, 5, 64});
      for (int32_t i = 0; i < blocks; ++i) {
        x = builder.conv2d(x, 64, 1, {{}, Activation::kRelu}, q);
        x = builder.depthwise(x, 3, depthwise, q);
      }
      const Graph graph = builder.build({x});
      for (const Fit fit : {Fit::kSpeed, Fit::kRam}) {
        const Plan plan = make_plan(graph, Isa::kArmv7em, fit);
        EXPECT_THAT(run_on_paper(graph, plan), IsEmpty());
        expect_exact_arena(plan);
        pairs += static_cast<int>(
            std::ranges::count_if(plan.calls, &KernelCall::plane_pairs));
      }
    }
  }
  EXPECT_GE(pairs, 8);
}

bool makes_pairs(const KernelCall& call) { return call.rows > 1; }

TEST(MakePlan, SpoilsNoPairsOfRows) {
  int inner = 0;
  int torn_off = 0;
  int backward = 0;
  for (unsigned seed = 1; seed <= kGraphs; ++seed) {
    SCOPED_TRACE(seed);
    const Graph graph = seed % 2 == 0 ? random_image_graph(seed)
                                      : testing::separable_graph(seed);
    const Plan plan = make_plan(graph, Isa::kArmv7em, Fit::kSpeed);
    EXPECT_THAT(run_on_paper(graph, plan), IsEmpty()) << to_string(graph);
    expect_exact_arena(plan);
    for (const Group& group : plan.groups) {
      for (int32_t i = group.first; i < group.last; ++i) {
        const auto index = static_cast<size_t>(i);
        if (makes_pairs(plan.calls[index])) {
          const TensorId output = graph.ops[index].outputs[0];
          inner +=
              is_ring(plan.placements[static_cast<size_t>(output)]) ? 1 : 0;
          torn_off += graph.tensor(output).shape[1] % 2;
          backward += group.backward ? 1 : 0;
        }
      }
    }
  }
  EXPECT_GT(inner, 15);
  EXPECT_GT(torn_off, 15);
  EXPECT_GT(backward, 3);
}

TEST(MakePlan, SpoilsNothingUnderCallsThatReadFirst) {
  int late = 0;
  int over_input = 0;
  for (unsigned seed = 1; seed <= kGraphs; ++seed) {
    SCOPED_TRACE(seed);
    const Graph graph = random_image_graph(seed);
    const Plan plan =
        make_plan(graph, Isa::kArmv7em, Fit::kSpeed, {}, {},
                  std::numeric_limits<int64_t>::max(), kWinogradLate);
    EXPECT_THAT(run_on_paper(graph, plan), IsEmpty()) << to_string(graph);
    expect_exact_arena(plan);
    for (size_t i = 0; i < plan.calls.size(); ++i) {
      if (plan.calls[i].reads_first) {
        const auto place = [&](TensorId id) {
          return plan.placements[static_cast<size_t>(id)];
        };
        const Placement input = place(graph.ops[i].inputs[0]);
        const Placement output = place(graph.ops[i].outputs[0]);
        ++late;
        over_input += input.offset < output.offset + output.bytes &&
                              output.offset < input.offset + input.bytes
                          ? 1
                          : 0;
      }
    }
  }
  EXPECT_GT(late, 8);
  EXPECT_GT(over_input, 3);
}

TEST(MakePlan, TransformsWeightsLateWithinTheRamThatThereIs) {
  GraphBuilder builder;
  Conv2d reduction;
  reduction.window.stride_h = reduction.window.stride_w = 4;
  const TensorId x =
      builder.conv2d(builder.input({1, 32, 32, 16}), 64, 4, reduction);
  Conv2d conv;
  conv.window.margins = {1, 1, 1, 1};
  const Graph graph =
      builder.build({builder.conv2d(x, 64, 3, conv, {2.0F, -3})});
  // Room for weights as they are.
  const FlashLimit flash{.bytes = 92 * 1024, .is_given = true};
  const auto rows = [&](const FlashLimit& limit, int64_t ram_bytes) {
    const Plan plan =
        make_plan(graph, Isa::kArmv7em, Fit::kSpeed, {}, limit, ram_bytes);
    return plan.calls[1].reads_first ? plan.calls[1].rows : 0;
  };
  EXPECT_GT(rows(flash, 1 << 20), 0);
  EXPECT_EQ(rows(flash, 0), 0);
  EXPECT_GT(rows({}, 1 << 20), 0);
  EXPECT_EQ(rows({.bytes = 1 << 20, .is_given = true}, 1 << 20), 0);
}

TEST(MakePlan, MakesPairsOfRowsWhereSpeedIsWanted) {
  GraphBuilder builder;
  const Graph graph =
      builder.build({builder.conv2d(builder.input({1, 8, 5, 4}), 5, 1)});
  const auto pairs = [&](Isa isa, int64_t ram_bytes) {
    const Plan plan = make_plan(graph, isa, Fit::kSpeed, {}, {}, ram_bytes);
    return std::ranges::any_of(plan.calls, makes_pairs);
  };
  EXPECT_TRUE(pairs(Isa::kArmv7em, 1 << 20));
  EXPECT_FALSE(pairs(Isa::kArmv7em, 0));
  EXPECT_FALSE(pairs(Isa::kPortable, 1 << 20));
}

bool has_planes(const Plan& plan) {
  return std::ranges::any_of(plan.placements, &Placement::planes);
}

TEST(MakePlan, UsesPlanesWhereSpeedIsWanted) {
  GraphBuilder builder;
  const testing::Q q{0.5F, -128};
  DepthwiseConv2d depthwise{{}, 1, Activation::kRelu};
  depthwise.window.margins = {1, 1, 1, 1};
  const TensorId x = builder.conv2d(builder.input({1, 8, 8, 4}), 5, 1,
                                    {{}, Activation::kRelu}, q);
  const Graph graph = builder.build({builder.depthwise(x, 3, depthwise, q)});
  EXPECT_TRUE(has_planes(make_plan(graph, Isa::kArmv7em, Fit::kSpeed)));
  EXPECT_FALSE(has_planes(make_plan(graph, Isa::kArmv7em, Fit::kFlash)));
  EXPECT_FALSE(has_planes(make_plan(graph, Isa::kPortable, Fit::kSpeed)));
}

TEST(MakePlan, SpendsNoMoreRamThanThereIs) {
  int all = 0;
  for (unsigned seed = 1; seed <= 5; ++seed) {
    const Graph graph = testing::separable_graph(seed);
    const auto plan_within = [&](int64_t bytes) {
      return make_plan(graph, Isa::kArmv7em, Fit::kSpeed, {}, {}, bytes);
    };
    const Plan frugal = plan_within(0);
    const Plan ram = make_plan(graph, Isa::kArmv7em, Fit::kRam);
    EXPECT_THAT(run_on_paper(graph, ram), IsEmpty());
    // A little more than nothing, for the stack too.
    const int64_t limit = frugal.memory_bytes() + 1024 + 200;
    EXPECT_LE(plan_within(limit).memory_bytes(), limit - 1024);
    all += has_planes(plan_within(1 << 20)) ? 1 : 0;
  }
  EXPECT_GT(all, 0);
}

TEST(MakePlan, SpoilsNothingAfterThePasses) {
  for (unsigned seed = 2000; seed < 2000 + kGraphs; ++seed) {
    SCOPED_TRACE(seed);
    Graph graph = random_graph(seed);
    optimize(graph);
    expect_sound(graph);
  }
}

/// That the graphs above meet every trick of the planner, so that they can
/// prove something.
TEST(MakePlan, UsesEveryTrickOnTheGraphsOfTheseTests) {
  int rings = 0;
  int backward = 0;
  int views = 0;
  int below_layer_by_layer = 0;
  int at_lower_bound = 0;
  for (unsigned seed = 1000; seed < 1000 + kGraphs; ++seed) {
    for (const Graph& graph : {random_image_graph(seed), random_graph(seed)}) {
      const Plan plan = make_plan(graph, Isa::kPortable, Fit::kSpeed);
      rings +=
          static_cast<int>(std::ranges::count_if(plan.placements, is_ring));
      backward += static_cast<int>(
          std::ranges::count_if(plan.groups, &Group::backward));
      views += static_cast<int>(std::ranges::count(plan.elided, true));
      const int32_t widest =
          std::ranges::max(plan.placements, {}, &Placement::bytes).bytes;
      below_layer_by_layer += plan.arena_bytes < 2 * widest ? 1 : 0;
      at_lower_bound +=
          plan.arena_bytes + plan.scratch_bytes == plan.arena_lower_bound_bytes
              ? 1
              : 0;
    }
  }
  EXPECT_GT(rings, 50);
  EXPECT_GT(backward, 10);
  EXPECT_GT(views, 50);
  EXPECT_GT(below_layer_by_layer, 50);
  EXPECT_GT(at_lower_bound, static_cast<int>(kGraphs));
}

/// The proof must be able to fail.
TEST(RunOnPaper, NoticesARingThatIsTooShort) {
  int noticed = 0;
  for (unsigned seed = 1000; seed < 1000 + kGraphs; ++seed) {
    const Graph graph = random_image_graph(seed);
    Plan plan = make_plan(graph, Isa::kPortable, Fit::kSpeed);
    const auto ring = std::ranges::find_if(plan.placements, [](const auto& p) {
      return is_ring(p) && p.kept_rows > 1;
    });
    if (ring != plan.placements.end()) {
      --ring->kept_rows;  // right too where dilation skips the oldest row
      noticed += run_on_paper(graph, plan).empty() ? 0 : 1;
    }
  }
  EXPECT_GT(noticed, 5);
}

TEST(RunOnPaper, NoticesALoopInTheWrongDirection) {
  int noticed = 0;
  for (unsigned seed = 1000; seed < 1000 + kGraphs; ++seed) {
    const Graph graph = random_image_graph(seed);
    Plan plan = make_plan(graph, Isa::kPortable, Fit::kSpeed);
    const auto group = std::ranges::find_if(plan.groups, &Group::backward);
    if (group != plan.groups.end()) {
      group->backward = false;  // right too where there is one row only
      noticed += run_on_paper(graph, plan).empty() ? 0 : 1;
    }
  }
  EXPECT_GT(noticed, 5);
}

TEST(MakePlan, IsTheSameEveryTime) {
  const Graph graph = random_graph(5);
  const Plan first = make_plan(graph, Isa::kArmv7em, Fit::kSpeed);
  const Plan second = make_plan(graph, Isa::kArmv7em, Fit::kSpeed);
  ASSERT_EQ(first.placements.size(), second.placements.size());
  for (size_t i = 0; i < first.placements.size(); ++i) {
    EXPECT_EQ(first.placements[i].offset, second.placements[i].offset);
    EXPECT_EQ(first.placements[i].kept_rows, second.placements[i].kept_rows);
  }
}

TEST(MakePlan, GivesStatesMemoryOfTheirOwn) {
  GraphBuilder builder;
  const TensorId x = builder.input({1, 4, 4, 1});
  const TensorId state = builder.state({1, 4, 4, 1});
  const TensorId old = builder.add(ReadVariable{}, {state}, {}, {1, 4, 4, 1});
  const TensorId sum = builder.add(Binary{}, {x, old});
  builder.assign(state, sum);
  const Plan plan =
      make_plan(builder.build({sum}), Isa::kPortable, Fit::kSpeed);
  EXPECT_EQ(plan.state_bytes, 16);
  const auto at = [&](TensorId id) {
    return plan.placements[static_cast<size_t>(id)].offset;
  };
  EXPECT_GE(at(state), plan.arena_bytes + plan.scratch_bytes);
  EXPECT_EQ(at(old), at(state)) << "the old value is used up: no copy";
}

TEST(MakePlan, CopiesAStateThatIsReadAfterItChanges) {
  GraphBuilder builder;
  const TensorId x = builder.input({1, 4, 4, 1});
  const TensorId state = builder.state({1, 4, 4, 1});
  const TensorId old = builder.add(ReadVariable{}, {state}, {}, {1, 4, 4, 1});
  builder.assign(state, x);
  const TensorId sum = builder.add(Binary{}, {x, old});
  const Graph graph = builder.build({sum});
  const Plan plan = make_plan(graph, Isa::kPortable, Fit::kSpeed);
  EXPECT_EQ(plan.placements[static_cast<size_t>(old)].storage, Storage::kArena);
  EXPECT_THAT(run_on_paper(graph, plan), IsEmpty());
}

}  // namespace
}  // namespace firefly
