// SPDX-License-Identifier: Apache-2.0
//
// The Winograd kernels on the cores that have them, with widths, heights,
// channels and margins around their tiles.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "compiler/passes/testing/graph_builder.h"
#include "tests/device/support.h"

namespace firefly {
namespace {

/// Convolutions of 3x3 one after the other, each an output too.
Graph chain(unsigned seed) {
  std::mt19937 random(seed);
  const auto between = [&](int32_t low, int32_t high) {
    return std::uniform_int_distribution<int32_t>(low, high)(random);
  };
  testing::GraphBuilder builder(seed);
  TensorId x =
      builder.input({1, seed % 2 == 0 ? 5 : 6, between(5, 19), between(1, 9)});
  std::vector<TensorId> outputs;
  for (int i = 0; i < 10; ++i) {
    Conv2d conv;
    conv.window.height = conv.window.width = 3;
    conv.window.margins = {between(1, 2), 1, between(0, 2), between(1, 2)};
    const Activation activations[] = {Activation::kNone, Activation::kRelu,
                                      Activation::kRelu6};
    conv.activation = activations[between(0, 2)];
    // Sums of up to 81 products need a scale that leaves differences.
    const testing::Q q{0.5F * static_cast<float>(between(1, 4)),
                       between(0, 1) == 0 ? -128 : between(-40, 40)};
    // Channels that are no words are seldom worth it.
    const int32_t channels = between(0, 2) == 0 ? between(4, 9) : 8;
    x = builder.conv2d(x, channels, 3, conv, q);
    outputs.push_back(x);
  }
  Graph graph = builder.build(outputs);
  graph.name = "chain";
  return graph;
}

/// Convolutions of 3x3 with stride 2, two after each other, at any margins.
Graph halvings(unsigned seed) {
  std::mt19937 random(seed);
  const auto between = [&](int32_t low, int32_t high) {
    return std::uniform_int_distribution<int32_t>(low, high)(random);
  };
  testing::GraphBuilder builder(seed);
  const TensorId image =
      builder.input({1, between(7, 10), between(9, 21), between(1, 13)});
  std::vector<TensorId> outputs;
  for (int i = 0; i < 4; ++i) {
    TensorId x = image;
    for (int layer = 0; layer < 2; ++layer) {
      Conv2d conv;
      Window& window = conv.window;
      window.height = window.width = 3;
      window.stride_h = window.stride_w = 2;
      window.margins = {between(0, 2), between(0, 2), between(0, 2),
                        between(0, 2)};
      conv.activation = i % 2 == 0 ? Activation::kRelu : Activation::kNone;
      const testing::Q q{1.0F * static_cast<float>(between(1, 4)),
                         between(0, 1) == 0 ? -128 : between(-40, 40)};
      x = builder.conv2d(x, between(1, 18), 3, conv, q);
    }
    outputs.push_back(x);
  }
  Graph graph = builder.build(outputs);
  graph.name = "halvings";
  return graph;
}

class Winograd : public ::testing::TestWithParam<const char*> {};

TEST_P(Winograd, ComputesAnyShapeExactly) {
  const Board board = board_named(GetParam());
  FIREFLY_NEEDS_TOOLS_OF(board);
  int64_t calls = 0;
  int64_t two_rows = 0;
  for (unsigned seed = 1; seed <= 6; ++seed) {
    const Graph graph = chain(seed);
    EmitOptions options = options_for(board, graph.name);
    options.flash = {1 << 20, true};
    const CompiledModel model = compile_model(graph, options);
    calls += std::ranges::count(model.plan.calls, "WinogradConv2dS8",
                                &KernelCall::layer_type);
    two_rows += std::ranges::count(model.plan.calls, "winograd_two_rows_s8",
                                   &KernelCall::function);
    SCOPED_TRACE(seed);
    expect_exact(model, graph, board, 4);
  }
  EXPECT_GE(calls, 1);
  EXPECT_EQ(two_rows > 0, board.isa == "armv7em");
}

TEST_P(Winograd, ComputesStrideTwoExactly) {
  const Board board = board_named(GetParam());
  FIREFLY_NEEDS_TOOLS_OF(board);
  int64_t calls = 0;
  for (unsigned seed = 1; seed <= 4; ++seed) {
    const Graph graph = halvings(seed);
    EmitOptions options = options_for(board, graph.name);
    options.kernel = "winograd-phases";
    const CompiledModel model = compile_model(graph, options);
    calls += std::ranges::count(model.plan.calls, "winograd_phases_s8",
                                &KernelCall::function);
    SCOPED_TRACE(seed);
    expect_exact(model, graph, board);
  }
  EXPECT_EQ(calls > 20, board.isa == "armv7em");
}

// The micro:bit has a real Cortex-M0, which faults on unaligned words.
INSTANTIATE_TEST_SUITE_P(Cores, Winograd,
                         ::testing::Values("microbit", "cortex-m3", "cortex-m4",
                                           "cortex-m7", "cortex-m33", "rv32"),
                         test_name<const char*>);

}  // namespace
}  // namespace firefly
