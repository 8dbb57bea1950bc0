// SPDX-License-Identifier: Apache-2.0
#include "evaluation/pareto.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace firefly {
namespace {

using ::testing::ElementsAre;
using Points = std::vector<std::vector<double>>;

TEST(Pareto, RanksFrontAfterFront) {
  const Points points = {{1, 4}, {2, 2}, {4, 1}, {2, 4}, {3, 3}, {5, 5}};
  EXPECT_THAT(pareto_ranks(points), ElementsAre(0, 0, 0, 1, 1, 2));
}

TEST(Pareto, EqualPointsStandTogether) {
  const Points points = {{1, 1}, {1, 1}, {1, 2}};
  EXPECT_THAT(pareto_ranks(points), ElementsAre(0, 0, 1));
  EXPECT_TRUE(pareto_ranks(Points()).empty());
}

}  // namespace
}  // namespace firefly
