// SPDX-License-Identifier: Apache-2.0
//
// Networks that mix rows of planes with int8 rows, on the cores that have both.
#include <gtest/gtest.h>

#include <algorithm>

#include "compiler/schedule/testing/separable_graph.h"
#include "tests/device/support.h"

namespace firefly {
namespace {

class Planes : public ::testing::TestWithParam<const char*> {
 protected:
  /// Compares the outputs of a few inputs; returns how many tensors are planes.
  int expect_exact(const Graph& graph, Streaming streaming) {
    const Board board = board_named(GetParam());
    EmitOptions options = options_for(board, graph.name);
    options.streaming = streaming;
    const CompiledModel model = compile_model(graph, options);
    firefly::expect_exact(model, graph, board, 4);
    return static_cast<int>(
        std::ranges::count_if(model.plan.placements, &Placement::planes));
  }
};

TEST_P(Planes, ComputeExactly) {
  FIREFLY_NEEDS_TOOLS_OF(board_named(GetParam()));
  int planes = 0;
  for (unsigned seed = 1; seed <= 16; ++seed) {
    planes += expect_exact(testing::separable_graph(seed), Streaming::kNone);
  }
  EXPECT_GT(planes, 4);
}

TEST_P(Planes, ComputeExactlyRowByRow) {
  FIREFLY_NEEDS_TOOLS_OF(board_named(GetParam()));
  int planes = 0;
  for (unsigned seed = 1; seed <= 4; ++seed) {
    planes += expect_exact(testing::separable_graph(seed), Streaming::kLines);
    planes += expect_exact(testing::sliding_separable_graph(seed),
                           Streaming::kSliding);
  }
  EXPECT_GT(planes, 1);
}

INSTANTIATE_TEST_SUITE_P(Cores, Planes,
                         ::testing::Values("cortex-m4", "cortex-m33"),
                         test_name<const char*>);

}  // namespace
}  // namespace firefly
