// SPDX-License-Identifier: Apache-2.0
#include "graph/prepare/data_movement.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "graph/evaluate/one_op.h"

namespace firefly::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;

/// Element by element, from the definition: output[index] = x[source(index)].
template <class Source>
std::vector<int16_t> by_definition(const Shape& x, const Shape& y,
                                   Source source) {
  std::vector<int16_t> result;
  const std::vector<int32_t> strides = strides_of(x);
  const std::vector<int32_t> places = strides_of(y);
  for (int32_t flat = 0; flat < element_count(y); ++flat) {
    std::vector<int32_t> index(y.size());
    for (size_t d = 0; d < y.size(); ++d) {
      index[d] = flat / places[d] % y[d];
    }
    const std::vector<int32_t> from = source(index);
    int32_t offset = 0;
    for (size_t d = 0; d < x.size(); ++d) {
      offset += from[d] * strides[d];
    }
    result.push_back(static_cast<int16_t>(offset));
  }
  return result;
}

/// The operator on a tensor that holds 0, 1, 2, …, so that an element names the
/// place it comes from.
template <class Kind>
std::vector<int16_t> moved(Kind kind, const Shape& x, const Shape& y) {
  return evaluate_one<int16_t>(kind,
                               {tensor_of(x, iota<int16_t>(element_count(x)))},
                               output_of<int16_t>(y));
}

TEST(Reshape, KeepsTheOrder) {
  EXPECT_EQ(moved(Reshape{}, {2, 3, 4}, {4, 6}), iota<int16_t>(24));
}

TEST(Slice, TakesStepsOfEitherSign) {
  const Slice slice{{1, 4, 0}, {1, -2, 3}};
  const Shape x = {3, 5, 7};
  const Shape y = {2, 3, 3};
  EXPECT_EQ(moved(slice, x, y), by_definition(x, y, [](auto i) {
              return std::vector{1 + i[0], 4 - 2 * i[1], 3 * i[2]};
            }));
}

TEST(Slice, MayBeEmptyOrScalar) {
  EXPECT_THAT(moved(Slice{{0, 5}, {1, 1}}, {2, 5}, {2, 0}), IsEmpty());
  EXPECT_THAT(moved(Slice{}, {}, {}), ElementsAre(0));
}

TEST(Slice, OfWholeRowsIsOneRun) {
  const OneOp one(Slice{{1, 0, 0}, {1, 1, 1}},
                  {tensor_of<int8_t>({4, 5, 6}, iota<int8_t>(120))},
                  output_of<int8_t>({2, 5, 6}));
  OneOp copy = one;
  const PreparedCopy prepared =
      prepare_copy(Slice{{1, 0, 0}, {1, 1, 1}}, copy.graph(), copy.op());
  EXPECT_THAT(prepared.dims, ElementsAre(60, 1, 1));
  EXPECT_EQ(prepared.input_offset, 30);
}

TEST(Transpose, FollowsEveryPermutationOfFour) {
  const Shape x = {2, 3, 4, 5};
  std::vector<int32_t> permutation = {0, 1, 2, 3};
  do {
    Shape y;
    for (const int32_t axis : permutation) {
      y.push_back(x[static_cast<size_t>(axis)]);
    }
    EXPECT_EQ(moved(Transpose{permutation}, x, y),
              by_definition(x, y, [&](auto i) {
                std::vector<int32_t> from(4);
                for (size_t d = 0; d < 4; ++d) {
                  from[static_cast<size_t>(permutation[d])] = i[d];
                }
                return from;
              }));
  } while (std::next_permutation(permutation.begin(), permutation.end()));
}

TEST(Transpose, TakesRankSix) {
  const Shape x = {2, 3, 2, 2, 3, 2};
  const Shape y = {2, 3, 2, 2, 3, 2};
  EXPECT_EQ(moved(Transpose{{5, 4, 3, 2, 1, 0}}, x, y),
            by_definition(x, y, [](auto i) {
              return std::vector{i[5], i[4], i[3], i[2], i[1], i[0]};
            }));
}

TEST(SpaceToDepth, StacksBlocks) {
  const Shape x = {2, 4, 6, 3};
  const Shape y = {2, 2, 3, 12};
  EXPECT_EQ(moved(SpaceToDepth{2}, x, y), by_definition(x, y, [](auto i) {
              const int32_t place = i[3] / 3;
              return std::vector{i[0], 2 * i[1] + place / 2,
                                 2 * i[2] + place % 2, i[3] % 3};
            }));
}

TEST(DepthToSpace, UnstacksBlocks) {
  const Shape x = {2, 2, 3, 12};
  const Shape y = {2, 4, 6, 3};
  EXPECT_EQ(moved(DepthToSpace{2}, x, y), by_definition(x, y, [](auto i) {
              return std::vector{i[0], i[1] / 2, i[2] / 2,
                                 (i[1] % 2 * 2 + i[2] % 2) * 3 + i[3]};
            }));
}

TEST(Tile, RepeatsEveryDimension) {
  const Shape x = {2, 3, 2, 2};
  const Shape y = {4, 9, 2, 6};
  EXPECT_EQ(moved(Tile{{2, 3, 1, 3}}, x, y), by_definition(x, y, [](auto i) {
              return std::vector{i[0] % 2, i[1] % 3, i[2] % 2, i[3] % 2};
            }));
  EXPECT_THAT(moved(Tile{{1, 4}}, {1, 1}, {1, 4}), ElementsAre(0, 0, 0, 0));
}

TEST(Tile, TakesTwelveLoops) {
  const Shape x = {2, 2, 2, 2, 2, 2};
  const Shape y = {4, 4, 4, 4, 4, 4};
  EXPECT_EQ(moved(Tile{{2, 2, 2, 2, 2, 2}}, x, y),
            by_definition(x, y, [](auto i) {
              for (int32_t& index : i) {
                index %= 2;
              }
              return i;
            }));
}

TEST(Pad, FillsWithTheZeroPoint) {
  const Quantization q{{0.5F}, {-7}, 0};
  EXPECT_THAT(evaluate_one<int8_t>(Pad{{1, 1}, {0, 2}},
                                   {tensor_of<int8_t>({1, 2}, {5, 6}, q)},
                                   output_of<int8_t>({2, 5}, q)),
              ElementsAre(-7, -7, -7, -7, -7, -7, 5, 6, -7, -7));
}

TEST(Pad, FillsWithTheGivenElement) {
  EXPECT_THAT(evaluate_one<float>(Pad{{1}, {1}},
                                  {tensor_of<float>({1}, {2.0F}),
                                   tensor_of<float>({1}, {-1.5F})},
                                  output_of<float>({3})),
              ElementsAre(-1.5F, 2.0F, -1.5F));
}

TEST(MirrorPad, ReflectsOrRepeatsTheBorder) {
  EXPECT_THAT(moved(MirrorPad{{2}, {3}, true}, {4}, {9}),
              ElementsAre(2, 1, 0, 1, 2, 3, 2, 1, 0));
  EXPECT_THAT(moved(MirrorPad{{2}, {4}, false}, {4}, {10}),
              ElementsAre(1, 0, 0, 1, 2, 3, 3, 2, 1, 0));
  EXPECT_THAT(moved(MirrorPad{{1, 0}, {0, 0}, true}, {2, 3}, {3, 3}),
              ElementsAre(3, 4, 5, 0, 1, 2, 3, 4, 5));
}

TEST(BatchToSpace, CropsWhatItInterleaves) {
  const BatchToSpace kind{{2, 3}, {1, 2}, {0, 1}};
  const Shape x = {12, 2, 3, 2};
  const Shape y = {2, 3, 6, 2};
  EXPECT_EQ(moved(kind, x, y), by_definition(x, y, [](auto i) {
              const int32_t row = i[1] + 1;
              const int32_t column = i[2] + 2;
              return std::vector{(row % 2 * 3 + column % 3) * 2 + i[0], row / 2,
                                 column / 3, i[3]};
            }));
}

TEST(SpaceToBatch, IsUndoneByBatchToSpace) {
  const Shape x = {2, 3, 6, 2};
  const Shape y = {12, 2, 3, 2};
  const Quantization q{{1.0F}, {-1}, 0};
  const auto spread = evaluate_one<int16_t>(
      SpaceToBatch{{2, 3}, {1, 2}, {0, 1}},
      {tensor_of(x, iota<int16_t>(72), q)}, output_of<int16_t>(y, q));
  EXPECT_EQ(std::count(spread.begin(), spread.end(), -1), 144 - 72);
  EXPECT_EQ(
      evaluate_one<int16_t>(BatchToSpace{{2, 3}, {1, 2}, {0, 1}},
                            {tensor_of(y, spread)}, output_of<int16_t>(x)),
      iota<int16_t>(72));
}

TEST(SpaceToBatch, TakesSequences) {
  EXPECT_THAT(moved(SpaceToBatch{{2}, {0}, {0}}, {1, 4, 2}, {2, 2, 2}),
              ElementsAre(0, 1, 4, 5, 2, 3, 6, 7));
}

TEST(Concat, JoinsAlongAnyAxis) {
  const Tensor a = tensor_of<int8_t>({2, 1, 2}, {1, 2, 3, 4});
  const Tensor b = tensor_of<int8_t>({2, 2, 2}, {5, 6, 7, 8, 9, 10, 11, 12});
  EXPECT_THAT(
      evaluate_one<int8_t>(Concat{1}, {a, b, a}, output_of<int8_t>({2, 4, 2})),
      ElementsAre(1, 2, 5, 6, 7, 8, 1, 2, 3, 4, 9, 10, 11, 12, 3, 4));
  EXPECT_THAT(
      evaluate_one<int8_t>(Concat{2}, {a, a}, output_of<int8_t>({2, 1, 4})),
      ElementsAre(1, 2, 1, 2, 3, 4, 3, 4));
}

TEST(Gather, PicksSlices) {
  const Tensor x = tensor_of<float>({2, 3, 2}, iota<float>(12));
  EXPECT_THAT(
      evaluate_one<float>(Gather{1, 0}, {x, tensor_of<int32_t>({2}, {2, 0})},
                          output_of<float>({2, 2, 2})),
      ElementsAreArray<float>({4, 5, 0, 1, 10, 11, 6, 7}));
}

TEST(Gather, PicksForEachBatch) {
  const Tensor x = tensor_of<int8_t>({2, 3}, iota<int8_t>(6));
  EXPECT_THAT(evaluate_one<int8_t>(
                  Gather{1, 1}, {x, tensor_of<int32_t>({2, 2}, {2, 0, 1, 1})},
                  output_of<int8_t>({2, 2})),
              ElementsAre(2, 0, 4, 4));
}

TEST(Gather, NeverLeavesTheTensor) {
  const Tensor x = tensor_of<int8_t>({3}, {7, 8, 9});
  EXPECT_THAT(evaluate_one<int8_t>(
                  Gather{0, 0}, {x, tensor_of<int32_t>({2}, {-1, INT32_MAX})},
                  output_of<int8_t>({2})),
              ElementsAre(7, 9));
}

TEST(AssignVariable, WritesTheState) {
  OneOp one(
      AssignVariable{},
      {tensor_of<int8_t>({3}, {0, 0, 0}), tensor_of<int8_t>({3}, {1, 2, 3})},
      output_of<int8_t>({0}));
  one.run<AssignVariable>();
  EXPECT_THAT(one.input<int8_t>(0), ElementsAre(1, 2, 3));
}

TEST(ReadVariable, CopiesTheState) {
  EXPECT_THAT(
      evaluate_one<int8_t>(ReadVariable{}, {tensor_of<int8_t>({3}, {1, 2, 3})},
                           output_of<int8_t>({3})),
      ElementsAre(1, 2, 3));
}

}  // namespace
}  // namespace firefly::testing
