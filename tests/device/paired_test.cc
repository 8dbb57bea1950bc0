// SPDX-License-Identifier: Apache-2.0
//
// The paired kernels on the cores that have them: windows whose rows are whole
// words or not, margins, strides, dilations and groups, rows of odd and even
// width and of one pixel, channels around the tiles, and every way to spend
// flash and scratch.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "compiler/passes/testing/graph_builder.h"
#include "emulator/deploy.h"
#include "emulator/inputs.h"
#include "tests/device/support.h"

namespace firefly {
namespace {

class Layers {
 public:
  explicit Layers(unsigned seed) : random_(seed), builder_(seed) {}

  /// Convolutions of one input, then fully connected layers, each an output.
  Graph build() {
    const int32_t channels = between(0, 2) == 0 ? 1 : between(2, 9);
    const int32_t width = between(3, 13);
    const TensorId image = builder_.input({1, between(5, 8), width, channels});
    std::vector<TensorId> outputs;
    for (int i = 0; i < 8; ++i) {
      outputs.push_back(convolution(image));
    }
    // Enough pixels and products for the wide kernel, in rows of one.
    const TensorId deep = builder_.conv2d(image, 67, 1, {}, activation());
    for (const bool is_relu : {false, true}) {
      Conv2d across;
      across.window.width = width;
      across.activation = is_relu ? Activation::kRelu : Activation::kNone;
      outputs.push_back(builder_.conv2d(deep, between(41, 56), 1, across,
                                        is_relu ? activation() : linear()));
    }
    const TensorId vector =
        builder_.fully_connected(deep, between(8, 21), activation());
    outputs.push_back(vector);
    outputs.push_back(
        builder_.fully_connected(vector, between(1, 9), linear()));
    Graph graph = builder_.build(outputs);
    graph.name = "layers";
    return graph;
  }

 private:
  int32_t between(int32_t low, int32_t high) {
    return std::uniform_int_distribution<int32_t>(low, high)(random_);
  }

  /// Wide enough that sums differ in the outputs.
  testing::Q activation() { return {scale(), -128}; }
  testing::Q linear() { return {scale(), between(-40, 40)}; }
  float scale() { return 0.2F * static_cast<float>(between(1, 4)); }

  TensorId convolution(TensorId image) {
    const bool is_relu = between(0, 1) == 0;
    const testing::Q q = is_relu ? activation() : linear();
    if (between(0, 3) == 0) {
      DepthwiseConv2d conv;
      conv.depth_multiplier = between(2, 13);
      set_window(conv.window);
      return builder_.depthwise(image, 1, conv, q);
    }
    Conv2d conv;
    set_window(conv.window);
    conv.activation = is_relu ? Activation::kRelu : Activation::kNone;
    return builder_.conv2d(image, between(1, 19), 1, conv, q);
  }

  void set_window(Window& window) {
    window.height = between(1, 4);
    window.width = between(1, 3);
    window.stride_h = between(1, 2);
    window.stride_w = between(1, 2);
    window.dilation_w = between(0, 3) == 0 && window.width == 2 ? 2 : 1;
    window.margins = {
        between(0, window.height - 1), between(0, window.height - 1),
        between(0, window.width - 1), between(0, window.width - 1)};
  }

  std::mt19937 random_;
  testing::GraphBuilder builder_;
};

class Paired : public ::testing::TestWithParam<const char*> {};

TEST_P(Paired, ComputesAnyShapeExactly) {
  const Board board = board_named(GetParam());
  FIREFLY_NEEDS_TOOLS_OF(board);
  const Fit fits[] = {Fit::kSpeed, Fit::kRam, Fit::kFlash};
  for (unsigned seed = 1; seed <= 9; ++seed) {
    const Graph graph = Layers(seed).build();
    EmitOptions options;
    options.board = board.name;
    options.isa = *find_isa(board.isa);
    options.fit = fits[seed % 3];
    options.flash = {0, true};  // No Winograd.
    const CompiledModel model = compile_model(graph, options);
    const auto is_paired = [](const KernelCall& call) {
      return call.function.starts_with("paired_");
    };
    EXPECT_GE(std::ranges::count_if(model.plan.calls, is_paired), 8);
    std::vector<Bytes> inputs = {pattern_input(graph, 0)};
    for (uint32_t k = 1; k < 4; ++k) {
      inputs.push_back(random_input(graph, k));
    }
    const Expected<Deployment> deployment = deploy(model, board, inputs, {});
    ASSERT_TRUE(deployment.ok()) << deployment.error().message;
    EXPECT_EQ(outputs_of(deployment->run), reference_outputs(graph, inputs))
        << "seed " << seed;
  }
}

INSTANTIATE_TEST_SUITE_P(Cores, Paired,
                         ::testing::Values("cortex-m4", "cortex-m7",
                                           "cortex-m33"),
                         test_name<const char*>);

}  // namespace
}  // namespace firefly
