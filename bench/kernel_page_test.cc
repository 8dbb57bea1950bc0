// SPDX-License-Identifier: Apache-2.0
#include "bench/kernel_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "bench/kernel_models.h"

namespace firefly {
namespace {

using ::testing::HasSubstr;

BenchRow row(int64_t macs, const std::string& output) {
  BenchRow row;
  row.key = {"1x1", "cortex-m4", ""};
  Report report;
  report.board = *find_board("cortex-m4");
  report.macs_live = macs;
  report.instructions = 1500;
  report.cycles = 2000;
  report.operators.emplace_back();
  report.operators[0].output = output;
  row.report = report;
  return row;
}

TEST(KernelPage, ComparesWithWhatTheCoreNeedsAtLeast) {
  const std::string text = kernel_tables({row(1000, "1x10x10x1")});
  EXPECT_THAT(text, HasSubstr("## cortex-m4\n\nAt least 0.5 instructions"));
  EXPECT_THAT(text,
              HasSubstr("| 1x1 | 1,000 | 1,500 | 1.50 | 3.0 | 2,000 | 2.00 | "
                        "4.0 |"));
}

TEST(KernelPage, CountsOutputsWhereNothingIsMultiplied) {
  EXPECT_THAT(
      kernel_tables({row(0, "1x10x10x5")}),
      HasSubstr("| 500 outputs | 1,500 | 3.00 | – | 2,000 | 4.00 | – |"));
}

TEST(KernelPage, KnowsTheLimitsOfEveryEmulatedBoard) {
  for (const Board& board : built_in_boards()) {
    EXPECT_EQ(mac_limit(board).has_value(), board.emulator.has_value())
        << board.name;
  }
}

TEST(KernelModels, AreValidAndNamedApart) {
  std::set<std::string> labels;
  for (const SuiteModel& model : kernel_models()) {
    ASSERT_TRUE(model.graph.has_value());
    EXPECT_TRUE(verify(*model.graph).ok()) << model.label;
    EXPECT_TRUE(labels.insert(model.label).second) << model.label;
  }
}

}  // namespace
}  // namespace firefly
