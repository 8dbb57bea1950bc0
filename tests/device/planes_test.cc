// SPDX-License-Identifier: Apache-2.0
//
// Networks that mix rows of planes with int8 rows, on the cores that have both.
#include <gtest/gtest.h>

#include <algorithm>

#include "compiler/passes/testing/graph_builder.h"
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
    wide_ += std::ranges::count_if(model.plan.calls, &KernelCall::writes_wide);
    return static_cast<int>(
        std::ranges::count_if(model.plan.placements, &Placement::planes));
  }

  std::ptrdiff_t wide_ = 0;  ///< How many tensors had rows of int16.
};

TEST_P(Planes, ComputeExactly) {
  FIREFLY_NEEDS_TOOLS_OF(board_named(GetParam()));
  int planes = 0;
  for (unsigned seed = 1; seed <= 16; ++seed) {
    planes += expect_exact(testing::separable_graph(seed), Streaming::kNone);
  }
  EXPECT_GT(planes, 4);
  EXPECT_GT(wide_, 0);
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

/// Layers large enough for code for rows that are neighbours: in a ring of
/// three, and all of a tensor's.
Graph large_layers(unsigned seed, int32_t width) {
  testing::GraphBuilder builder(seed);
  const testing::Q q{0.5F, -128};
  const auto conv = [&](TensorId x, int32_t channels) {
    return builder.conv2d(x, channels, 1, {{}, Activation::kRelu}, q);
  };
  const auto depthwise = [&](TensorId x, int32_t stride) {
    DepthwiseConv2d kind{{}, 1, Activation::kRelu};
    kind.window.stride_h = kind.window.stride_w = stride;
    kind.window.margins = {1, 1, 1, 1};
    return builder.depthwise(x, 3, kind, q);
  };
  TensorId x = depthwise(conv(builder.input({1, 26, width, 4}), 17), 1);
  x = depthwise(conv(x, 34), 2);
  Graph graph = builder.build({depthwise(conv(x, 71), 1)});
  graph.name = "large";
  return graph;
}

TEST_P(Planes, ComputeExactlyWhereRowsAreNeighbours) {
  FIREFLY_NEEDS_TOOLS_OF(board_named(GetParam()));
  for (const int32_t width : {26, 28}) {
    EXPECT_EQ(expect_exact(large_layers(7, width), Streaming::kNone), 3);
  }
}

INSTANTIATE_TEST_SUITE_P(Cores, Planes,
                         ::testing::Values("cortex-m4", "cortex-m33"),
                         test_name<const char*>);

}  // namespace
}  // namespace firefly
