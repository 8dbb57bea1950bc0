// SPDX-License-Identifier: Apache-2.0
#include "bench/baseline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bench/setting.h"
#include "emulator/board.h"

namespace firefly {
namespace {

TEST(Baseline, KnowsTheOtherEngine) {
  const BaselineModel* kws = baseline().find("KWS");
  ASSERT_NE(kws, nullptr);
  EXPECT_EQ(kws->instructions.at("cortex-m4"), 7697741U);
  EXPECT_EQ(kws->ram_bytes, 23996U);
  EXPECT_EQ(baseline().models.size(), 6U);
  EXPECT_EQ(baseline().find("MCUNet"), nullptr);
}

TEST(Baseline, GoalsAreAboutBoardsThatExist) {
  EXPECT_GT(baseline().goals.size(), 40U);
  for (const Goal& goal : baseline().goals) {
    EXPECT_TRUE(find_board(goal.key.board).ok()) << to_string(goal.key);
    EXPECT_GT(goal.limit, 0U) << to_string(goal.key);
  }
}

TEST(Baseline, RefusesAFigureThatItDoesNotKnow) {
  const Expected<Baseline> parsed = parse_baseline(
      "[[goal]]\nmodel = \"KWS\"\nboard = \"rv32\"\nminutes = 1\n");
  ASSERT_FALSE(parsed.ok());
  EXPECT_THAT(parsed.error().message, ::testing::HasSubstr("minutes"));
  EXPECT_FALSE(parse_baseline("= 1").ok());
}

TEST(Goal, LooksAtTheDefaultForShares) {
  Figures normal;
  normal.key = {"KWS", "cortex-m4", ""};
  normal.instructions = 1;
  normal.cycles = 1000;
  Figures small = normal;
  small.key.setting = "--fit ram";
  small.cycles = 1301;
  small.flash_bytes = 50;
  small.weights_bytes = 30;
  const FiguresFile file = {"mlperf-tiny", "", {normal, small}};
  EXPECT_EQ(figure_of(file, {small.key, "cycles_percent_of_default", 130}),
            131U);
  EXPECT_EQ(figure_of(file, {small.key, "flash_beside_weights_bytes", 8}), 20U);
  EXPECT_EQ(figure_of(file, {{"IC", "cortex-m4", ""}, "cycles", 1}),
            std::nullopt);
}

}  // namespace
}  // namespace firefly
