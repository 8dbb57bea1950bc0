// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/fold_padding.h"

#include <gtest/gtest.h>

#include "compiler/passes/testing/graph_builder.h"

namespace firefly {
namespace {

using testing::expect_same;
using testing::expect_text;
using testing::GraphBuilder;
using testing::op_names;

Graph rewritten(Graph graph) {
  const Graph before = graph;
  fold_padding(graph);
  expect_same(before, graph);
  return graph;
}

TEST(FoldPadding, BecomesMarginsOfAllReaders) {
  GraphBuilder b;
  const TensorId x = b.input({1, 5, 6, 2});
  const TensorId padded = b.add(Pad{{0, 0, 1, 0}, {0, 2, 1, 0}}, {x});
  const Graph graph = b.build({b.conv2d(padded, 3, 3), b.depthwise(padded, 3)});
  const Graph result = rewritten(graph);
  expect_text(result, R"(graph test
input %0 int8 1x5x6x2 q 0.1-3 "t0"
#0 %3 = conv2d 3x3 m0,2,1,1(%0, %1 const int8 3x3x3x2 q/3, %2 const int32 3) : int8 1x5x6x3 q 0.1-3
#1 %6 = depthwise_conv2d 3x3 m0,2,1,1(%0, %4 const int8 1x3x3x2 q/2, %5 const int32 2) : int8 1x5x6x2 q 0.1-3
output %3 int8 1x5x6x3 q 0.1-3 "t4"
output %6 int8 1x5x6x2 q 0.1-3 "t7"
)");
}

TEST(FoldPadding, AddsToMarginsUpToTheReach) {
  GraphBuilder b;
  const TensorId x = b.input({1, 5, 6, 2});
  const TensorId padded = b.add(Pad{{0, 1, 1, 0}, {0, 1, 1, 0}}, {x});
  Conv2d conv;
  conv.window.height = conv.window.width = 3;
  conv.window.margins = {1, 1, 1, 1};
  const Graph fits = rewritten(b.build({b.conv2d(padded, 3, 3, conv)}));
  EXPECT_EQ(op_names(fits), "conv2d");

  conv.window.margins.left = 2;
  const Graph wide = rewritten(b.build({b.conv2d(padded, 3, 3, conv)}));
  EXPECT_EQ(op_names(wide), "pad conv2d");
}

TEST(FoldPadding, KeepsFillsOtherThanZero) {
  GraphBuilder b;
  const TensorId x = b.input({1, 5, 5, 2});
  const TensorId zero = b.constant({1}, {-3});
  const TensorId one = b.constant({1}, {7});
  const Pad pad{{0, 1, 1, 0}, {0, 1, 1, 0}};
  const Graph zeros =
      rewritten(b.build({b.conv2d(b.add(pad, {x, zero}), 3, 3)}));
  EXPECT_EQ(op_names(zeros), "conv2d");
  const Graph ones = rewritten(b.build({b.conv2d(b.add(pad, {x, one}), 3, 3)}));
  EXPECT_EQ(op_names(ones), "pad conv2d");
}

TEST(FoldPadding, KeepsWhatOthersSee) {
  GraphBuilder b;
  const TensorId x = b.input({1, 5, 5, 2});
  const TensorId channels = b.add(Pad{{0, 0, 0, 1}, {0, 0, 0, 0}}, {x});
  const TensorId padded = b.add(Pad{{0, 1, 1, 0}, {0, 1, 1, 0}}, {x});
  Pool2d pool;
  pool.window.height = pool.window.width = 3;
  const Graph graph =
      rewritten(b.build({b.conv2d(padded, 3, 3), b.conv2d(channels, 3, 3),
                         b.add(pool, {padded})}));
  EXPECT_EQ(op_names(graph), "pad pad conv2d conv2d max_pool2d");
}

}  // namespace
}  // namespace firefly
