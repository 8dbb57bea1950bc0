// SPDX-License-Identifier: Apache-2.0
#include "compiler/schedule/groups.h"

#include <gtest/gtest.h>

#include <chrono>

#include "compiler/passes/testing/graph_builder.h"
#include "compiler/schedule/testing/random_graph.h"

namespace firefly {
namespace {

using testing::GraphBuilder;

constexpr Window kThree = {3, 3, 1, 1, 1, 1, {1, 1, 1, 1}};

Conv2d conv3() { return {kThree, Activation::kNone}; }

std::vector<int32_t> group_sizes(const Plan& plan) {
  std::vector<int32_t> sizes;
  for (const Group& group : plan.groups) {
    sizes.push_back(group.size());
  }
  return sizes;
}

Plan plan_of(const Graph& graph, Fit fit = Fit::kSpeed) {
  return make_plan(graph, Isa::kPortable, fit);
}

TEST(ChooseGroups, RunsDepthFirstWhatIsWideInTheMiddle) {
  GraphBuilder builder;
  const TensorId x = builder.input({1, 32, 32, 1});
  const TensorId wide = builder.conv2d(x, 16, 3, conv3());
  const TensorId y = builder.conv2d(wide, 1, 3, conv3());
  const Plan plan = plan_of(builder.build({y}));
  EXPECT_EQ(group_sizes(plan), std::vector<int32_t>{2});
  EXPECT_EQ(plan.placements[static_cast<size_t>(wide)].kept_rows, 3);
  // Three rows of 32×16 instead of 32; input and output share their memory.
  EXPECT_LT(plan.arena_bytes, 3 * 32 * 16 + 2 * 32 * 32);
}

TEST(ChooseGroups, LeavesAloneWhatIsSmallEverywhere) {
  // The peak is at the end: grouping the beginning would gain nothing.
  GraphBuilder builder;
  TensorId x = builder.input({1, 4, 4, 1});
  x = builder.conv2d(x, 1, 3, conv3());
  x = builder.conv2d(x, 1, 3, conv3());
  x = builder.fully_connected(x, 400);
  const Plan plan = plan_of(builder.build({x}));
  EXPECT_EQ(group_sizes(plan), (std::vector<int32_t>{1, 1, 1}));
}

TEST(ChooseGroups, EndsAtOperatorsThatTakeWholeTensors) {
  GraphBuilder builder;
  TensorId x = builder.input({1, 16, 16, 1});
  x = builder.conv2d(x, 8, 3, conv3());
  x = builder.add(Transpose{{0, 2, 1, 3}}, {x});
  x = builder.conv2d(x, 1, 3, conv3());
  const Plan plan = plan_of(builder.build({x}));
  EXPECT_EQ(group_sizes(plan), (std::vector<int32_t>{1, 1, 1}));
}

TEST(ChooseGroups, MakesNoRingOfATensorThatIsAlsoSeenAsAnotherShape) {
  GraphBuilder builder;
  TensorId x = builder.input({1, 32, 32, 1});
  const TensorId wide = builder.conv2d(x, 16, 3, conv3());
  const TensorId narrow = builder.conv2d(wide, 1, 3, conv3());
  const TensorId flat = builder.add(Reshape{}, {wide}, {}, {1, 32 * 32 * 16});
  const TensorId y = builder.fully_connected(flat, 2);
  const Plan plan = plan_of(builder.build({narrow, y}));
  EXPECT_EQ(plan.placements[static_cast<size_t>(wide)].kept_rows, 32);
  EXPECT_EQ(plan.placements[static_cast<size_t>(flat)].offset,
            plan.placements[static_cast<size_t>(wide)].offset);
}

TEST(ChooseGroups, CoversAllOperatorsInOrder) {
  for (unsigned seed = 0; seed < 60; ++seed) {
    SCOPED_TRACE(seed);
    const Graph graph = testing::random_graph(seed);
    int32_t next = 0;
    for (const Group& group : plan_of(graph).groups) {
      EXPECT_EQ(group.first, next);
      EXPECT_GT(group.last, group.first);
      next = group.last;
    }
    EXPECT_EQ(next, static_cast<int32_t>(graph.ops.size()));
  }
}

Graph deep_network(int32_t layers) {
  GraphBuilder builder;
  TensorId x = builder.input({1, 128, 8, 2});
  for (int32_t i = 0; i < layers; ++i) {
    x = builder.conv2d(x, 2, 3, conv3());
  }
  return builder.build({x});
}

TEST(ChooseGroups, StaysQuickOnDeepNetworks) {
  const auto start = std::chrono::steady_clock::now();
  EXPECT_GT(plan_of(deep_network(90)).arena_bytes, 0);
  EXPECT_GT(plan_of(deep_network(30), Fit::kRam).arena_bytes, 0);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(60));
}

}  // namespace
}  // namespace firefly
