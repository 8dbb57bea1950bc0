// SPDX-License-Identifier: Apache-2.0
#include "graph/prepare/broadcast.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

namespace firefly {
namespace {

using ::testing::ElementsAre;

/// The elements of both operands that each output element meets.
std::vector<std::pair<int, int>> pairs(const Shape& a, const Shape& b,
                                       const Shape& output) {
  const PreparedBroadcast prepared = prepare_broadcast({a, b}, output);
  std::vector<int> x(static_cast<size_t>(element_count(a)));
  std::vector<int> y(static_cast<size_t>(element_count(b)));
  std::iota(x.begin(), x.end(), 0);
  std::iota(y.begin(), y.end(), 0);
  std::vector<std::pair<int, int>> met(
      static_cast<size_t>(element_count(output)));
  broadcast_pairs(prepared.layer<2>(), x.data(), y.data(), met.data(),
                  [](int i, int k) { return std::pair(i, k); });
  return met;
}

TEST(Broadcast, MergesEqualShapesIntoOneRun) {
  const PreparedBroadcast prepared =
      prepare_broadcast({{2, 3, 4}, {2, 3, 4}}, {2, 3, 4});
  EXPECT_EQ(prepared.count, 24);
  EXPECT_EQ(prepared.outer_rank, 0);
  EXPECT_THAT(prepared.step, ElementsAre(1, 1));
}

TEST(Broadcast, WalksAScalarInOneRun) {
  const PreparedBroadcast prepared = prepare_broadcast({{2, 3}, {}}, {2, 3});
  EXPECT_EQ(prepared.count, 6);
  EXPECT_EQ(prepared.outer_rank, 0);
  EXPECT_THAT(prepared.step, ElementsAre(1, 0));
}

TEST(Broadcast, RepeatsAVectorOfChannels) {
  const PreparedBroadcast prepared =
      prepare_broadcast({{1, 5, 7, 3}, {3}}, {1, 5, 7, 3});
  EXPECT_EQ(prepared.count, 3);
  EXPECT_EQ(prepared.outer_rank, 1);
  EXPECT_THAT(prepared.outer, ElementsAre(35, 3, 0));
}

TEST(Broadcast, CrossesARowWithAColumn) {
  EXPECT_THAT(pairs({2, 1}, {1, 3}, {2, 3}),
              ElementsAre(std::pair(0, 0), std::pair(0, 1), std::pair(0, 2),
                          std::pair(1, 0), std::pair(1, 1), std::pair(1, 2)));
}

TEST(Broadcast, AlternatesOverSixDimensions) {
  const auto met =
      pairs({2, 1, 3, 1, 2, 1}, {1, 2, 1, 2, 1, 3}, {2, 2, 3, 2, 2, 3});
  ASSERT_EQ(met.size(), 144U);
  for (int i = 0; i < 144; ++i) {
    const int d[] = {i / 72,    i / 36 % 2, i / 12 % 3,
                     i / 6 % 2, i / 3 % 2,  i % 3};
    EXPECT_EQ(met[static_cast<size_t>(i)],
              std::pair(d[0] * 6 + d[2] * 2 + d[4], d[1] * 6 + d[3] * 3 + d[5]))
        << i;
  }
}

}  // namespace
}  // namespace firefly
