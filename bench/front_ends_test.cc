// SPDX-License-Identifier: Apache-2.0
#include "bench/front_ends.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace firefly {
namespace {

TEST(FrontEndCases, SuitTheirSensors) {
  for (const FrontEndCase& known : front_end_cases()) {
    const auto front_end = make_front_end(known);
    ASSERT_TRUE(front_end.ok()) << known.name << front_end.error().message;
    EXPECT_GT((*front_end)->format().row_size(), 0) << known.name;
  }
}

TEST(FrontEndCases, CoverEveryKind) {
  for (const FrontEndKind& kind : front_end_kinds()) {
    EXPECT_THAT(front_end_cases(), ::testing::Contains(::testing::Field(
                                       &FrontEndCase::kind, kind.name)));
  }
}

TEST(FrontEndFigures, SayWhatIsNotThere) {
  EXPECT_THAT(measure_front_end({"telepathy", "cortex-m4", ""}).reason,
              ::testing::HasSubstr("no such front end"));
}

TEST(FrontEndTable, TellsTheClockForRealTime) {
  FiguresFile file;
  Figures row;
  row.key = {"micro-speech", "cortex-m4", ""};
  row.cycles = 50000;  // every 20 ms
  row.exact = true;
  file.rows = {row};
  EXPECT_THAT(front_end_table(file), ::testing::HasSubstr("| 2.50 |"));
}

}  // namespace
}  // namespace firefly
