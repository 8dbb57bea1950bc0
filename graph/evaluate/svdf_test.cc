// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <vector>

#include "graph/evaluate/one_op.h"

namespace firefly::testing {
namespace {

using ::testing::ElementsAre;

const Quantization kOne{{1.0F}, {0}, 0};

/// Puts the next frame where the operator reads it.
template <class T>
void feed(OneOp& op, const std::vector<T>& frame) {
  std::memcpy(op.graph().tensors[0].data.data(), frame.data(),
              frame.size() * sizeof(T));
}

TEST(Svdf, WeighsItsMemoryOfFloats) {
  // Two filters of rank two make one unit that remembers three frames.
  OneOp svdf(
      Svdf{2, Activation::kRelu},
      {tensor_of<float>({1, 2}, {0, 0}), tensor_of<float>({2, 2}, {1, 0, 0, 1}),
       tensor_of<float>({2, 3}, {1, 2, 4, 0, 0, 8}),
       tensor_of<float>({1}, {0.5F}),
       tensor_of<float>({1, 6}, std::vector<float>(6))},
      output_of<float>({1, 1}));
  feed<float>(svdf, {1, 10});
  svdf.run<Svdf>();
  EXPECT_THAT(svdf.output<float>(), ElementsAre(4 + 80 + 0.5F));
  feed<float>(svdf, {2, 0});
  svdf.run<Svdf>();
  EXPECT_THAT(svdf.output<float>(), ElementsAre(2 + 8 + 0.5F));
  feed<float>(svdf, {-10, -1});
  svdf.run<Svdf>();
  EXPECT_THAT(svdf.output<float>(), ElementsAre(0)) << "relu";
  EXPECT_THAT(svdf.input<float>(4), ElementsAre(1, 2, -10, 10, 0, -1));
}

/// Scales of one, so that the numbers can be followed by hand.
template <class State>
OneOp integer_svdf(Quantization state) {
  return OneOp(
      Svdf{1, Activation::kNone},
      {tensor_of<int8_t>({2, 1}, {0, 0}, {{1.0F}, {3}, 0}),
       tensor_of<int8_t>({1, 1}, {2}, kOne),
       tensor_of<State>({1, 2}, {1, 10}, kOne), tensor_of<int32_t>({1}, {5}),
       tensor_of<State>({2, 2}, std::vector<State>(4), state)},
      output_of<int8_t>({2, 1}, {{4.0F}, {-1}, 0}));
}

TEST(Svdf, WeighsItsMemoryOfIntegers) {
  OneOp svdf = integer_svdf<int16_t>(kOne);
  feed<int8_t>(svdf, {4, 1});
  svdf.run<Svdf>();
  // 5 + 10·2·(4 − 3) and 5 − 10·2·2, halved twice with rounding, minus one.
  EXPECT_THAT(svdf.output<int8_t>(), ElementsAre(6, -10));
  feed<int8_t>(svdf, {3, 3});
  svdf.run<Svdf>();
  EXPECT_THAT(svdf.input<int16_t>(4), ElementsAre(2, 0, -4, 0));
  EXPECT_THAT(svdf.output<int8_t>(), ElementsAre(1, 0));
}

TEST(Svdf, SaturatesAnInt8StateBeforeTheZeroPoint) {
  OneOp svdf = integer_svdf<int8_t>({{1.0F}, {10}, 0});
  feed<int8_t>(svdf, {127, 50});
  svdf.run<Svdf>();
  // 248 saturates to 127, which wraps to 137 − 256.
  EXPECT_THAT(svdf.input<int8_t>(4), ElementsAre(0, -119, 0, 104));
}

TEST(Svdf, BiasIsOptional) {
  OneOp svdf(
      Svdf{1, Activation::kNone},
      {tensor_of<float>({1, 1}, {3}), tensor_of<float>({1, 1}, {2}),
       tensor_of<float>({1, 1}, {1}), absent(), tensor_of<float>({1, 1}, {0})},
      output_of<float>({1, 1}));
  svdf.run<Svdf>();
  EXPECT_THAT(svdf.output<float>(), ElementsAre(6));
}

}  // namespace
}  // namespace firefly::testing
