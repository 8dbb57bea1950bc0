// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/fuse_activations.h"

#include <gtest/gtest.h>

#include "compiler/passes/testing/graph_builder.h"

namespace firefly {
namespace {

using testing::expect_same;
using testing::expect_text;
using testing::GraphBuilder;
using testing::op_names;
using testing::Q;

Graph rewritten(Graph graph) {
  const Graph before = graph;
  fuse_activations(graph);
  expect_same(before, graph);
  return graph;
}

TEST(FuseActivations, BecomePartOfTheOperatorBefore) {
  GraphBuilder b;
  const TensorId x = b.input({1, 4, 4, 2});
  const TensorId conv = b.conv2d(x, 3, 1);
  const TensorId relu = b.add(Unary{UnaryKind::kRelu6}, {conv});
  const TensorId sum = b.add(Binary{}, {relu, relu});
  const Graph graph = b.build({b.add(Unary{UnaryKind::kRelu}, {sum})});
  expect_text(rewritten(graph), R"(graph test
input %0 int8 1x4x4x2 q 0.1-3 "t0"
#0 %3 = conv2d 1x1 relu6(%0, %1 const int8 3x1x1x2 q/3, %2 const int32 3) : int8 1x4x4x3 q 0.1-3
#1 %4 = add relu(%3, %3) : int8 1x4x4x3 q 0.1-3
output %4 int8 1x4x4x3 q 0.1-3 "t6"
)");
}

TEST(FuseActivations, CombinesTwo) {
  GraphBuilder b;
  const TensorId x = b.input({1, 4, 4, 2});
  Conv2d conv;
  conv.activation = Activation::kRelu;
  const TensorId relu = b.conv2d(x, 3, 1, conv);
  const TensorId relu6 = b.add(Unary{UnaryKind::kRelu6}, {relu});
  const Graph graph =
      rewritten(b.build({b.add(Unary{UnaryKind::kRelu}, {relu6})}));
  ASSERT_EQ(op_names(graph), "conv2d");
  EXPECT_EQ(graph.ops[0].as<Conv2d>()->activation, Activation::kRelu6);
}

TEST(FuseActivations, KeepsIntersectionsThatHaveNoName) {
  GraphBuilder b;
  const TensorId x = b.input({1, 4, 4, 2});
  Conv2d conv;
  conv.activation = Activation::kReluN1To1;
  const TensorId clamped = b.conv2d(x, 3, 1, conv);
  const Graph graph =
      rewritten(b.build({b.add(Unary{UnaryKind::kRelu}, {clamped})}));
  EXPECT_EQ(op_names(graph), "conv2d relu");
}

TEST(FuseActivations, KeepsWhatRescalesBendsOrIsSeen) {
  GraphBuilder b;
  const TensorId x = b.input({1, 4, 4, 2});
  const TensorId rescaled =
      b.add(Unary{UnaryKind::kRelu}, {b.conv2d(x, 3, 1)}, Q{0.05F, -128});
  const TensorId bent = b.add(Unary{UnaryKind::kTanh}, {b.conv2d(x, 3, 1)});
  const TensorId seen = b.conv2d(x, 3, 1);
  const TensorId relu = b.add(Unary{UnaryKind::kRelu}, {seen});
  const Graph graph = rewritten(b.build({rescaled, bent, seen, relu}));
  EXPECT_EQ(op_names(graph), "conv2d relu conv2d tanh conv2d relu");
}

}  // namespace
}  // namespace firefly
