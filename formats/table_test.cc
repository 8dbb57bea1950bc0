// SPDX-License-Identifier: Apache-2.0
#include "formats/table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "formats/numbers.h"

namespace firefly {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const TableOptions kPlain{{}, "auto", ""};

TEST(Numbers, AreTheWholeTextInAnyLocale) {
  EXPECT_EQ(parse_number("-1.5e2"), -150);
  EXPECT_EQ(parse_number("+3"), 3);
  EXPECT_TRUE(std::isnan(*parse_number("nan")));
  EXPECT_FALSE(parse_number("1,5"));
  EXPECT_FALSE(parse_number("1 "));
  EXPECT_FALSE(parse_number(""));
}

TEST(Dates, AreSecondsSince1970) {
  EXPECT_EQ(parse_date("1970-01-02"), 86400);
  EXPECT_EQ(parse_date("2014-04-01 00:05:00"), 1396310700);
  EXPECT_EQ(parse_date("2014-04-01T00:05:00.250Z"), 1396310700.25);
  EXPECT_EQ(parse_date("2014-04-01T02:05:00+02:00"), 1396310700);
  EXPECT_EQ(parse_date("2014/04/01 00:05"), 1396310700);
  EXPECT_FALSE(parse_date("2014-13-01"));
  EXPECT_FALSE(parse_date("2014-02-30"));
  EXPECT_FALSE(parse_date("2014-04-01 00:05:00 noon"));
  EXPECT_FALSE(parse_date("14:05"));
}

TEST(Table, ReadsHeaderAndTime) {
  const auto table =
      read_table("\"t_ms\",ax,ay\r\n0,1,2\r\n20,3,4\r\n", kPlain, "a.csv");
  ASSERT_TRUE(table.ok()) << table.error().message;
  EXPECT_THAT(table->columns, ElementsAre("ax", "ay"));
  EXPECT_THAT(table->values, ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(table->times, ElementsAre(0, 20));
  EXPECT_EQ(table->time_name, "t_ms");
  EXPECT_THAT(table->segments, ElementsAre(0));
}

TEST(Table, ReadsNumbersAloneWithAnySeparator) {
  for (const char* const text :
       {"1,2\n3,4", "1;2\n3;4\n", "1\t2\n3\t4\n", " 1  2\n3 \t 4\n"}) {
    const auto table = read_table(text, kPlain, "a");
    ASSERT_TRUE(table.ok()) << text;
    EXPECT_THAT(table->columns, ElementsAre("#1", "#2")) << text;
    EXPECT_THAT(table->values, ElementsAre(1, 2, 3, 4)) << text;
  }
}

TEST(Table, ReadsOneColumn) {
  const auto table = read_table("volts\n1\n2\n", kPlain, "a");
  ASSERT_TRUE(table.ok());
  EXPECT_THAT(table->columns, ElementsAre("volts"));
  EXPECT_THAT(table->values, ElementsAre(1, 2));
}

TEST(Table, TakesTheColumnsThatAreNamed) {
  const std::string text =
      "user,activity,time,x,y\n7,walk,5,1,2\n7,run,6,3,4\n";
  const auto table = read_table(text, {{"y", "#4"}, "time", "activity"}, "a");
  ASSERT_TRUE(table.ok()) << table.error().message;
  EXPECT_THAT(table->values, ElementsAre(2, 1, 4, 3));
  EXPECT_THAT(table->times, ElementsAre(5, 6));
  EXPECT_THAT(table->labels, ElementsAre("walk", "run"));
  const auto missing = read_table(text, {{"z"}, "auto", ""}, "a.csv");
  ASSERT_FALSE(missing.ok());
  EXPECT_THAT(missing.error().message, HasSubstr("a.csv: expected columns z"));
}

TEST(Table, StartsSegmentsAtDashesAndCountsJunk) {
  const auto table = read_table(
      "Script started\n\n-,-,-\n1,2,3\nnoise\n4,5,6\n "
      "-,-,-\n-,-,-\n7,8,9\n1,2\n",
      kPlain, "a");
  ASSERT_TRUE(table.ok()) << table.error().message;
  EXPECT_EQ(table->rows(), 3U);
  EXPECT_THAT(table->segments, ElementsAre(0, 2));
  EXPECT_EQ(table->skipped_lines, 2U);
  EXPECT_EQ(table->first_skipped_line, 5U);
}

TEST(Table, StartsSegmentsWhereTheTakeChanges) {
  const std::string text =
      "take,hz,x\na,50,1\na,50,2\nb,100,3\na,50,4\na,50,5\n";
  const auto table = read_table(text, {{}, "auto", "", "take", "hz"}, "a");
  ASSERT_TRUE(table.ok()) << table.error().message;
  EXPECT_THAT(table->columns, ElementsAre("x"));
  EXPECT_THAT(table->segments, ElementsAre(0, 2, 3));
  EXPECT_THAT(table->rates, ElementsAre(50, 50, 100, 50, 50));
  const auto missing =
      read_table(text, {{}, "auto", "", "session", "hz"}, "a.csv");
  ASSERT_FALSE(missing.ok());
  EXPECT_THAT(missing.error().message, HasSubstr("takes in session"));
}

TEST(Table, KeepsEmptyCellsAsGaps) {
  const auto table = read_table("1,2\n3,\n", kPlain, "a");
  ASSERT_TRUE(table.ok());
  EXPECT_EQ(table->rows(), 2U);
  EXPECT_TRUE(std::isnan(table->values[3]));
}

TEST(Table, RefusesWhatIsNone) {
  for (const char* const text : {"", "\n\n", "hello\nworld\n", ",,\n,,\n"}) {
    const auto table = read_table(text, kPlain, "a.txt");
    ASSERT_FALSE(table.ok()) << text;
    EXPECT_THAT(table.error().message, HasSubstr("a.txt: expected rows"));
  }
}

}  // namespace
}  // namespace firefly
