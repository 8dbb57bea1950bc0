// SPDX-License-Identifier: Apache-2.0
//
// Binary, Unary, Prelu, Select and the conversions. That every bit is TFLite's
// is for tests/witness; here stand the values that can be seen by eye.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "graph/evaluate/one_op.h"
#include "graph/prepare/binary.h"
#include "graph/prepare/unary.h"

namespace firefly::testing {
namespace {

using ::testing::ElementsAre;

Quantization scaled(float scale, int32_t zero_point = 0) {
  return {{scale}, {zero_point}, 0};
}

Tensor bools(Shape shape) {
  Tensor tensor;
  tensor.type = DataType::kBool;
  tensor.shape = std::move(shape);
  return tensor;
}

TEST(Binary, AddsAcrossScales) {
  EXPECT_THAT(evaluate_one<int8_t>(
                  Binary{BinaryKind::kAdd},
                  {tensor_of<int8_t>({3}, {10, -20, 127}, scaled(0.5F)),
                   tensor_of<int8_t>({1}, {14}, scaled(0.25F, 10))},
                  output_of<int8_t>({3}, scaled(1.0F, -3))),
              ElementsAre(3, -12, 62));
}

TEST(Binary, FusesTheActivation) {
  EXPECT_THAT(
      evaluate_one<int8_t>(Binary{BinaryKind::kSub, Activation::kRelu6},
                           {tensor_of<int8_t>({3}, {1, 40, 20}, scaled(0.5F)),
                            tensor_of<int8_t>({3}, {4, 4, 14}, scaled(0.5F))},
                           output_of<int8_t>({3}, scaled(0.5F, -20))),
      ElementsAre(-20, -8, -14));
}

TEST(Binary, MultipliesInt16) {
  EXPECT_THAT(evaluate_one<int16_t>(
                  Binary{BinaryKind::kMul},
                  {tensor_of<int16_t>({2}, {1000, -32768}, scaled(0.001F)),
                   tensor_of<int16_t>({2}, {500, 32767}, scaled(0.01F))},
                  output_of<int16_t>({2}, scaled(0.5F))),
              ElementsAre(10, -21474));
}

TEST(Binary, SaturatesADivisionByZero) {
  EXPECT_THAT(
      evaluate_one<int8_t>(Binary{BinaryKind::kDiv},
                           {tensor_of<int8_t>({3}, {64, 5, -5}, scaled(1.0F)),
                            tensor_of<int8_t>({3}, {4, 0, 0}, scaled(1.0F))},
                           output_of<int8_t>({3}, scaled(1.0F))),
      ElementsAre(16, 127, -128));
}

TEST(Binary, ComparesRealValues) {
  EXPECT_THAT(evaluate_one<uint8_t>(
                  Binary{BinaryKind::kLess},
                  {tensor_of<int8_t>({3}, {10, 10, 10}, scaled(0.5F)),
                   tensor_of<int8_t>({3}, {19, 20, 21}, scaled(0.25F))},
                  bools({3})),
              ElementsAre(0, 0, 1));
}

TEST(Binary, FloorsTowardsMinusInfinity) {
  const auto seven = tensor_of<int32_t>({4}, {7, -7, 7, -7});
  const auto two = tensor_of<int32_t>({4}, {2, 2, -2, 0});
  EXPECT_THAT(evaluate_one<int32_t>(Binary{BinaryKind::kFloorDiv}, {seven, two},
                                    output_of<int32_t>({4})),
              ElementsAre(3, -4, -4, 0));
  EXPECT_THAT(evaluate_one<int32_t>(Binary{BinaryKind::kFloorMod}, {seven, two},
                                    output_of<int32_t>({4})),
              ElementsAre(1, 1, -1, 0));
}

TEST(Binary, WrapsInt32) {
  EXPECT_THAT(
      evaluate_one<int32_t>(Binary{BinaryKind::kMul},
                            {tensor_of<int32_t>({2}, {INT32_MAX, 1 << 20}),
                             tensor_of<int32_t>({2}, {2, 1 << 12})},
                            output_of<int32_t>({2})),
      ElementsAre(-2, 0));
}

TEST(Binary, SaysWhatItDoesNotCompute) {
  EXPECT_FALSE(is_supported(Binary{BinaryKind::kPow}, DataType::kInt8));
  EXPECT_FALSE(is_supported(Binary{BinaryKind::kAdd}, DataType::kBool));
  EXPECT_TRUE(is_supported(Binary{BinaryKind::kMaximum}, DataType::kInt64));
}

/// A function of int8 is within half a step of the real one.
void expect_follows(UnaryKind kind, double (*function)(double),
                    const Quantization& in, const Quantization& out) {
  Tensor x = tensor_of<int8_t>({256}, iota<int8_t>(256), in);
  const auto y =
      evaluate_one<int8_t>(Unary{kind}, {x}, output_of<int8_t>({256}, out));
  for (int i = 0; i < 256; ++i) {
    const int q = static_cast<int8_t>(i);
    const double real =
        static_cast<double>(in.scale[0]) * (q - in.zero_point[0]);
    const double steps =
        function(real) / static_cast<double>(out.scale[0]) + out.zero_point[0];
    EXPECT_NEAR(y[static_cast<size_t>(i)], std::clamp(steps, -128.0, 127.0),
                0.51)
        << q;
  }
}

TEST(Unary, TabulatesFunctionsOfInt8) {
  expect_follows(
      UnaryKind::kLogistic, [](double x) { return 1 / (1 + std::exp(-x)); },
      scaled(0.05F, 7), scaled(1.0F / 256, -128));
  expect_follows(
      UnaryKind::kTanh, [](double x) { return std::tanh(x); }, scaled(0.03F),
      scaled(1.0F / 128));
  expect_follows(
      UnaryKind::kRelu, [](double x) { return std::max(x, 0.0); },
      scaled(0.1F, -20), scaled(0.07F, -128));
  expect_follows(
      UnaryKind::kAbs, [](double x) { return std::abs(x); }, scaled(0.1F, 3),
      scaled(0.11F, -100));
  expect_follows(
      UnaryKind::kElu, [](double x) { return x < 0 ? std::expm1(x) : x; },
      scaled(0.04F, 5), scaled(0.05F, -60));
}

TEST(Unary, LeaksBelowZero) {
  EXPECT_THAT(evaluate_one<int16_t>(
                  Unary{UnaryKind::kLeakyRelu, 0.25F},
                  {tensor_of<int16_t>({3}, {-4000, 0, 4000}, scaled(0.5F))},
                  output_of<int16_t>({3}, scaled(1.0F))),
              ElementsAre(-500, 0, 2000));
}

TEST(Unary, InterpolatesSigmoidsOfInt16) {
  const Tensor x = tensor_of<int16_t>({5}, {-32768, -4096, 0, 4096, 32767},
                                      scaled(0x1p-12F));
  const auto y = evaluate_one<int16_t>(
      Unary{UnaryKind::kTanh}, {x}, output_of<int16_t>({5}, scaled(0x1p-15F)));
  for (size_t i = 0; i < y.size(); ++i) {
    const double real = x.values<int16_t>()[i] / 4096.0;
    EXPECT_NEAR(y[i], std::tanh(real) * 32768.0, 4.0) << i;
  }
}

TEST(Unary, RoundsTiesToEven) {
  EXPECT_THAT(
      evaluate_one<float>(Unary{UnaryKind::kRound},
                          {tensor_of<float>({4}, {0.5F, 1.5F, -2.5F, 2.6F})},
                          output_of<float>({4})),
      ElementsAre(0.0F, 2.0F, -2.0F, 3.0F));
}

TEST(Prelu, HasASlopeForEachChannel) {
  EXPECT_THAT(evaluate_one<int8_t>(
                  Prelu{},
                  {tensor_of<int8_t>({2, 2}, {-8, -8, 8, 8}, scaled(1.0F)),
                   tensor_of<int8_t>({2}, {2, 4}, scaled(0.25F))},
                  output_of<int8_t>({2, 2}, scaled(1.0F))),
              ElementsAre(-4, -8, 8, 8));
}

TEST(Select, BroadcastsTheCondition) {
  Tensor condition = tensor_of<uint8_t>({2, 1}, {1, 0});
  condition.type = DataType::kBool;
  EXPECT_THAT(evaluate_one<float>(Select{},
                                  {condition, tensor_of<float>({1}, {7.0F}),
                                   tensor_of<float>({2, 2}, {1, 2, 3, 4})},
                                  output_of<float>({2, 2})),
              ElementsAre(7, 7, 3, 4));
}

TEST(Quantize, RoundsAwayFromZeroAndSaturates) {
  EXPECT_THAT(
      evaluate_one<int8_t>(Quantize{},
                           {tensor_of<float>({6}, {0.25F, -0.25F, 1e9F, -1e20F,
                                                   0.74F, std::nanf("")})},
                           output_of<int8_t>({6}, scaled(0.5F, 3))),
      ElementsAre(4, 2, 127, -128, 4, 3));
}

TEST(Quantize, ChangesScaleAndType) {
  const Tensor x = tensor_of<int8_t>({3}, {-128, 0, 127}, scaled(0.5F, -1));
  EXPECT_THAT(evaluate_one<int16_t>(Quantize{}, {x},
                                    output_of<int16_t>({3}, scaled(0.01F))),
              ElementsAre(-6350, 50, 6400));
  EXPECT_THAT(evaluate_one<uint8_t>(Quantize{}, {x},
                                    output_of<uint8_t>({3}, scaled(0.5F, 127))),
              ElementsAre(0, 128, 255));
}

TEST(Dequantize, ScalesTheDistanceFromTheZeroPoint) {
  EXPECT_THAT(
      evaluate_one<float>(Dequantize{},
                          {tensor_of<int8_t>({2}, {-128, 5}, scaled(0.5F, 3))},
                          output_of<float>({2})),
      ElementsAre(-65.5F, 1.0F));
}

TEST(Cast, TruncatesAndTellsZeroFromTheRest) {
  const Tensor x = tensor_of<float>({4}, {-1.9F, 0.0F, 0.5F, 300.7F});
  EXPECT_THAT(evaluate_one<int32_t>(Cast{}, {x}, output_of<int32_t>({4})),
              ElementsAre(-1, 0, 0, 300));
  EXPECT_THAT(evaluate_one<uint8_t>(Cast{}, {x}, bools({4})),
              ElementsAre(1, 0, 1, 1));
}

}  // namespace
}  // namespace firefly::testing
