// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/fold_constants.h"

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
  fold_constants(graph);
  expect_same(before, graph);
  return graph;
}

TEST(FoldConstants, EvaluatesChains) {
  GraphBuilder b;
  const TensorId x = b.input({1, 4});
  const TensorId sum =
      b.add(Binary{}, {b.random_constant({4}), b.random_constant({1, 4})});
  const TensorId row = b.add(Unary{UnaryKind::kTanh}, {sum});
  const Graph graph = b.build({b.add(Binary{BinaryKind::kMul}, {x, row})});
  expect_text(graph, R"(graph test
input %0 int8 1x4 q 0.1-3 "t0"
#0 %3 = add(%1 const int8 4 q 0.1-3, %2 const int8 1x4 q 0.1-3) : int8 1x4 q 0.1-3
#1 %4 = tanh(%3) : int8 1x4 q 0.1-3
#2 %5 = mul(%0, %4) : int8 1x4 q 0.1-3
output %5 int8 1x4 q 0.1-3 "t5"
)");
  expect_text(rewritten(graph), R"(graph test
input %0 int8 1x4 q 0.1-3 "t0"
#0 %2 = mul(%0, %1 const int8 1x4 q 0.1-3) : int8 1x4 q 0.1-3
output %2 int8 1x4 q 0.1-3 "t5"
)");
}

TEST(FoldConstants, DoesNotBlowUpTheFlash) {
  GraphBuilder b;
  const TensorId x = b.input({1, 32, 32, 4});
  const TensorId big =
      b.add(Tile{{1, 32, 32, 1}}, {b.random_constant({1, 1, 1, 4})});
  const Graph graph = rewritten(b.build({b.add(Binary{}, {x, big})}));
  EXPECT_EQ(op_names(graph), "tile add");
}

TEST(FoldConstants, LeavesStatesAndOutputsAlone) {
  GraphBuilder b;
  const TensorId old = b.add(ReadVariable{}, {b.state({1, 4})});
  const TensorId sum = b.add(Binary{}, {old, b.random_constant({1, 4})});
  const TensorId fixed =
      b.add(Unary{UnaryKind::kAbs}, {b.random_constant({3})});
  const Graph graph = rewritten(b.build({sum, fixed}));
  EXPECT_EQ(op_names(graph), "read_variable add abs");
}

}  // namespace
}  // namespace firefly
