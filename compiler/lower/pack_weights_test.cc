// SPDX-License-Identifier: Apache-2.0
#include "compiler/lower/pack_weights.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compiler/lower/pack_pairs.h"

namespace firefly {
namespace {

using testing::ElementsAreArray;

ConvConstants one_weight(int8_t weight) {
  ConvConstants constants;
  ConvShape& shape = constants.parameters.shape;
  shape.input_channels = shape.output_channels = 1;
  shape.kernel_height = shape.kernel_width = shape.groups = 1;
  constants.parameters.input_zero_point = -3;
  constants.parameters.multiplier = {1 << 30};
  constants.parameters.shift = {-4};
  constants.weights = {weight};
  constants.bias = {100};
  return constants;
}

TEST(FoldBias, AddsTheZeroPointsShare) {
  EXPECT_THAT(*fold_bias(one_weight(7)), ElementsAreArray({100 + 3 * 7}));
}

TEST(FoldBias, BoundsSumsThatAreShiftedToTheLeft) {
  ConvConstants constants = one_weight(127);
  constants.parameters.shift = {6};
  constants.bias = {(1 << 23) - 1 - 128 * 127 - 3 * 127};
  EXPECT_TRUE(fold_bias(constants).has_value());
  ++constants.bias[0];
  EXPECT_FALSE(fold_bias(constants).has_value());
}

TEST(FastIsa, RunsLargeWeightsElsewhereIfPixelsShareWords) {
  EXPECT_EQ(fast_isa(Isa::kRv32, one_weight(-127)), Isa::kRv32);
  EXPECT_EQ(fast_isa(Isa::kRv32, one_weight(-128)), Isa::kPortable);
  EXPECT_EQ(fast_isa(Isa::kMve, one_weight(-128)), Isa::kMve);
}

TEST(FastIsa, RunsLargeScalesElsewhere) {
  ConvConstants constants = one_weight(7);
  constants.parameters.shift = {-1};
  EXPECT_EQ(fast_isa(Isa::kArmv7em, constants), Isa::kArmv7em);
  constants.parameters.shift = {0};
  EXPECT_EQ(fast_isa(Isa::kArmv7em, constants), Isa::kPortable);
  EXPECT_EQ(fast_isa(Isa::kMve, constants), Isa::kMve);
  constants.parameters.shift = {7};
  EXPECT_EQ(fast_isa(Isa::kArmv7em, constants), std::nullopt);
}

std::optional<int32_t> form_of(const ConvConstants& constants) {
  const auto packed = pack_pairs(constants, *fold_bias(constants),
                                 paired_order(constants.parameters.shape));
  return packed ? std::optional(packed->form) : std::nullopt;
}

TEST(PackPairs, ChoosesTheCheapestForm) {
  ConvConstants constants = one_weight(-127);
  constants.parameters.range = {-128, -128, 127};
  EXPECT_EQ(form_of(constants), paired_form::kRelu);
  constants.parameters.range.high = 100;
  EXPECT_EQ(form_of(constants), paired_form::kRelu | paired_form::kClampBit);
  constants.parameters.range = {5, -128, 127};
  EXPECT_EQ(form_of(constants), paired_form::kGeneralBit);
  // A sum of 128 · 127 and the bias reach 2^(14 + 1).
  constants.parameters.range = {-128, -128, 127};
  constants.parameters.shift = {-1};
  constants.bias = {1 << 15};
  EXPECT_EQ(form_of(constants), paired_form::kGeneralBit);
  constants.parameters.shift = {0};
  EXPECT_EQ(form_of(constants), std::nullopt);
}

TEST(PackPairs, RefusesWhatDoesNotFitAPair) {
  EXPECT_EQ(form_of(one_weight(-128)), std::nullopt);
  ConvConstants constants = one_weight(127);
  constants.parameters.input_zero_point = 0;
  constants.bias = {(1 << 23) - 1 - 128 * 127};
  EXPECT_TRUE(form_of(constants).has_value());
  constants.bias = {1 << 23};
  EXPECT_EQ(form_of(constants), std::nullopt);
}

TEST(FoldBias, RefusesSumsThatMayOverflow) {
  // The reach of the only weight, then what the zero point adds.
  constexpr int32_t kLargest = (1 << 29) - 1 - 128 * 127 - 3 * 127;
  ConvConstants constants = one_weight(127);
  constants.bias = {kLargest};
  EXPECT_TRUE(fold_bias(constants).has_value());
  constants.bias = {kLargest + 1};
  EXPECT_FALSE(fold_bias(constants).has_value());
}

TEST(FoldBias, RefusesAsymmetricWeights) {
  ConvConstants constants = one_weight(7);
  constants.parameters.weight_zero_point = 5;
  EXPECT_FALSE(fold_bias(constants).has_value());
}

}  // namespace
}  // namespace firefly
