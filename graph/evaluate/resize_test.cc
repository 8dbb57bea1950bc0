// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "graph/evaluate/one_op.h"

namespace firefly::testing {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;

TEST(ResizeNearest, TakesTheFloorOfThePlace) {
  EXPECT_THAT(
      evaluate_one<int8_t>(Resize{ResizeKind::kNearest},
                           {tensor_of<int8_t>({1, 2, 2, 1}, {1, 2, 3, 4})},
                           output_of<int8_t>({1, 3, 3, 1})),
      ElementsAre(1, 1, 2, 1, 1, 2, 3, 3, 4));
}

TEST(ResizeNearest, AlignsCorners) {
  EXPECT_THAT(
      evaluate_one<int8_t>(Resize{ResizeKind::kNearest, true, false},
                           {tensor_of<int8_t>({1, 1, 2, 2}, {1, 2, 3, 4})},
                           output_of<int8_t>({1, 1, 3, 2})),
      ElementsAre(1, 2, 3, 4, 3, 4));
}

TEST(ResizeNearest, TakesHalfPixelCentres) {
  EXPECT_THAT(
      evaluate_one<int16_t>(Resize{ResizeKind::kNearest, false, true},
                            {tensor_of<int16_t>({1, 1, 5, 1}, {1, 2, 3, 4, 5})},
                            output_of<int16_t>({1, 1, 2, 1})),
      ElementsAre(2, 4));
}

TEST(ResizeBilinear, BlendsIntegersInTenBits) {
  EXPECT_THAT(evaluate_one<int8_t>(Resize{ResizeKind::kBilinear},
                                   {tensor_of<int8_t>({1, 1, 2, 1}, {-10, 21})},
                                   output_of<int8_t>({1, 1, 4, 1})),
              // 5.5 rounds away from zero.
              ElementsAre(-10, 6, 21, 21));
}

TEST(ResizeBilinear, KeepsAConstantImageWithHalfPixelCentres) {
  const std::vector<int8_t> image(4 * 5 * 3, -128);
  EXPECT_THAT(evaluate_one<int8_t>(Resize{ResizeKind::kBilinear, false, true},
                                   {tensor_of<int8_t>({1, 4, 5, 3}, image)},
                                   output_of<int8_t>({1, 9, 13, 3})),
              Each(-128));
}

TEST(ResizeBilinear, BlendsFloats) {
  EXPECT_THAT(
      evaluate_one<float>(Resize{ResizeKind::kBilinear, true, false},
                          {tensor_of<float>({1, 2, 2, 1}, {0, 1, 2, 3})},
                          output_of<float>({1, 3, 3, 1})),
      ElementsAre(0.0F, 0.5F, 1.0F, 1.0F, 1.5F, 2.0F, 2.0F, 2.5F, 3.0F));
}

TEST(ResizeBilinear, TakesBatches) {
  EXPECT_THAT(
      evaluate_one<int16_t>(Resize{ResizeKind::kBilinear},
                            {tensor_of<int16_t>({2, 1, 1, 1}, {-32768, 32767})},
                            output_of<int16_t>({2, 1, 2, 1})),
      ElementsAre(-32768, -32768, 32767, 32767));
}

}  // namespace
}  // namespace firefly::testing
