// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/remove_identities.h"

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
  remove_identities(graph);
  expect_same(before, graph);
  return graph;
}

TEST(RemoveIdentities, MergesChainsOfReshapesAndTranspositions) {
  GraphBuilder b;
  const TensorId x = b.input({1, 10});
  const TensorId column = b.add(Transpose{{1, 0}}, {x});
  const TensorId cube = b.add(Reshape{}, {column}, {}, {1, 2, 5});
  const Graph graph = b.build({b.add(Unary{UnaryKind::kAbs}, {cube})});
  expect_text(graph, R"(graph test
input %0 int8 1x10 q 0.1-3 "t0"
#0 %1 = transpose(%0) : int8 10x1 q 0.1-3
#1 %2 = reshape(%1) : int8 1x2x5 q 0.1-3
#2 %3 = abs(%2) : int8 1x2x5 q 0.1-3
output %3 int8 1x2x5 q 0.1-3 "t3"
)");
  expect_text(rewritten(graph), R"(graph test
input %0 int8 1x10 q 0.1-3 "t0"
#0 %1 = reshape(%0) : int8 1x2x5 q 0.1-3
#1 %2 = abs(%1) : int8 1x2x5 q 0.1-3
output %2 int8 1x2x5 q 0.1-3 "t3"
)");
}

TEST(RemoveIdentities, CancelsReshapesThatReturn) {
  GraphBuilder b;
  const TensorId x = b.add(Unary{UnaryKind::kTanh}, {b.input({1, 2, 6})});
  const TensorId flat = b.add(Reshape{}, {x}, {}, {12});
  const TensorId back = b.add(Reshape{}, {flat}, {}, {1, 2, 6});
  const Graph graph =
      rewritten(b.build({b.add(Unary{UnaryKind::kAbs}, {back})}));
  EXPECT_EQ(op_names(graph), "tanh abs");
}

TEST(RemoveIdentities, ComposesTranspositions) {
  GraphBuilder b;
  const TensorId x = b.input({2, 3, 4});
  const TensorId once = b.add(Transpose{{1, 2, 0}}, {x});
  const TensorId twice = b.add(Transpose{{1, 2, 0}}, {once});
  const TensorId thrice = b.add(Transpose{{1, 2, 0}}, {twice});
  const Graph two = rewritten(b.build({twice}));
  EXPECT_EQ(op_names(two), "transpose");
  EXPECT_EQ(two.ops[0].as<Transpose>()->permutation,
            (std::vector<int32_t>{2, 0, 1}));
  const Graph three =
      rewritten(b.build({b.add(Unary{UnaryKind::kAbs}, {thrice})}));
  EXPECT_EQ(op_names(three), "abs");
}

TEST(RemoveIdentities, ComposesSlices) {
  GraphBuilder b;
  const TensorId x = b.input({12, 3});
  const TensorId once = b.add(Slice{{11, 0}, {-2, 1}}, {x}, {}, {6, 3});
  const TensorId twice = b.add(Slice{{1, 1}, {3, 1}}, {once}, {}, {2, 2});
  const Graph graph = rewritten(b.build({twice}));
  ASSERT_EQ(op_names(graph), "slice");
  EXPECT_EQ(graph.ops[0].as<Slice>()->begin, (std::vector<int32_t>{9, 1}));
  EXPECT_EQ(graph.ops[0].as<Slice>()->stride, (std::vector<int32_t>{-6, 1}));
}

TEST(RemoveIdentities, RemovesWhatOnlyCopies) {
  GraphBuilder b;
  TensorId x = b.input({1, 3, 3, 2});
  x = b.add(Slice{{0, 0, 0, 0}, {1, 1, 1, 1}}, {x}, {}, {1, 3, 3, 2});
  x = b.add(Pad{{0, 0, 0, 0}, {0, 0, 0, 0}}, {x});
  x = b.add(Concat{1}, {x});
  x = b.add(Tile{{1, 1, 1, 1}}, {x});
  x = b.add(Cast{}, {x});
  x = b.add(Quantize{}, {x});
  x = b.add(Pool2d{}, {x});
  const Graph graph = rewritten(b.build({b.add(Unary{UnaryKind::kAbs}, {x})}));
  EXPECT_EQ(op_names(graph), "abs");
}

TEST(RemoveIdentities, KeepsWhatMovesOrChangesNumbers) {
  GraphBuilder b;
  TensorId x = b.input({2, 2});
  x = b.add(Slice{{0, 1}, {1, -1}}, {x}, {}, {2, 2});
  x = b.add(Transpose{{1, 0}}, {x});
  x = b.add(Quantize{}, {x}, Q{0.1F, -2});
  x = b.add(Unary{UnaryKind::kRelu}, {x}, Q{0.1F, -2});
  const Graph graph = rewritten(b.build({x}));
  EXPECT_EQ(op_names(graph), "slice transpose quantize relu");
}

TEST(RemoveIdentities, RemovesClampsThatNeverAct) {
  GraphBuilder b;
  const Q positive{0.02F, -128};  // reaches from 0 to 5.1
  const TensorId x = b.input({1, 8}, positive);
  const TensorId relu = b.add(Unary{UnaryKind::kRelu6}, {x}, positive);
  const Graph graph =
      rewritten(b.build({b.add(Unary{UnaryKind::kAbs}, {relu})}));
  EXPECT_EQ(op_names(graph), "abs");
}

TEST(RemoveIdentities, UndoesDequantizationFollowedByTheSameQuantization) {
  GraphBuilder b;
  const TensorId x = b.input({1, 8});
  const TensorId real = b.add(Dequantize{}, {x}, {}, {}, DataType::kFloat32);
  const TensorId same = b.add(Quantize{}, {real});
  const TensorId other = b.add(Quantize{}, {real}, Q{0.2F, 1});
  const Graph graph =
      rewritten(b.build({b.add(Unary{UnaryKind::kAbs}, {same}), other}));
  EXPECT_EQ(op_names(graph), "dequantize quantize abs");
}

TEST(RemoveIdentities, LetsTheComputedTensorTakeTheNameOfAnOutput) {
  GraphBuilder b;
  const TensorId sum = b.add(Unary{UnaryKind::kAbs}, {b.input({1, 8})});
  const TensorId first = b.add(Reshape{}, {sum}, {}, {1, 8});
  const TensorId second = b.add(Reshape{}, {sum}, {}, {1, 8});
  const Graph graph = rewritten(b.build({first, second}));
  EXPECT_EQ(op_names(graph), "abs reshape");
}

TEST(RemoveIdentities, KeepsACopyFromInputToOutput) {
  GraphBuilder b;
  const Graph graph =
      rewritten(b.build({b.add(Reshape{}, {b.input({1, 8})}, {}, {1, 8})}));
  EXPECT_EQ(op_names(graph), "reshape");
}

TEST(RemoveIdentities, LeavesStatesAlone) {
  GraphBuilder b;
  const TensorId state = b.state({1, 4});
  const TensorId old = b.add(ReadVariable{}, {state});
  const TensorId sum = b.add(Binary{}, {old, b.input({1, 4})});
  b.assign(state, sum);
  const TensorId same = b.add(Reshape{}, {old}, {}, {1, 4});
  const Graph graph =
      rewritten(b.build({b.add(Unary{UnaryKind::kAbs}, {same})}));
  EXPECT_EQ(op_names(graph), "read_variable add assign_variable abs");
}

}  // namespace
}  // namespace firefly
