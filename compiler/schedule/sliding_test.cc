// SPDX-License-Identifier: Apache-2.0
#include "compiler/schedule/sliding.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compiler/passes/feed_rows.h"
#include "compiler/passes/testing/graph_builder.h"
#include "compiler/schedule/testing/random_graph.h"

namespace firefly {
namespace {

using ::testing::ElementsAre;
using testing::GraphBuilder;

/// A window of `height` rows and one column.
Conv2d conv(int32_t height, int32_t stride = 1, Margins margins = {}) {
  Conv2d result;
  result.window.height = height;
  result.window.stride_h = stride;
  result.window.margins = margins;
  return result;
}

class SlidingWindow : public ::testing::Test {
 protected:
  TensorId input(int32_t rows) { return builder_.input({1, rows, 1, 4}); }
  TensorId add(TensorId x, const Conv2d& kind) {
    return builder_.conv2d(x, 4, 1, kind);
  }
  Plan plan(TensorId output, int32_t hop_rows = 0) {
    graph_ = builder_.build({output});
    EXPECT_TRUE(feed_rows(graph_).ok());
    return make_plan(graph_, Isa::kPortable, Fit::kSpeed,
                     {Streaming::kSliding, hop_rows});
  }
  [[nodiscard]] const Placement& placement(const Plan& plan, size_t op) const {
    return plan.placements[static_cast<size_t>(graph_.ops[op].outputs[0])];
  }

  GraphBuilder builder_;
  Graph graph_;
};

TEST_F(SlidingWindow, KeepsWhatTheNextRowNeeds) {
  const TensorId a = add(input(20), conv(3));
  const TensorId b = add(a, conv(5));
  const Plan result = plan(builder_.fully_connected(b, 2));
  EXPECT_EQ(result.streaming, Streaming::kSliding);
  EXPECT_THAT(result.rates, ElementsAre(1, 1, 1));
  EXPECT_EQ(result.window_rows, 20);
  EXPECT_EQ(placement(result, 0).kept_rows, 3);
  EXPECT_EQ(placement(result, 1).kept_rows, 5);
  EXPECT_EQ(placement(result, 2).kept_rows, 14) << "for the matrix product";
}

TEST_F(SlidingWindow, MovesOnByTheProductOfTheStrides) {
  const TensorId a = add(input(21), conv(3, 2));
  const TensorId b = add(a, conv(2, 3));
  const Plan result = plan(builder_.fully_connected(b, 2));
  EXPECT_THAT(result.rates, ElementsAre(6, 3, 1));
  // Three rows of b: rows 0 .. 7 of a: rows 0 .. 16 of the input.
  EXPECT_EQ(result.window_rows, 17);
}

TEST_F(SlidingWindow, StopsBeforeMargins) {
  const TensorId a = add(input(20), conv(3));
  const TensorId b = add(a, conv(3, 1, {1, 1, 0, 0}));
  const Plan result = plan(builder_.fully_connected(b, 2));
  EXPECT_THAT(result.rates, ElementsAre(1, 1));
}

TEST_F(SlidingWindow, FallsBackToLines) {
  const TensorId a = add(input(20), conv(3, 1, {1, 1, 0, 0}));
  const Plan result = plan(builder_.fully_connected(a, 2));
  EXPECT_EQ(result.streaming, Streaming::kLines);
  EXPECT_TRUE(result.rates.empty());
  EXPECT_EQ(result.window_rows, 20);
}

TEST_F(SlidingWindow, HandsOnOneTensorOnly) {
  const TensorId a = add(input(20), conv(3));
  const TensorId b = add(a, conv(5));
  const TensorId from_a = builder_.fully_connected(a, 2);
  const TensorId from_b = builder_.fully_connected(b, 2);
  const Plan result = plan(builder_.add(Binary{}, {from_a, from_b}));
  EXPECT_THAT(result.rates, ElementsAre(1, 1)) << "b is made of the whole a";
}

TEST_F(SlidingWindow, HopsAsFarAsTheUserLikes) {
  const TensorId a = add(input(21), conv(3, 2));
  const TensorId b = add(a, conv(2));
  const TensorId y = builder_.fully_connected(b, 2);
  EXPECT_THAT(plan(y, 6).rates, ElementsAre(6, 3, 3));
  EXPECT_EQ(plan(y, 3).streaming, Streaming::kLines) << "no whole row of a";
}

TEST(FeedRows, RefusesWhatHasNoRows) {
  GraphBuilder builder;
  Graph graph =
      builder.build({builder.fully_connected(builder.input({1, 30}), 3)});
  EXPECT_EQ(feed_rows(graph).error().code, ErrorCode::kUnsupported);
}

TEST(FeedRows, RefusesSeveralInputs) {
  GraphBuilder builder;
  const TensorId a = builder.input({1, 4, 1, 2});
  const TensorId b = builder.input({1, 4, 1, 2});
  Graph graph = builder.build({builder.add(Binary{}, {a, b})});
  EXPECT_FALSE(feed_rows(graph).ok());
}

TEST(FeedRows, TakesTheImageThatTheInputIsShownAs) {
  GraphBuilder builder;
  const TensorId x = builder.input({1, 24});
  const TensorId image = builder.add(Reshape{}, {x}, {}, {1, 6, 2, 2});
  Graph graph = builder.build({builder.conv2d(image, 3, 1)});
  ASSERT_TRUE(feed_rows(graph).ok());
  EXPECT_EQ(graph.ops.size(), 2U);
  EXPECT_EQ(graph.ops[0].outputs[0], image);
}

}  // namespace
}  // namespace firefly
