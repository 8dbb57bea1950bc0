// SPDX-License-Identifier: Apache-2.0
#include "compiler/schedule/ram_search.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "compiler/schedule/plan_time.h"
#include "compiler/schedule/planner.h"
#include "compiler/schedule/testing/paper_run.h"
#include "compiler/schedule/testing/separable_graph.h"

namespace firefly {
namespace {

using ::testing::IsEmpty;

constexpr unsigned kGraphs = 6;

double time_of(const Graph& graph, const Plan& plan) {
  return time_of(graph, Isa::kArmv7em, plan);
}

Plan with_all(const Graph& graph) {
  return plan_memory(graph, Isa::kArmv7em, {}, {}, RowPlaces::kAnywhere);
}

TEST(PlanLeast, TakesAtMostTwoFifthsMoreTime) {
  int less = 0;
  for (unsigned seed = 1; seed <= kGraphs; ++seed) {
    SCOPED_TRACE(seed);
    const Graph graph = testing::separable_graph(seed);
    const Plan all = with_all(graph);
    const Plan least = plan_least(graph, Isa::kArmv7em, {}, {});
    EXPECT_THAT(testing::run_on_paper(graph, least), IsEmpty());
    EXPECT_LE(time_of(graph, least), 1.4 * time_of(graph, all) + 1);
    EXPECT_LE(least.memory_bytes(), all.memory_bytes());
    less += least.memory_bytes() < all.memory_bytes() ? 1 : 0;
  }
  EXPECT_GT(less, 1);
}

TEST(PlanWithin, IsTheQuickerTheMoreRoomThereIs) {
  int quicker = 0;
  for (unsigned seed = 1; seed <= kGraphs; ++seed) {
    SCOPED_TRACE(seed);
    const Graph graph = testing::separable_graph(seed);
    const auto within = [&](int64_t room) {
      return plan_within(graph, Isa::kArmv7em, {}, {}, room);
    };
    const Plan none = within(0);
    const int64_t room =
        (none.memory_bytes() + with_all(graph).memory_bytes()) / 2;
    const Plan half = within(room);
    EXPECT_LE(half.memory_bytes(),
              std::max<int64_t>(room, none.memory_bytes()));
    EXPECT_LE(time_of(graph, half), time_of(graph, none));
    quicker += time_of(graph, half) < time_of(graph, none) ? 1 : 0;
  }
  EXPECT_GT(quicker, 1);
}

}  // namespace
}  // namespace firefly
