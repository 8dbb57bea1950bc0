// SPDX-License-Identifier: Apache-2.0
//
// Convolutions by quads of pixels on MVE: every distance of columns, strides,
// dilations of rows, kernels of one row to five, margins on any side and images
// that consist of them, rows that are no whole quads, and either way of
// clamping.
#include <gtest/gtest.h>

#include <random>
#include <string>

#include "compiler/passes/testing/graph_builder.h"
#include "tests/device/support.h"

namespace firefly {
namespace {

class Layers {
 public:
  explicit Layers(unsigned seed)
      : random_(seed),
        builder_(seed),
        channels_(16 * static_cast<int32_t>(1 + seed % 7)) {}

  /// Convolutions of one image, and two in a row.
  Graph build() {
    const int32_t width = between(2, 15);
    const TensorId image = builder_.input({1, between(1, 7), width, channels_});
    std::vector<TensorId> outputs;
    for (int i = 0; i < 6; ++i) {
      outputs.push_back(convolution(image, 2 * between(1, 9), window()));
    }
    Window same = window();
    same.stride_w = 1;
    same.margins.left = same.margins.right = 1;
    const TensorId first = convolution(image, 16, same);
    outputs.push_back(convolution(first, between(1, 9), same));
    Graph graph = builder_.build(outputs);
    graph.name = "layers";
    return graph;
  }

 private:
  int32_t between(int32_t low, int32_t high) {
    return std::uniform_int_distribution<int32_t>(low, high)(random_);
  }

  TensorId convolution(TensorId x, int32_t outputs, const Window& window) {
    const bool is_relu = between(0, 1) == 0;
    Conv2d conv;
    conv.window = window;
    conv.activation = is_relu ? Activation::kRelu : Activation::kNone;
    const float scale = 0.3F * static_cast<float>(between(1, 4));
    return builder_.conv2d(x, outputs, 1, conv,
                           {scale, is_relu ? -128 : between(-40, 40)});
  }

  /// With output rows of at least one pixel, whatever the image.
  Window window() {
    Window window;
    window.height = between(1, 5);
    window.width = 3;
    window.stride_h = between(1, 2);
    window.stride_w = between(1, 2);
    window.dilation_h = between(0, 3) == 0 ? 2 : 1;
    const int32_t reach = (window.height - 1) * window.dilation_h;
    const int32_t top = between(reach / 2, reach);
    const int32_t left = between(0, 2);
    window.margins = {top, reach - (between(0, 1) == 0 ? 0 : top), left,
                      between(1 - left > 0 ? 1 - left : 0, 2)};
    return window;
  }

  std::mt19937 random_;
  testing::GraphBuilder builder_;
  int32_t channels_;
};

TEST(Quads, ComputeExactly) {
  const Board board = board_named("cortex-m55");
  FIREFLY_NEEDS_TOOLS_OF(board);
  int quads = 0;
  int strided = 0;
  for (unsigned seed = 1; seed <= 14; ++seed) {
    const Graph graph = Layers(seed).build();
    const CompiledModel model = compile_for(graph, board);
    for (const KernelCall& call : model.plan.calls) {
      const bool is_quad = call.function == "mve::quads_conv2d_s8_row";
      quads += is_quad ? 1 : 0;
      strided += is_quad && call.template_args[0].ends_with(", 2>") ? 1 : 0;
    }
    SCOPED_TRACE(to_string(graph));
    expect_exact(model, graph, board);
  }
  EXPECT_GE(quads, 50);
  EXPECT_GE(strided, 8);
}

TEST(Quads, TakeFlashOnlyForSpeed) {
  const Graph graph = Layers(1).build();
  EmitOptions options;
  options.isa = Isa::kMve;
  options.fit = Fit::kFlash;
  for (const KernelCall& call : compile_model(graph, options).plan.calls) {
    EXPECT_NE(call.function, "mve::quads_conv2d_s8_row");
  }
}

}  // namespace
}  // namespace firefly
