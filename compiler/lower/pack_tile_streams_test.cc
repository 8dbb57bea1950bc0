// SPDX-License-Identifier: Apache-2.0
#include "compiler/lower/pack_tile_streams.h"

#include <gtest/gtest.h>

#include <numeric>

#include "compiler/lower/convolution_calls.h"
#include "compiler/passes/testing/graph_builder.h"
#include "isa/mve_quad_tiles.h"

namespace firefly {
namespace {

/// 2x3 windows of 32 channels, four outputs; weight k of output c is
/// (k + 7c) mod 100.
ConvConstants constants_of(int32_t stride) {
  ConvConstants constants;
  ConvShape& shape = constants.parameters.shape;
  shape = {1, 8, 8, 32, 7, 8, 4, 2, 3, 1, stride, 1, 1, 1, 1, 1};
  for (int32_t i = 0; i < 4 * 192; ++i) {
    constants.weights.push_back(
        static_cast<int8_t>((i % 192 + 7 * (i / 192)) % 100));
  }
  constants.parameters.input_zero_point = 3;
  constants.parameters.multiplier = {11, 12, 13, 14};
  constants.parameters.shift = {-1, -2, -3, -4};
  return constants;
}

TEST(PackQuadStreams, HasWeightsInTheOrderOfUse) {
  for (const int32_t stride : {1, 2}) {
    const ConvConstants constants = constants_of(stride);
    const PackedDot packed = pack_quad_streams(constants, {1, 2, 3, 4});
    const size_t tile = 2 * 192 + 4 * 4;
    ASSERT_EQ(packed.weights.size(), 2 * tile);
    const auto weight = [&](size_t c, size_t k) {
      return constants.weights[192 * c + k];
    };
    // Channels 16 to 31 of the second row, the last column that is used.
    const size_t kx = stride == 1 ? 2 : 1;
    const size_t step = 3 * 6 + 2 * 2;
    for (const size_t c : {0, 1}) {
      EXPECT_EQ(packed.weights[16 * (step + c)], weight(c, 96 + 32 * kx + 16));
      EXPECT_EQ(packed.weights[tile + 16 * (step + c) + 5],
                weight(2 + c, 96 + 32 * kx + 16 + 5));
    }
    EXPECT_EQ(packed.weights[tile - 16], 11);
    EXPECT_EQ(packed.weights[tile - 4], -2);
  }
}

TEST(PackQuadStreams, HasBiasesOfWindowsThatMissARow) {
  const ConvConstants constants = constants_of(1);
  const PackedDot packed = pack_quad_streams(constants, {1, 2, 3, 4});
  ASSERT_EQ(packed.bias.size(), 12U);
  const auto row = constants.weights.begin() + 192;
  EXPECT_EQ(packed.bias[1], 2);
  EXPECT_EQ(packed.bias[5], 2 + 3 * std::accumulate(row, row + 96, 0));
  EXPECT_EQ(packed.bias[9], 2 + 3 * std::accumulate(row + 96, row + 192, 0));
}

TEST(PackQuadStreams, AreForWindowsThatShareColumns) {
  const auto kernel = [](int32_t width, int32_t channels, int32_t taps,
                         bool small) {
    testing::GraphBuilder builder;
    Conv2d conv;
    conv.window.height = 3;
    conv.window.width = taps;
    const Graph graph = builder.build({builder.conv2d(
        builder.input({1, 8, width, channels}), 6, 1, conv, {8.0F, -128})});
    return lower({.graph = graph,
                  .op = graph.ops[0],
                  .isa = Isa::kMve,
                  .small = small})
        .function;
  };
  EXPECT_EQ(kernel(6, 16, 3, false), "mve::quads_conv2d_s8_row");
  EXPECT_EQ(kernel(6, 112, 3, false), "mve::quads_conv2d_s8_row");
  EXPECT_EQ(kernel(6, 16, 3, true), "conv2d_s8_row");
  EXPECT_EQ(kernel(5, 16, 3, false), "conv2d_s8_row") << "three pixels";
  EXPECT_EQ(kernel(6, 24, 3, false), "conv2d_s8_row");
  EXPECT_EQ(kernel(6, 128, 3, false), "conv2d_s8_row");
  EXPECT_EQ(kernel(6, 16, 2, false), "conv2d_s8_row");
}

}  // namespace
}  // namespace firefly
