// SPDX-License-Identifier: Apache-2.0
#include "bench/page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace firefly {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const Baseline kOther = {"TFLM",
                         "measured in the same way",
                         "2.1 a MAC",
                         {{"KWS", {{"cortex-m4", 3000}}, 50, 70}},
                         {{{"KWS", "cortex-m4", ""}, "instructions", 2000},
                          {{"KWS", "cortex-m4", ""}, "ram_bytes", 39},
                          {{"KWS", "cortex-m4", "--stream"}, "cycles", 5}}};

FiguresFile sample() {
  Figures row;
  row.key = {"KWS", "cortex-m4", ""};
  row.instructions = 2000;
  row.ram_bytes = 40;
  row.flash_bytes = 35;
  Figures failed;
  failed.key = {"KWS", "cortex-m4", "--stream"};
  failed.reason = "not there";
  return {"mlperf-tiny", "firefly", {row, failed}};
}

TEST(Page, PutsTheBaselineBeside) {
  const std::string text = baseline_tables(sample(), kOther);
  EXPECT_THAT(text, HasSubstr("| KWS | cortex-m4 | 2,000 | 3,000 | 1.50 |"));
  EXPECT_THAT(text, HasSubstr("| KWS | 40 | 50 | 1.25 | 35 | 70 | 2.00 |"));
  EXPECT_EQ(baseline_tables({"models", "", {}}, kOther), "");
}

TEST(Page, SaysWhichGoalsAreMet) {
  const std::string text = goals_table(sample(), kOther);
  EXPECT_THAT(text, HasSubstr("instructions | 2,000 | 2,000 | met |"));
  EXPECT_THAT(text, HasSubstr("RAM B | 39 | 40 | missed |"));
  EXPECT_THAT(text, HasSubstr("| `--stream` | cycles | 5 | – | not there |"));
}

TEST(Page, ShowsRowsThatDidNotRunWithTheReason) {
  BenchRow row;
  row.key = {"VWW", "cortex-m0", ""};
  row.reason = "does not fit";
  EXPECT_THAT(rows_table({row}),
              HasSubstr("| VWW | cortex-m0 |  | – | | | | | does not fit | |"));
}

TEST(Page, HasGoalsOnlyWhenAsked) {
  EXPECT_THAT(to_markdown({"models", "", {}}, {}, 1, false),
              Not(HasSubstr("Goals")));
  EXPECT_THAT(to_markdown({"models", "", {}}, {}, 1, true), HasSubstr("Goals"));
}

}  // namespace
}  // namespace firefly
