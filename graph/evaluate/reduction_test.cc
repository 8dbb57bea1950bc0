// SPDX-License-Identifier: Apache-2.0
//
// Pooling, reductions and the functions over the last dimension.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

#include "graph/evaluate/one_op.h"

namespace firefly::testing {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;

Quantization scaled(float scale, int32_t zero_point = 0) {
  return {{scale}, {zero_point}, 0};
}

Window window(int32_t height, int32_t width, Margins margins = {}) {
  Window result;
  result.height = height;
  result.width = width;
  result.margins = margins;
  return result;
}

TEST(Pool2d, LeavesMarginsOutOfAnAverage) {
  EXPECT_THAT(evaluate_one<int8_t>(
                  Pool2d{PoolKind::kAverage, window(2, 2, {1, 0, 1, 0})},
                  {tensor_of<int8_t>({1, 2, 2, 1}, {1, 2, 4, 8}, scaled(1.0F))},
                  output_of<int8_t>({1, 2, 2, 1}, scaled(1.0F))),
              ElementsAre(1, 2, 3, 4));
}

TEST(Pool2d, RoundsTiesAwayFromZero) {
  EXPECT_THAT(evaluate_one<int8_t>(
                  Pool2d{PoolKind::kAverage, window(1, 2)},
                  {tensor_of<int8_t>({1, 1, 3, 1}, {-2, -1, 2}, scaled(1.0F))},
                  output_of<int8_t>({1, 1, 2, 1}, scaled(1.0F))),
              ElementsAre(-2, 1));
}

TEST(Pool2d, TakesTheMaximumOfEachImageAndChannel) {
  EXPECT_THAT(evaluate_one<int16_t>(
                  Pool2d{PoolKind::kMax, window(1, 2)},
                  {tensor_of<int16_t>({2, 1, 2, 2}, {1, 8, 3, 2, -5, -6, -9, 0},
                                      scaled(1.0F))},
                  output_of<int16_t>({2, 1, 1, 2}, scaled(1.0F))),
              ElementsAre(3, 8, -5, 0));
}

TEST(Pool2d, TakesTheRootOfTheMeanSquare) {
  EXPECT_THAT(evaluate_one<float>(Pool2d{PoolKind::kL2, window(1, 2)},
                                  {tensor_of<float>({1, 1, 2, 1}, {1, 7})},
                                  output_of<float>({1, 1, 1, 1})),
              ElementsAre(5.0F));
}

TEST(Reduce, MeansOverAnyDimensions) {
  const Tensor x =
      tensor_of<int8_t>({2, 3, 2}, iota<int8_t>(12), scaled(0.5F, 1));
  EXPECT_THAT(
      evaluate_one<int8_t>(Reduce{ReduceKind::kMean, {0, 2}, false}, {x},
                           output_of<int8_t>({3}, scaled(0.25F, 0))),
      ElementsAre(5, 9, 13));
  EXPECT_THAT(
      evaluate_one<int8_t>(Reduce{ReduceKind::kMean, {0, 1, 2}, true}, {x},
                           output_of<int8_t>({1, 1, 1}, scaled(0.5F, 1))),
      ElementsAre(6));
}

TEST(Reduce, KeepsTheOrderOfWhatRemains) {
  EXPECT_THAT(
      evaluate_one<int32_t>(Reduce{ReduceKind::kSum, {1}, false},
                            {tensor_of<int32_t>({2, 2, 3}, iota<int32_t>(12))},
                            output_of<int32_t>({2, 3})),
      ElementsAre(3, 5, 7, 15, 17, 19));
}

TEST(Reduce, FindsExtremesAndProducts) {
  const Tensor x = tensor_of<float>({2, 3}, {1, -2, 3, 4, 0.5F, -6});
  EXPECT_THAT(evaluate_one<float>(Reduce{ReduceKind::kMax, {1}, false}, {x},
                                  output_of<float>({2})),
              ElementsAre(3, 4));
  EXPECT_THAT(evaluate_one<float>(Reduce{ReduceKind::kMin, {0}, false}, {x},
                                  output_of<float>({3})),
              ElementsAre(1, -2, -6));
  EXPECT_THAT(evaluate_one<float>(Reduce{ReduceKind::kProd, {1}, false}, {x},
                                  output_of<float>({2})),
              ElementsAre(-6, -12));
}

TEST(ArgReduce, PrefersTheFirstOfEquals) {
  const Tensor x =
      tensor_of<int8_t>({2, 3}, {5, 7, 7, -1, -1, 4}, scaled(1.0F));
  EXPECT_THAT(evaluate_one<int32_t>(ArgReduce{ArgReduceKind::kMax, 1}, {x},
                                    output_of<int32_t>({2})),
              ElementsAre(1, 2));
  EXPECT_THAT(evaluate_one<int64_t>(ArgReduce{ArgReduceKind::kMin, 0}, {x},
                                    output_of<int64_t>({3})),
              ElementsAre(1, 1, 1));
}

TEST(Softmax, SharesOutOneWhole) {
  const auto y = evaluate_one<int8_t>(
      Softmax{1.0F},
      {tensor_of<int8_t>({2, 2}, {10, 10, 127, -128}, scaled(0.1F))},
      output_of<int8_t>({2, 2}, scaled(1.0F / 256, -128)));
  EXPECT_THAT(y, ElementsAre(0, 0, 127, -128));
}

TEST(Softmax, WidensToInt16) {
  const auto y = evaluate_one<int16_t>(
      Softmax{1.0F}, {tensor_of<int8_t>({1, 4}, {3, 3, 3, 3}, scaled(0.1F))},
      output_of<int16_t>({1, 4}, scaled(1.0F / 65536, -32768)));
  EXPECT_THAT(y, Each(-16384));
}

TEST(Softmax, OfInt16SumsToOne) {
  const auto y = evaluate_one<int16_t>(
      Softmax{1.0F},
      {tensor_of<int16_t>({1, 5}, {-9000, 0, 400, 3000, 9000}, scaled(0.001F))},
      output_of<int16_t>({1, 5}, scaled(1.0F / 32768)));
  EXPECT_NEAR(std::accumulate(y.begin(), y.end(), 0), 32768, 8);
}

TEST(LogSoftmax, IsZeroForACertainty) {
  const auto y = evaluate_one<int8_t>(
      LogSoftmax{}, {tensor_of<int8_t>({1, 2}, {100, -100}, scaled(0.1F))},
      output_of<int8_t>({1, 2}, scaled(1.0F / 16, 127)));
  EXPECT_THAT(y, ElementsAre(127, -128));
}

TEST(L2Normalize, KeepsTheDirection) {
  EXPECT_THAT(
      evaluate_one<int8_t>(L2Normalize{},
                           {tensor_of<int8_t>({1, 2}, {30, -40}, scaled(0.3F))},
                           output_of<int8_t>({1, 2}, scaled(1.0F / 128))),
      ElementsAre(77, -102));
}

}  // namespace
}  // namespace firefly::testing
