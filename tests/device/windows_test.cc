// SPDX-License-Identifier: Apache-2.0
//
// Convolutions whose windows are read or copied in every way that there is, and
// sums of what they make: channels that are whole vectors or not, margins of no
// row, one and more on either side, strides, dilations, odd widths.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "compiler/passes/testing/graph_builder.h"
#include "tests/device/support.h"

namespace firefly {
namespace {

class Windows {
 public:
  explicit Windows(unsigned seed) : random_(seed), builder_(seed) {}

  /// Pairs of convolutions of one input, each an output, and so is their sum.
  Graph build() {
    constexpr int32_t kChannels[] = {1, 3, 5, 16, 20, 32};
    const TensorId image =
        builder_.input({1, between(6, 9), between(8, 14), pick(kChannels)});
    for (int i = 0; i < 4; ++i) {
      constexpr int32_t kOutputs[] = {3, 4, 8, 10, 16};
      const Window window = any_window();
      const int32_t channels = pick(kOutputs);
      const TensorId a = convolution(image, channels, window);
      const TensorId b = convolution(image, channels, window);
      Binary sum{i % 2 == 0 ? BinaryKind::kAdd : BinaryKind::kSub};
      sum.activation = activation();
      outputs_.push_back(builder_.add(sum, {a, b}, quantization()));
    }
    Graph graph = builder_.build(outputs_);
    graph.name = "windows";
    return graph;
  }

 private:
  int32_t between(int32_t low, int32_t high) {
    return std::uniform_int_distribution<int32_t>(low, high)(random_);
  }
  template <size_t n>
  int32_t pick(const int32_t (&values)[n]) {
    return values[between(0, static_cast<int32_t>(n) - 1)];
  }
  testing::Q quantization() {
    return {0.2F * static_cast<float>(between(1, 6)),
            between(0, 1) == 0 ? -128 : between(-40, 40)};
  }
  Activation activation() {
    constexpr Activation kAll[] = {Activation::kNone, Activation::kRelu,
                                   Activation::kRelu6};
    return kAll[between(0, 2)];
  }

  Window any_window() {
    constexpr int32_t kExtents[] = {2, 3, 3, 3, 5};
    Window window;
    window.height = pick(kExtents);
    window.width = pick(kExtents);
    window.stride_h = between(1, 2);
    window.stride_w = between(1, 2);
    const bool dilated = between(0, 4) == 0 && window.width < 4;
    window.dilation_w = dilated ? 2 : 1;
    const auto margin = [&](int32_t extent) {
      return between(0, 3) == 0 ? 0 : std::min(between(1, 2), extent - 1);
    };
    window.margins = {margin(window.height), margin(window.height),
                      margin(window.width), margin(window.width)};
    return window;
  }

  TensorId convolution(TensorId image, int32_t channels, const Window& window) {
    const TensorId made = builder_.conv2d(
        image, channels, 1, Conv2d{window, activation()}, quantization());
    outputs_.push_back(made);
    return made;
  }

  std::mt19937 random_;
  testing::GraphBuilder builder_;
  std::vector<TensorId> outputs_;
};

class AnyWindow : public ::testing::TestWithParam<const char*> {};

TEST_P(AnyWindow, IsExact) {
  const Board board = board_named(GetParam());
  FIREFLY_NEEDS_TOOLS_OF(board);
  int64_t sums = 0;
  for (unsigned seed = 1; seed <= 4; ++seed) {
    const Graph graph = Windows(seed).build();
    const CompiledModel model = compile_for(graph, board);
    sums +=
        std::ranges::count(model.plan.calls, "SumS8", &KernelCall::layer_type);
    SCOPED_TRACE(seed);
    expect_exact(model, graph, board);
  }
  EXPECT_GE(sums, 8);
}

// The micro:bit has a real Cortex-M0, which faults on unaligned words.
INSTANTIATE_TEST_SUITE_P(Cores, AnyWindow,
                         ::testing::Values("microbit", "cortex-m3", "cortex-m4",
                                           "cortex-m55", "rv32"),
                         test_name<const char*>);

}  // namespace
}  // namespace firefly
