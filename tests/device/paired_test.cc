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

/// First layers of images, their windows read from rows, each an output or
/// the planes of a depthwise layer.
Graph first_layers(unsigned seed) {
  std::mt19937 random(seed);
  const auto between = [&](int32_t low, int32_t high) {
    return std::uniform_int_distribution<int32_t>(low, high)(random);
  };
  testing::GraphBuilder builder(seed);
  const int32_t channels = between(1, 4);
  const TensorId image = builder.input({1, 64, 64, channels});
  std::vector<TensorId> outputs;
  for (int i = 0; i < 4; ++i) {
    Conv2d conv;
    Window& window = conv.window;
    window.stride_w = between(1, 2);
    window.stride_h = between(1, 2);
    window.height = between(1, 5);
    window.width = between(window.stride_w, 4);
    window.margins = {between(0, window.height - 1), window.height - 1,
                      between(0, window.width - 1), window.width - 1};
    // An even number of columns.
    const int32_t padded =
        64 + window.margins.left + window.margins.right - window.width;
    window.margins.right -=
        padded / window.stride_w % 2 == 0 ? padded % window.stride_w + 1 : 0;
    conv.activation = i < 2 ? Activation::kRelu : Activation::kNone;
    const TensorId layer =
        builder.conv2d(image, between(5, 21), 1, conv, {0.4F, -128});
    DepthwiseConv2d depthwise;
    depthwise.window.height = depthwise.window.width = 3;
    depthwise.activation = Activation::kRelu;
    outputs.push_back(
        i == 0 ? builder.depthwise(layer, 1, depthwise, {0.4F, -128}) : layer);
  }
  Graph graph = builder.build(outputs);
  graph.name = "layers";
  return graph;
}

class Paired : public ::testing::TestWithParam<const char*> {};

TEST_P(Paired, ComputesAnyShapeExactly) {
  const Board board = board_named(GetParam());
  FIREFLY_NEEDS_TOOLS_OF(board);
  const Fit fits[] = {Fit::kSpeed, Fit::kRam, Fit::kFlash};
  for (unsigned seed = 1; seed <= 9; ++seed) {
    const Graph graph = Layers(seed).build();
    EmitOptions options = options_for(board, graph.name);
    options.fit = fits[seed % 3];
    options.flash = {0, true};  // No Winograd.
    const CompiledModel model = compile_model(graph, options);
    const auto is_expected = [&](const KernelCall& call) {
      return call.function.starts_with(options.fit == Fit::kFlash ? "compact_"
                                                                  : "paired_");
    };
    EXPECT_GE(std::ranges::count_if(model.plan.calls, is_expected), 8);
    SCOPED_TRACE(seed);
    expect_exact(model, graph, board, 4);
  }
}

TEST_P(Paired, ReadsWindowsFromRows) {
  const Board board = board_named(GetParam());
  FIREFLY_NEEDS_TOOLS_OF(board);
  int direct = 0;
  int of_paired_rows = 0;
  for (unsigned seed = 1; seed <= 6; ++seed) {
    const Graph graph = first_layers(seed);
    EmitOptions options = options_for(board, graph.name);
    options.flash = {0, true};
    const CompiledModel model = compile_model(graph, options);
    for (const KernelCall& call : model.plan.calls) {
      if (call.function == "direct_conv2d_s8_row") {
        ++direct;
        const std::string& windows = call.template_args.at(1);
        of_paired_rows += windows.find("true") != std::string::npos ? 1 : 0;
      }
    }
    SCOPED_TRACE(seed);
    expect_exact(model, graph, board);
  }
  EXPECT_GE(direct, 15);
  EXPECT_GE(of_paired_rows, 6);
}

/// Layers in turn whose rows have an odd width, and enough of them.
Graph odd_rows(unsigned seed) {
  std::mt19937 random(seed);
  const auto between = [&](int32_t low, int32_t high) {
    return std::uniform_int_distribution<int32_t>(low, high)(random);
  };
  testing::GraphBuilder builder(seed);
  const int32_t width = 3 + 2 * static_cast<int32_t>(seed % 3);
  const TensorId image = builder.input({1, between(50, 59), width, 2});
  Conv2d first;
  first.activation = Activation::kRelu;
  first.window.margins = {between(0, 2), 2, 1, 1};
  TensorId layer =
      builder.conv2d(image, between(41, 64), 3, first, {0.4F, -128});
  for (int i = 0; i < 2; ++i) {
    DepthwiseConv2d depthwise;
    depthwise.window.margins = {1, between(0, 1), 1, 1};
    depthwise.activation = Activation::kRelu;
    layer = builder.depthwise(layer, 3, depthwise, {0.4F, -128});
    Conv2d conv;
    conv.activation = i == 1 ? Activation::kNone : Activation::kRelu;
    layer = builder.conv2d(layer, 4 * between(9, 16), 1, conv, {0.4F, -128});
  }
  Graph graph = builder.build({layer});
  graph.name = "layers";
  return graph;
}

TEST_P(Paired, LetsTwoRowsOfAnOddWidthShareTheirPlanes) {
  const Board board = board_named(GetParam());
  FIREFLY_NEEDS_TOOLS_OF(board);
  int direct = 0;
  int shared = 0;
  for (unsigned seed = 1; seed <= 6; ++seed) {
    const Graph graph = odd_rows(seed);
    const CompiledModel model = compile_for(graph, board);
    for (const KernelCall& call : model.plan.calls) {
      direct += call.function == "direct_conv2d_s8_two_rows" ? 1 : 0;
      shared += call.plane_pairs ? 1 : 0;
    }
    SCOPED_TRACE(seed);
    expect_exact(model, graph, board);
  }
  EXPECT_GE(direct, 10);
  EXPECT_GE(shared, 4);
}

INSTANTIATE_TEST_SUITE_P(Cores, Paired,
                         ::testing::Values("cortex-m4", "cortex-m7",
                                           "cortex-m33"),
                         test_name<const char*>);

/// Depthwise and pointwise layers in turn, of few columns.
Graph narrow_layers(unsigned seed) {
  std::mt19937 random(seed);
  const auto between = [&](int32_t low, int32_t high) {
    return std::uniform_int_distribution<int32_t>(low, high)(random);
  };
  testing::GraphBuilder builder(seed);
  TensorId layer =
      builder.input({1, between(2, 9), between(1, 9), between(4, 19)});
  for (int i = 0; i < 3; ++i) {
    DepthwiseConv2d depthwise;
    depthwise.window.height = depthwise.window.width = 3;
    depthwise.window.margins = {1, 1, 1, 1};
    layer = builder.depthwise(layer, 1, depthwise, {0.4F, -128});
    Conv2d conv;
    conv.activation = i == 2 ? Activation::kNone : Activation::kRelu;
    layer = builder.conv2d(layer, between(1, 21), 1, conv, {0.4F, -128});
  }
  Graph graph = builder.build({layer});
  graph.name = "layers";
  return graph;
}

TEST(JoinedRows, ComputeExactly) {
  const Board board = board_named("cortex-m55");
  FIREFLY_NEEDS_TOOLS_OF(board);
  int joined = 0;
  for (unsigned seed = 1; seed <= 8; ++seed) {
    const Graph graph = narrow_layers(seed);
    EmitOptions options = options_for(board, graph.name);
    options.fit = seed % 4 == 0 ? Fit::kRam : Fit::kSpeed;
    const CompiledModel model = compile_model(graph, options);
    for (const KernelCall& call : model.plan.calls) {
      joined += call.function == "mve::conv2d_s8_two_rows" ? 1 : 0;
    }
    SCOPED_TRACE(seed);
    expect_exact(model, graph, board);
  }
  EXPECT_GE(joined, 12);
}

}  // namespace
}  // namespace firefly
