// SPDX-License-Identifier: Apache-2.0
//
// Convolutions on the cores without SIMD, which have code of their own for
// layers that end in a ReLU: widths, channels, margins and scales around its
// tiles.
#include <gtest/gtest.h>

#include "compiler/passes/testing/graph_builder.h"
#include "emulator/deploy.h"
#include "emulator/inputs.h"
#include "tests/device/support.h"

namespace firefly {
namespace {

constexpr Activation kActivations[] = {Activation::kRelu, Activation::kRelu,
                                       Activation::kRelu6, Activation::kNone};
/// The smallest needs multipliers of one half and more.
constexpr float kScales[] = {0.9F, 0.05F, 0.002F, 0.0003F};

testing::Q q_of(int32_t i) { return {kScales[i % 4], i % 5 == 4 ? 7 : -128}; }

/// Every width of a tile and channels of either parity.
Graph layers(int32_t stride) {
  testing::GraphBuilder builder;
  std::vector<TensorId> outputs;
  for (int32_t i = 0; i < 16; ++i) {
    const int32_t width = i + 1;
    const int32_t channels = 1 + i * 3 % 7;
    const TensorId x = builder.input({1, 5, width, channels});
    DepthwiseConv2d depthwise;
    depthwise.window.stride_h = depthwise.window.stride_w = stride;
    depthwise.window.margins = {1, 1, 1, 1};
    depthwise.activation = kActivations[i / 4];
    outputs.push_back(builder.depthwise(x, 3, depthwise, q_of(i)));
    Conv2d conv;
    conv.window.stride_w = stride;
    conv.activation = kActivations[i / 4];
    outputs.push_back(builder.conv2d(x, 1 + i * 5 % 8, 1, conv, q_of(i)));
  }
  return builder.build(outputs);
}

class Rectified : public ::testing::TestWithParam<const char*> {};

TEST_P(Rectified, EqualsTheReference) {
  const Board board = board_named(GetParam());
  FIREFLY_NEEDS_TOOLS_OF(board);
  for (const int32_t stride : {1, 2}) {
    const CompiledModel model = compile_for(layers(stride), board);
    std::vector<Bytes> inputs = {pattern_input(model.source, 0)};
    for (uint32_t k = 1; k < 4; ++k) {
      inputs.push_back(random_input(model.source, k));
    }
    const Expected<Deployment> deployment = deploy(model, board, inputs, {});
    ASSERT_TRUE(deployment.ok()) << deployment.error().message;
    EXPECT_EQ(outputs_of(deployment->run),
              reference_outputs(model.source, inputs))
        << "stride " << stride;
  }
}

// The micro:bit has a real Cortex-M0, which faults on unaligned words.
INSTANTIATE_TEST_SUITE_P(Cores, Rectified,
                         ::testing::Values("microbit", "cortex-m3", "rv32"),
                         test_name<const char*>);

}  // namespace
}  // namespace firefly
