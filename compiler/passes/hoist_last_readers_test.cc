// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/hoist_last_readers.h"

#include <gtest/gtest.h>

#include "compiler/passes/testing/graph_builder.h"

namespace firefly {
namespace {

using testing::expect_same;
using testing::GraphBuilder;
using testing::op_names;

TEST(HoistLastReaders, LetsTheInputOfABlockGo) {
  GraphBuilder b;
  const TensorId x = b.input({1, 4});
  const TensorId block = b.add(Unary{UnaryKind::kAbs}, {x});
  const TensorId end = b.add(Unary{UnaryKind::kAbs}, {block});
  const TensorId beside = b.add(Unary{UnaryKind::kTanh}, {x});
  Graph graph = b.build({b.add(Binary{}, {end, beside})});
  const Graph before = graph;
  ASSERT_EQ(op_names(graph), "abs abs tanh add");
  hoist_last_readers(graph);
  expect_same(before, graph);
  EXPECT_EQ(op_names(graph), "abs tanh abs add");
}

TEST(HoistLastReaders, LeavesWhatFreesNothing) {
  GraphBuilder b;
  const TensorId x = b.input({1, 4});
  const TensorId block = b.add(Unary{UnaryKind::kAbs}, {x});
  const TensorId end = b.add(Unary{UnaryKind::kAbs}, {block});
  const TensorId beside = b.add(Unary{UnaryKind::kTanh}, {x});
  // The block's input is still read at the end.
  const TensorId sum = b.add(Binary{}, {end, beside});
  Graph graph = b.build({b.add(Binary{}, {sum, x})});
  hoist_last_readers(graph);
  EXPECT_EQ(op_names(graph), "abs abs tanh add add");
}

}  // namespace
}  // namespace firefly
