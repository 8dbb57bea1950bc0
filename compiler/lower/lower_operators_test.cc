// SPDX-License-Identifier: Apache-2.0
#include "compiler/lower/lower_operators.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "compiler/lower/pack_winograd.h"
#include "compiler/passes/testing/graph_builder.h"
#include "kernels/plane_rows.h"

namespace firefly {
namespace {

constexpr int64_t kPlenty = 1 << 20;

/// Convolutions of 3x3 with 8 channels on a large image, then on a small one.
Graph two_convolutions() {
  testing::GraphBuilder builder;
  Conv2d conv;
  conv.window.height = conv.window.width = 3;
  conv.window.margins = {1, 1, 1, 1};
  const testing::Q q{2.0F, -128};
  const TensorId large =
      builder.conv2d(builder.input({1, 24, 24, 16}), 8, 3, conv, q);
  Pool2d pool;
  pool.kind = PoolKind::kMax;
  pool.window.height = pool.window.width = 3;
  pool.window.stride_h = pool.window.stride_w = 3;
  const TensorId pooled = builder.add(pool, {large}, q);
  return builder.build({builder.conv2d(pooled, 8, 3, conv, q)});
}

/// The operators that got the Winograd kernel.
std::vector<size_t> grown(const Graph& graph, const FlashLimit& limit,
                          Isa isa = Isa::kArmv7em) {
  std::vector<size_t> result;
  const auto calls = lower_operators(graph, isa, {limit});
  for (size_t i = 0; i < calls.size(); ++i) {
    if (calls[i].layer_type == "WinogradConv2dS8") {
      result.push_back(i);
    }
  }
  return result;
}

using Operators = std::vector<size_t>;

TEST(LowerOperators, SpendsTheFlashThatIsGiven) {
  const Graph graph = two_convolutions();
  EXPECT_EQ(grown(graph, {kPlenty, true}), (Operators{0, 2}));
  EXPECT_EQ(grown(graph, {0, true}), Operators{});
  // Room for one of the two, not for both.
  EXPECT_EQ(grown(graph, {32 * 1024 + 8000, true}), Operators{0})
      << "the one that saves more a byte";
}

TEST(LowerOperators, KeepsConstantsSmallWhereFlashIsScarce) {
  testing::GraphBuilder builder;
  DepthwiseConv2d depthwise;
  depthwise.window.height = depthwise.window.width = 3;
  const TensorId x =
      builder.depthwise(builder.input({1, 8, 8, 8}), 3, depthwise);
  const Graph graph = builder.build({builder.add(Binary{}, {x, x})});
  LowerOptions options;
  options.kernel = "taps";  // weights of 16 bits
  const auto fast = lower_operators(graph, Isa::kArmv7em, options);
  options.flash = {0, false, /*is_scarce=*/true};
  const auto calls = lower_operators(graph, Isa::kArmv7em, options);
  EXPECT_EQ(calls[0].layer_type, "CompactConv2dS8");
  EXPECT_EQ(calls[1].layer_type, "BinaryScaled");
  EXPECT_EQ(fast[0].layer_type, "DepthwiseTapsS8");
  EXPECT_EQ(fast[1].layer_type, "SumS8");
}

const FlashArray& array_of(const KernelCall& call, std::string_view name) {
  return std::get<FlashArray>(
      std::ranges::find(call.fields, name, &Field::name)->value);
}

TEST(LowerOperators, HasOneKernelForLayersWhereFlashIsScarce) {
  testing::GraphBuilder builder;
  DepthwiseConv2d depthwise;
  depthwise.window.height = depthwise.window.width = 3;
  TensorId x = builder.depthwise(builder.input({1, 8, 8, 6}), 3, depthwise);
  x = builder.conv2d(x, 5, 2);
  const Graph graph = builder.build({builder.conv2d(x, 7, 1)});
  LowerOptions options;
  options.flash = {0, false, /*is_scarce=*/true};
  const auto calls = lower_operators(graph, Isa::kArmv7em, options);
  for (const KernelCall& call : calls) {
    EXPECT_EQ(call.function, "compact_conv2d_s8_row");
    EXPECT_EQ(call.all_rows, "compact_conv2d_s8");
  }
  // Nothing is padded but what a depthwise layer's last tile reads.
  EXPECT_EQ(array_of(calls[0], "weights").bytes.size(), 9U * 6U + 3U);
  EXPECT_EQ(array_of(calls[1], "weights").bytes.size(), 5U * 4U * 6U);
  EXPECT_EQ(array_of(calls[1], "bias").bytes.size(), 4U * 5U);
  EXPECT_GT(calls[1].scratch_bytes, 0);
  EXPECT_EQ(calls[2].scratch_bytes, 0);
}

TEST(LowerOperators, MakesTwoRowsWhereThereIsFlashAndRam) {
  const Graph graph = two_convolutions();
  const auto rows = [&](const LowerOptions& options) {
    const auto calls = lower_operators(graph, Isa::kArmv7em, options);
    return std::vector<int32_t>{calls[0].rows, calls[2].rows};
  };
  const FlashLimit plenty{kPlenty, true};
  EXPECT_EQ(rows({.flash = plenty}), (std::vector<int32_t>{2, 2}));
  EXPECT_EQ(rows({.flash = plenty, .ram_use = {RamUse::kLeast}}),
            (std::vector<int32_t>{1, 2}));
  EXPECT_EQ(rows({.flash = plenty, .sliding = true}),
            (std::vector<int32_t>{1, 1}));
  EXPECT_EQ(rows({.flash = {0, true}}), (std::vector<int32_t>{1, 1}));
}

TEST(LowerOperators, GrowsConstantsByThreeFifthsUnlessTold) {
  EXPECT_EQ(grown(two_convolutions(), {}), Operators{});
  testing::GraphBuilder builder;
  Conv2d conv;
  conv.window.height = conv.window.width = 3;
  const TensorId x =
      builder.conv2d(builder.input({1, 24, 24, 16}), 16, 3, conv, {4.0F, -128});
  const TensorId flat =
      builder.add(Reshape{}, {x}, {4.0F, -128}, {1, 22 * 22 * 16});
  const Graph graph = builder.build({builder.fully_connected(flat, 3)});
  EXPECT_EQ(grown(graph, {}), Operators{0});
}

TEST(LowerOperators, GrowsWhereFewerProductsAreFewerInstructions) {
  const FlashLimit plenty = {kPlenty, true};
  for (const Isa isa : {Isa::kArmv6m, Isa::kArmv7m, Isa::kRv32}) {
    EXPECT_EQ(grown(two_convolutions(), plenty, isa), (Operators{0, 2}));
  }
  for (const Isa isa : {Isa::kMve, Isa::kPortable}) {
    EXPECT_EQ(grown(two_convolutions(), plenty, isa), Operators{});
  }
}

ConvConstants one_channel() {
  ConvConstants constants;
  ConvShape& shape = constants.parameters.shape;
  shape.input_channels = shape.output_channels = shape.groups = 1;
  shape.kernel_height = shape.kernel_width = 3;
  shape.stride_h = shape.stride_w = shape.dilation_h = shape.dilation_w = 1;
  constants.parameters.multiplier = {1 << 30};
  constants.parameters.shift = {-8};
  constants.weights = std::vector<int8_t>(9, -128);
  return constants;
}

TEST(PackWinograd, RefusesSumsBeyondItsBound) {
  ConvConstants constants = one_channel();
  constexpr int32_t kReach = 9 * 128 * 128;
  EXPECT_TRUE(pack_winograd(constants, {(1 << 22) - 1 - kReach}).has_value());
  EXPECT_FALSE(pack_winograd(constants, {(1 << 22) - kReach}).has_value());
}

TEST(PackWinograd, RefusesScalesBeyondItsRange) {
  ConvConstants constants = one_channel();
  constants.parameters.shift = {-14};
  EXPECT_TRUE(pack_winograd(constants, {0}).has_value());
  constants.parameters.shift = {-15};
  EXPECT_FALSE(pack_winograd(constants, {0}).has_value());
}

TEST(PackWinograd, HasABitLessForTheScalesOfTwoRows) {
  ConvConstants constants = one_channel();
  constants.parameters.shift = {-13};
  EXPECT_TRUE(pack_winograd_two_rows(constants, {0}).has_value());
  constants.parameters.shift = {-14};
  EXPECT_FALSE(pack_winograd_two_rows(constants, {0}).has_value());
}

TEST(PackWinograd, RefusesOtherWindows) {
  ConvConstants constants = one_channel();
  constants.parameters.shape.stride_w = 2;
  EXPECT_FALSE(pack_winograd(constants, {0}).has_value());
}

/// The operators that read rows of planes.
Operators on_planes(const Graph& graph, Isa isa = Isa::kArmv7em) {
  Operators result;
  const auto calls = lower_operators(graph, isa, {});
  for (size_t i = 0; i < calls.size(); ++i) {
    if (calls[i].reads_planes) {
      result.push_back(i);
    }
  }
  return result;
}

/// Rectified layers of 3x3 or 1x1.
class Separable {
 public:
  TensorId input() { return builder_.input({1, 8, 8, 5}); }
  TensorId pointwise(TensorId x, testing::Q q = kQ) {
    return builder_.conv2d(x, 5, 1, {{}, Activation::kRelu}, q);
  }
  TensorId depthwise(TensorId x, int32_t multiplier = 1) {
    DepthwiseConv2d conv{{}, multiplier, Activation::kRelu};
    conv.window.margins = {1, 1, 1, 1};
    return builder_.depthwise(x, 3, conv, kQ);
  }
  TensorId add(TensorId a, TensorId b) {
    return builder_.add(Binary{BinaryKind::kAdd, Activation::kRelu, false},
                        {a, b}, kQ);
  }
  Graph build(std::vector<TensorId> outputs) {
    return builder_.build(std::move(outputs));
  }

 private:
  static constexpr testing::Q kQ{0.5F, -128};
  testing::GraphBuilder builder_;
};

TEST(UsePlanes, BetweenConvolutionsAndDepthwiseOnes) {
  Separable net;
  const TensorId first = net.pointwise(net.input());
  const TensorId second = net.pointwise(net.depthwise(first));
  const Graph graph = net.build({net.depthwise(second)});
  EXPECT_EQ(on_planes(graph), (Operators{1, 3}));
  EXPECT_EQ(on_planes(graph, Isa::kMve), Operators{});
  const auto calls = lower_operators(graph, Isa::kArmv7em, {});
  EXPECT_EQ(calls[0].plane_row_bytes, 4 + 5 * 20);
  EXPECT_EQ(calls[1].plane_row_bytes, 0);
}

TEST(UsePlanes, OfTwoRowsWhereBothSidesCan) {
  const auto first_call = [](int32_t width, LowerOptions options) {
    testing::GraphBuilder builder;
    const testing::Q q{0.5F, -128};
    DepthwiseConv2d depthwise{{}, 1, Activation::kRelu};
    depthwise.window.margins = {1, 1, 1, 1};
    const TensorId x = builder.conv2d(builder.input({1, 25, width, 64}), 64, 1,
                                      {{}, Activation::kRelu}, q);
    const Graph graph = builder.build({builder.depthwise(x, 3, depthwise, q)});
    return lower_operators(graph, Isa::kArmv7em, options)[0];
  };
  const KernelCall call = first_call(5, {});
  EXPECT_TRUE(call.plane_pairs);
  EXPECT_EQ(call.rows, 2);
  EXPECT_EQ(call.plane_row_bytes, 5 * 64 * 2);
  EXPECT_FALSE(first_call(4, {}).plane_pairs);
  EXPECT_FALSE(first_call(9, {}).plane_pairs);
  EXPECT_FALSE(
      first_call(5, {.flash = {}, .ram_use = {RamUse::kLeast}}).plane_pairs);
  EXPECT_FALSE(first_call(5, {.flash = {.is_scarce = true}}).plane_pairs);
}

TEST(UsePlanes, WideRowsBeforeConvolutionsWithCodeOfTheirOwn) {
  const auto is_wide = [](int32_t width, int32_t channels,
                          LowerOptions options = {}) {
    testing::GraphBuilder builder;
    const testing::Q q{0.5F, -128};
    const auto pointwise = [&](TensorId x, int32_t outputs) {
      return builder.conv2d(x, outputs, 1, {{}, Activation::kRelu}, q);
    };
    DepthwiseConv2d depthwise{{}, 1, Activation::kRelu};
    depthwise.window.margins = {1, 1, 1, 1};
    const TensorId x = pointwise(builder.input({1, 24, width, 8}), channels);
    const Graph graph =
        builder.build({pointwise(builder.depthwise(x, 3, depthwise, q), 32)});
    const auto calls = lower_operators(graph, Isa::kArmv7em, options);
    EXPECT_EQ(calls[1].writes_wide, calls[2].reads_planes);
    EXPECT_EQ(calls[1].plane_row_bytes,
              calls[1].writes_wide ? 2 * width * wide_channels(channels) : 0);
    return calls[1].writes_wide;
  };
  EXPECT_TRUE(is_wide(24, 8));
  EXPECT_TRUE(is_wide(24, 6));
  EXPECT_TRUE(is_wide(24, 7));
  EXPECT_FALSE(is_wide(5, 8)) << "two rows of an odd width make pairs";
  EXPECT_FALSE(is_wide(24, 8, {.flash = {.loop_bytes = 0}}));
  EXPECT_FALSE(is_wide(
      24, 8, {.flash = {}, .ram_use = {RamUse::kLeast, RamUse::kLeast}}));
}

TEST(UsePlanes, OnlyWhereNobodyElseReads) {
  Separable net;
  const TensorId shared = net.pointwise(net.input());
  const TensorId sum = net.add(shared, net.depthwise(shared));
  EXPECT_EQ(on_planes(net.build({sum})), Operators{});

  Separable twice;
  const TensorId both = twice.pointwise(twice.input());
  EXPECT_EQ(on_planes(twice.build(
                {twice.add(twice.depthwise(both), twice.depthwise(both))})),
            (Operators{1, 2}));

  Separable seen;
  const TensorId output = seen.pointwise(seen.input());
  EXPECT_EQ(on_planes(seen.build({output, seen.depthwise(output)})),
            Operators{});
}

TEST(UsePlanes, OnlyWhereBothSidesCan) {
  Separable input;
  EXPECT_EQ(on_planes(input.build({input.depthwise(input.input())})),
            Operators{});
  Separable grows;
  EXPECT_EQ(on_planes(grows.build(
                {grows.depthwise(grows.pointwise(grows.input()), 2)})),
            Operators{});
  Separable signed_zero;
  const TensorId x = signed_zero.pointwise(signed_zero.input(), {0.5F, 0});
  EXPECT_EQ(on_planes(signed_zero.build({signed_zero.depthwise(x)})),
            Operators{})
      << "margins are not zeros";
}

}  // namespace
}  // namespace firefly
