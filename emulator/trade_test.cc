// SPDX-License-Identifier: Apache-2.0
#include "emulator/trade.h"

#include <gtest/gtest.h>

namespace firefly {
namespace {

TEST(MarkBest, KeepsWhatNothingBeatsInAllThree) {
  std::vector<TradePoint> points = {
      {"slow and small", 300, 300, 10, 10},
      {"fast and large", 100, 100, 30, 30},
      {"beaten by fast", 120, 120, 30, 40},
      {"little RAM", 200, 200, 5, 50},
      {"twin of fast", 90, 100, 30, 30},
  };
  mark_best(points);
  ASSERT_EQ(points.size(), 5U);
  EXPECT_EQ(points[0].setting, "fast and large");
  EXPECT_EQ(points[1].setting, "twin of fast");
  EXPECT_EQ(points[2].setting, "beaten by fast");
  EXPECT_TRUE(points[0].is_best);
  EXPECT_TRUE(points[1].is_best);
  EXPECT_FALSE(points[2].is_best);
  EXPECT_TRUE(points[3].is_best);
  EXPECT_TRUE(points[4].is_best);
}

TEST(TradePoint, ComparesInstructionsWhereNoCyclesAreKnown) {
  TradePoint point;
  point.instructions = 7;
  EXPECT_EQ(point.time(), 7U);
  point.cycles = 9;
  EXPECT_EQ(point.time(), 9U);
}

}  // namespace
}  // namespace firefly
