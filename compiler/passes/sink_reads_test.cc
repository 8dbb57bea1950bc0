// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/sink_reads.h"

#include <gtest/gtest.h>

#include "compiler/passes/testing/graph_builder.h"

namespace firefly {
namespace {

using testing::expect_same;
using testing::GraphBuilder;
using testing::op_names;

TEST(SinkReads, PutsThemBeforeReadersAndWriters) {
  GraphBuilder b;
  const TensorId x = b.input({1, 4});
  const TensorId first = b.state({1, 4});
  const TensorId second = b.state({1, 4});
  const TensorId old_first = b.add(ReadVariable{}, {first});
  const TensorId old_second = b.add(ReadVariable{}, {second});
  const TensorId bent = b.add(Unary{UnaryKind::kTanh}, {x});
  b.assign(second, bent);
  const TensorId sum = b.add(Binary{}, {bent, old_first});
  b.assign(first, sum);
  Graph graph = b.build({sum, old_second});
  const Graph before = graph;
  ASSERT_EQ(op_names(graph),
            "read_variable read_variable tanh assign_variable add "
            "assign_variable");
  sink_reads(graph);
  expect_same(before, graph);
  EXPECT_EQ(op_names(graph),
            "tanh read_variable assign_variable read_variable add "
            "assign_variable");
}

}  // namespace
}  // namespace firefly
