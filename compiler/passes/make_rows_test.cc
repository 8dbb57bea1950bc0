// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/make_rows.h"

#include <gtest/gtest.h>

#include "compiler/passes/remove_identities.h"
#include "compiler/passes/testing/graph_builder.h"
#include "graph/rows.h"

namespace firefly {
namespace {

using testing::expect_same;
using testing::expect_text;
using testing::GraphBuilder;
using testing::op_names;

Graph rewritten(Graph graph) {
  const Graph before = graph;
  make_rows(graph);
  expect_same(before, graph);
  remove_identities(graph);
  expect_same(before, graph);
  return graph;
}

TEST(MakeRows, TurnsAChainAndReshapesAtItsEnds) {
  GraphBuilder b;
  DepthwiseConv2d depthwise;
  depthwise.window.width = 3;
  depthwise.window.stride_w = 2;
  depthwise.window.margins = {0, 0, 2, 0};
  Conv2d conv;
  conv.window.width = 4;
  conv.window.dilation_w = 2;
  const TensorId x = b.input({1, 1, 20, 2});
  const TensorId a = b.depthwise(x, 1, depthwise);
  const TensorId c = b.conv2d(a, 3, 1, conv);
  const TensorId d = b.add(Binary{}, {c, b.random_constant({3})});
  const Graph graph = b.build({b.fully_connected(d, 2)});
  expect_text(rewritten(graph), R"(graph test
input %0 int8 1x1x20x2 q 0.1-3 "t0"
#0 %8 = reshape(%0) : int8 1x20x1x2 q 0.1-3
#1 %10 = depthwise_conv2d 3x1 s2x1 m2,0,0,0(%8, %9 const int8 1x3x1x2 q/2, %1 const int32 2) : int8 1x10x1x2 q 0.1-3
#2 %12 = conv2d 4x1 d2x1(%10, %11 const int8 3x4x1x2 q/3, %2 const int32 3) : int8 1x4x1x3 q 0.1-3
#3 %13 = add(%12, %3 const int8 3 q 0.1-3) : int8 1x4x1x3 q 0.1-3
#4 %4 = reshape(%13) : int8 1x1x4x3 q 0.1-3
#5 %7 = fully_connected(%4, %5 const int8 2x12 q/2, %6 const int32 2) : int8 1x2 q 0.1-3
output %7 int8 1x2 q 0.1-3 "t11"
)");
}

TEST(MakeRows, TurnsMovementAndOperandsWithTheImage) {
  GraphBuilder b;
  const TensorId x = b.input({1, 1, 8, 3});
  const TensorId padded = b.add(Pad{{0, 0, 2, 0}, {0, 0, 1, 0}}, {x});
  const TensorId part =
      b.add(Slice{{0, 0, 1, 1}, {1, 1, 3, 1}}, {padded}, {}, {1, 1, 3, 2});
  const TensorId both = b.add(Concat{2}, {part, part});
  const TensorId sum = b.add(Binary{}, {both, b.random_constant({1, 1, 6, 2})});
  Pool2d pool;
  pool.window.width = 2;
  const Graph graph = rewritten(b.build({b.add(pool, {sum})}));
  EXPECT_EQ(op_names(graph), "reshape pad slice concat add max_pool2d reshape");
}

TEST(MakeRows, LeavesImagesAndPixelsAlone) {
  GraphBuilder b;
  Conv2d tall;
  tall.window.height = 2;
  const TensorId image = b.conv2d(b.input({1, 4, 6, 2}), 3, 1);
  const TensorId pixel = b.conv2d(b.input({1, 1, 1, 2}), 3, 1);
  const TensorId flat = b.conv2d(b.input({1, 2, 5, 2}), 3, 1, tall);
  const Graph graph = rewritten(b.build({image, pixel, flat}));
  EXPECT_EQ(op_names(graph), "conv2d conv2d conv2d");
}

TEST(MakeRows, LeavesWhatGainsNothing) {
  GraphBuilder b;
  Conv2d wide;
  wide.window.width = 3;
  const TensorId alone = b.conv2d(b.input({1, 1, 8, 2}), 3, 1, wide);
  const TensorId x = b.input({1, 1, 8, 2});
  const TensorId still = b.add(Unary{UnaryKind::kTanh}, {b.conv2d(x, 3, 1)});
  const Graph graph = rewritten(b.build({alone, still}));
  EXPECT_EQ(op_names(graph), "conv2d conv2d tanh");
}

}  // namespace
}  // namespace firefly
