// SPDX-License-Identifier: Apache-2.0
#include "graph/prepare/quantization.h"

#include <gtest/gtest.h>

#include <cmath>

namespace firefly {
namespace {

Tensor quantized(DataType type, float scale, int32_t zero_point) {
  Tensor tensor;
  tensor.type = type;
  tensor.quantization = {{scale}, {zero_point}, 0};
  return tensor;
}

TEST(QuantizeMultiplier, NormalisesToTheTopBit) {
  EXPECT_EQ(quantize_multiplier(0.5), (QuantizedMultiplier{1 << 30, 0}));
  EXPECT_EQ(quantize_multiplier(1.0), (QuantizedMultiplier{1 << 30, 1}));
  EXPECT_EQ(quantize_multiplier(0.75), (QuantizedMultiplier{3 << 29, 0}));
  EXPECT_EQ(quantize_multiplier(0.001953125),
            (QuantizedMultiplier{1 << 30, -8}));
}

TEST(QuantizeMultiplier, CarriesARoundedUpFraction) {
  EXPECT_EQ(quantize_multiplier(std::nextafter(1.0, 0.0)),
            (QuantizedMultiplier{1 << 30, 1}));
}

TEST(QuantizeMultiplier, FlushesTinyScalesToZero) {
  EXPECT_EQ(quantize_multiplier(0.0), (QuantizedMultiplier{0, 0}));
  EXPECT_EQ(quantize_multiplier(std::ldexp(1.0, -33)),
            (QuantizedMultiplier{0, 0}));
  EXPECT_EQ(quantize_multiplier(std::ldexp(1.0, -32)),
            (QuantizedMultiplier{1 << 30, -31}));
}

TEST(ActivationRange, ClampsToTheType) {
  const Tensor tensor = quantized(DataType::kInt8, 0.1F, -128);
  EXPECT_EQ(activation_range(Activation::kNone, tensor),
            (IntegerRange{-128, 127}));
  EXPECT_EQ(activation_range(Activation::kRelu, tensor),
            (IntegerRange{-128, 127}));
  EXPECT_EQ(activation_range(Activation::kRelu6, tensor),
            (IntegerRange{-128, -68}));
}

TEST(ActivationRange, QuantisesItsBounds) {
  const Tensor tensor = quantized(DataType::kInt16, 0.25F, 0);
  EXPECT_EQ(activation_range(Activation::kReluN1To1, tensor),
            (IntegerRange{-4, 4}));
  EXPECT_EQ(activation_range(Activation::kRelu, tensor),
            (IntegerRange{0, 32767}));
}

TEST(ActivationRange, SurvivesAbsurdScales) {
  const Tensor tensor = quantized(DataType::kInt8, 1e-30F, 5);
  EXPECT_EQ(activation_range(Activation::kRelu6, tensor),
            (IntegerRange{5, 127}));
}

TEST(ChannelMultipliers, RepeatsAPerTensorScale) {
  const Tensor tensor = quantized(DataType::kInt8, 0.5F, 0);
  const auto multipliers = channel_multipliers(tensor, tensor, tensor, 3);
  ASSERT_EQ(multipliers.size(), 3U);
  EXPECT_EQ(multipliers[2], quantize_multiplier(0.5));
}

TEST(TensorMultiplier, MultipliesTheScalesInDouble) {
  const Tensor a = quantized(DataType::kInt8, 0.1F, 0);
  const Tensor b = quantized(DataType::kInt8, 0.3F, 0);
  const float product = 0.1F * 0.3F;
  EXPECT_EQ(tensor_multiplier(a, b, a), channel_multipliers(a, b, a, 1)[0]);
  EXPECT_NE(tensor_multiplier(a, b, a),
            quantize_multiplier(static_cast<double>(product) /
                                static_cast<double>(0.1F)));
}

}  // namespace
}  // namespace firefly
