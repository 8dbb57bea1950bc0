// SPDX-License-Identifier: Apache-2.0
#include "compiler/choose_plan.h"

#include <gtest/gtest.h>

#include "compiler/passes/feed_rows.h"
#include "compiler/passes/testing/graph_builder.h"

namespace firefly {
namespace {

using testing::GraphBuilder;

Conv2d conv(bool margins) {
  Conv2d result;
  result.window.height = 5;
  if (margins) {
    result.window.margins = {2, 2, 0, 0};
  }
  return result;
}

/// `layers` convolutions over 400 rows of 8 channels, and a matrix.
Graph tower(int layers, bool margins = true) {
  GraphBuilder builder;
  TensorId x = builder.input({1, 400, 1, 8});
  for (int i = 0; i < layers; ++i) {
    x = builder.conv2d(x, 8, 1, conv(margins));
  }
  Graph graph = builder.build({builder.fully_connected(x, 2)});
  EXPECT_TRUE(feed_rows(graph).ok());
  return graph;
}

EmitOptions asked(Streaming streaming) {
  EmitOptions options;
  options.isa = Isa::kArmv7em;
  options.streaming = streaming;
  return options;
}

TEST(ChoosePlan, MovesWhereThatPays) {
  const Plan plan = choose_plan(tower(1), asked(Streaming::kAuto));
  EXPECT_EQ(plan.streaming, Streaming::kMoving);
  EXPECT_EQ(plan.rates.at(0), 1);
}

TEST(ChoosePlan, KeepsRingsWhereNoMarginsAre) {
  for (const Streaming streaming : {Streaming::kAuto, Streaming::kSliding}) {
    EXPECT_EQ(choose_plan(tower(2, false), asked(streaming)).streaming,
              Streaming::kSliding);
  }
}

TEST(ChoosePlan, SpendsMoreThanTwiceTheRamOnlyByName) {
  EXPECT_EQ(choose_plan(tower(8), asked(Streaming::kAuto)).streaming,
            Streaming::kLines);
  EXPECT_EQ(choose_plan(tower(8), asked(Streaming::kSliding)).moved.size(), 9U);
}

TEST(ChoosePlan, SavesNoQuarterWithALongHop) {
  EmitOptions options = asked(Streaming::kAuto);
  options.hop_rows = 360;
  EXPECT_EQ(choose_plan(tower(1), options).streaming, Streaming::kLines);
  options.streaming = Streaming::kSliding;
  EXPECT_EQ(choose_plan(tower(1), options).streaming, Streaming::kMoving);
}

TEST(ChoosePlan, PutsRamBeforeTimeUnlessTold) {
  EmitOptions options = asked(Streaming::kAuto);
  options.fit = Fit::kRam;
  EXPECT_EQ(choose_plan(tower(1), options).streaming, Streaming::kLines);
  options.streaming = Streaming::kSliding;
  EXPECT_EQ(choose_plan(tower(1), options).streaming, Streaming::kMoving);
}

TEST(ChoosePlan, KeepsNoMoreRowsThanThereIsRamFor) {
  EmitOptions options = asked(Streaming::kSliding);
  const Plan all = choose_plan(tower(8), options);
  options.ram_bytes = all.memory_bytes() + 1024 - 4000;
  const Plan some = choose_plan(tower(8), options);
  EXPECT_EQ(some.streaming, Streaming::kMoving);
  EXPECT_LT(some.moved.size(), all.moved.size());
  EXPECT_LE(some.memory_bytes() + 1024, options.ram_bytes);
}

}  // namespace
}  // namespace firefly
