// SPDX-License-Identifier: Apache-2.0
#include "bench/check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace firefly {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Figures row() {
  Figures figures;
  figures.key = {"KWS", "cortex-m4", ""};
  figures.instructions = 1000000;
  figures.cycles = 2000000;
  figures.cycles_model = "cortex-m4/1";
  figures.ram_bytes = 900;
  figures.flash_bytes = 50000;
  figures.exact = true;
  return figures;
}

Comparison compared(const Figures& now, const Figures& committed = row()) {
  Comparison comparison;
  compare(committed, now, comparison);
  return comparison;
}

TEST(Check, AllowsATenthOfAPercent) {
  Figures now = row();
  now.instructions = 1001000;
  now.cycles = 1998000;
  EXPECT_THAT(compared(now).worse, IsEmpty());
  EXPECT_THAT(compared(now).better, IsEmpty());
}

TEST(Check, NamesTheRowAndTheFigureThatGotWorse) {
  Figures now = row();
  now.instructions = 1001001;
  now.ram_bytes = 901;  // a byte is more than 0.1 % of 900
  EXPECT_THAT(compared(now).worse,
              ElementsAre(HasSubstr("KWS on cortex-m4: instructions 1,000,000 "
                                    "-> 1,001,001 (+0.10 %)"),
                          HasSubstr("RAM bytes 900 -> 901")));
}

TEST(Check, TellsWhatGotBetter) {
  Figures now = row();
  now.cycles = 1990000;
  now.flash_bytes = 49900;
  EXPECT_THAT(compared(now).better,
              ElementsAre(HasSubstr("cycles"), HasSubstr("flash bytes")));
  EXPECT_THAT(compared(now).worse, IsEmpty());
}

TEST(Check, ComparesCyclesOfOneTimingModelOnly) {
  Figures now = row();
  now.cycles = 3000000;
  now.cycles_model = "cortex-m4/2";
  EXPECT_THAT(compared(now).worse, IsEmpty());
}

TEST(Check, MissesRowsThatRanAndWereExact) {
  Figures inexact = row();
  inexact.exact = false;
  EXPECT_THAT(compared(inexact).worse, ElementsAre(HasSubstr("not exact")));
  Figures failed;
  failed.key = row().key;
  failed.reason = "does not fit";
  EXPECT_THAT(compared(failed).worse, ElementsAre(HasSubstr("does not fit")));
  EXPECT_THAT(compared(failed, failed).worse, IsEmpty());
  EXPECT_THAT(compared(row(), failed).better, ElementsAre(HasSubstr("runs")));
}

}  // namespace
}  // namespace firefly
