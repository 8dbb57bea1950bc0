// SPDX-License-Identifier: Apache-2.0
//
// Convolutions of few channels on MVE, whose windows are copied column by
// column: kernels of one row to ten, strides, margins on any side, rows of one
// pixel and of several strips, and channels around the tiles.
#include <gtest/gtest.h>

#include <random>

#include "compiler/passes/testing/graph_builder.h"
#include "graph/prepare/convolution.h"
#include "isa/mve_tiles.h"
#include "tests/device/support.h"

namespace firefly {
namespace {

class Layers {
 public:
  explicit Layers(unsigned seed) : random_(seed), builder_(seed) {}

  /// Convolutions of one image, each an output.
  Graph build() {
    const int32_t channels = between(1, 16);
    const int32_t width = between(0, 3) == 0 ? between(90, 170) : between(1, 9);
    const TensorId image = builder_.input({1, between(1, 6), width, channels});
    std::vector<TensorId> outputs;
    for (int i = 0; i < 6; ++i) {
      const bool is_relu = between(0, 1) == 0;
      Conv2d conv;
      conv.window = window();
      conv.activation = is_relu ? Activation::kRelu : Activation::kNone;
      const float scale = 0.2F * static_cast<float>(between(1, 4));
      outputs.push_back(
          builder_.conv2d(image, between(1, 13), 1, conv,
                          {scale, is_relu ? -128 : between(-40, 40)}));
    }
    Graph graph = builder_.build(outputs);
    graph.name = "layers";
    return graph;
  }

 private:
  int32_t between(int32_t low, int32_t high) {
    return std::uniform_int_distribution<int32_t>(low, high)(random_);
  }

  /// With output rows of at least one pixel, whatever the image.
  Window window() {
    Window window;
    window.height = between(0, 3) == 0 ? 10 : between(1, 5);
    window.width = between(1, 5);
    window.stride_h = between(1, 2);
    window.stride_w = between(1, 3);
    const int32_t top = between(0, window.height - 1);
    const int32_t left = between(0, window.width - 1);
    window.margins = {top, window.height - 1 - top / 2, left,
                      window.width - 1 - left / 2};
    return window;
  }

  std::mt19937 random_;
  testing::GraphBuilder builder_;
};

TEST(JointColumns, ComputeExactly) {
  const Board board = board_named("cortex-m55");
  FIREFLY_NEEDS_TOOLS_OF(board);
  int joint = 0;
  for (unsigned seed = 1; seed <= 16; ++seed) {
    const Graph graph = Layers(seed).build();
    const CompiledModel model = compile_for(graph, board);
    for (const Op& op : model.graph.ops) {
      const ConvShape shape = prepare(*op.as<Conv2d>(), model.graph, op).shape;
      joint += mve::has_joint_columns(shape) && !mve::reads_rows_in_place(shape)
                   ? 1
                   : 0;
    }
    SCOPED_TRACE(to_string(graph));
    expect_exact(model, graph, board);
  }
  EXPECT_GE(joint, 40);
}

}  // namespace
}  // namespace firefly
