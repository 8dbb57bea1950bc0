// SPDX-License-Identifier: Apache-2.0
#include "emulator/timing/flash.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace firefly::timing {
namespace {

using ::testing::HasSubstr;

FlashTiming slow() {
  FlashTiming timing;
  timing.wait_cycles = 3;
  timing.line_bytes = 16;
  return timing;
}

TEST(Flash, TheLineReadLastIsAtHand) {
  FlashModel flash(slow());
  EXPECT_EQ(flash.fetch(0x100, 0), 3U);
  EXPECT_EQ(flash.fetch(0x10e, 4), 0U);  // the same line
  EXPECT_EQ(flash.fetch(0x110, 4), 3U);  // the next one
  EXPECT_EQ(flash.fetch(0x100, 4), 3U);  // a loop over two lines waits
}

TEST(Flash, ACacheHoldsALoop) {
  FlashTiming timing = slow();
  timing.instruction_cache_bytes = 32;
  FlashModel flash(timing);
  EXPECT_EQ(flash.fetch(0x100, 0) + flash.fetch(0x110, 8), 6U);
  EXPECT_EQ(flash.fetch(0x100, 8) + flash.fetch(0x110, 8), 0U);
  EXPECT_EQ(flash.fetch(0x120, 8), 3U);  // in the place of 0x100
  EXPECT_EQ(flash.fetch(0x110, 8), 0U);
  EXPECT_EQ(flash.fetch(0x100, 8), 3U);
}

TEST(Flash, LinesOfOneSetCompete) {
  FlashTiming timing = slow();
  timing.instruction_cache_bytes = 64;
  timing.ways = 1;  // 4 sets
  FlashModel flash(timing);
  EXPECT_EQ(flash.fetch(0x100, 0) + flash.fetch(0x140, 0), 6U);
  EXPECT_EQ(flash.fetch(0x100, 0), 3U);  // 64 bytes apart: the same set
  EXPECT_EQ(flash.fetch(0x150, 0), 3U);
  EXPECT_EQ(flash.fetch(0x100, 0), 0U);
}

TEST(Flash, PrefetchHidesTheNextLineBehindTheOneBefore) {
  FlashTiming timing = slow();
  timing.prefetch = true;
  FlashModel flash(timing);
  EXPECT_EQ(flash.fetch(0x100, 9), 3U);  // nothing was before it
  EXPECT_EQ(flash.fetch(0x110, 9), 0U);
  EXPECT_EQ(flash.fetch(0x120, 2), 1U);  // still a cycle to go
  EXPECT_EQ(flash.fetch(0x140, 9), 3U);  // after a jump
}

TEST(Flash, LoadsWaitUnlessTheirLineIsCached) {
  FlashTiming timing = slow();
  timing.instruction_cache_bytes = 64;
  FlashModel bare(timing);
  EXPECT_EQ(bare.load(0x200) + bare.load(0x204) + bare.load(0x204), 9U);

  timing.data_cache_bytes = 16;
  FlashModel buffered(timing);
  EXPECT_EQ(buffered.load(0x200) + buffered.load(0x204), 3U);
  EXPECT_EQ(buffered.fetch(0x300, 0), 3U);
  EXPECT_EQ(buffered.load(0x208), 0U);  // fetches leave it alone
  EXPECT_EQ(buffered.load(0x210), 3U);
}

TEST(Flash, AUnifiedCacheAnswersBoth) {
  FlashTiming timing = slow();
  timing.instruction_cache_bytes = 32;
  timing.unified = true;
  FlashModel flash(timing);
  EXPECT_EQ(flash.fetch(0x100, 0), 3U);
  EXPECT_EQ(flash.load(0x104), 0U);  // a constant among the code
  EXPECT_EQ(flash.load(0x200) + flash.load(0x210), 6U);
  EXPECT_EQ(flash.fetch(0x100, 0), 3U);  // weights took its place
}

TEST(Flash, PassesThroughACommandLine) {
  FlashTiming timing = slow();
  timing.instruction_cache_bytes = 64;
  timing.data_cache_bytes = 32;
  timing.ways = 2;
  timing.prefetch = true;
  const auto parsed = parse_flash(to_argument(timing));
  ASSERT_TRUE(parsed.has_value());
  EXPECT_EQ(to_argument(*parsed), "3 16 64 32 0 2 1");
  EXPECT_FALSE(parse_flash("3 16 64").has_value());
  EXPECT_FALSE(parse_flash("3 17 0 0 0 0 0").has_value());
}

TEST(Flash, ImpossibleOnesAreNamed) {
  EXPECT_EQ(why_impossible(slow()), "");
  FlashTiming timing = slow();
  timing.line_bytes = 24;
  EXPECT_THAT(why_impossible(timing), HasSubstr("lines of 4 to 256"));
  timing = slow();
  timing.wait_cycles = 101;
  EXPECT_THAT(why_impossible(timing), HasSubstr("wait cycles"));
  timing = slow();
  timing.instruction_cache_bytes = 48;
  timing.ways = 2;
  EXPECT_THAT(why_impossible(timing), HasSubstr("each way"));
  timing = slow();
  timing.unified = true;
  timing.data_cache_bytes = 16;
  EXPECT_THAT(why_impossible(timing), HasSubstr("or two"));
}

}  // namespace
}  // namespace firefly::timing
