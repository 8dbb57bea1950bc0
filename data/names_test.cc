// SPDX-License-Identifier: Apache-2.0
#include "data/names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace firefly {
namespace {

using ::testing::HasSubstr;

TEST(Glob, StarSpansFoldersAndBacktracks) {
  EXPECT_TRUE(matches("*.wav", "yes/a.wav"));
  EXPECT_TRUE(matches("wav/*_1*.wav", "wav/a_0_1b_1c.wav"));
  EXPECT_TRUE(matches("a?c", "abc"));
  EXPECT_TRUE(matches("a**", "a"));
  EXPECT_FALSE(matches("*.wav", "a.wave"));
  EXPECT_FALSE(matches("a?c", "ac"));
  EXPECT_FALSE(matches("", "a"));
}

TEST(SplitName, KnowsTheUsualWords) {
  EXPECT_EQ(split_named("VAL"), "validation");
  EXPECT_EQ(split_named("Training"), "train");
  EXPECT_EQ(split_named("TEST"), "test");
  EXPECT_EQ(split_named("yes"), std::nullopt);
}

TEST(NamePattern, TakesWhatIsInBrackets) {
  const auto pattern = NamePattern::make("_([a-z]+)_([0-9]+)\\.wav$", "group");
  ASSERT_TRUE(pattern.ok());
  EXPECT_EQ(pattern->in("0/0_jackson_12.wav"), "jackson-12");
  EXPECT_EQ(pattern->in("0/0.wav"), std::nullopt);
}

TEST(NamePattern, NamesTheKeyOfABadExpression) {
  const auto pattern = NamePattern::make("(", "group_pattern");
  ASSERT_FALSE(pattern.ok());
  EXPECT_THAT(pattern.error().message, HasSubstr("group_pattern = '('"));
}

TEST(Extension, IsLowerCaseAndOfTheFileAlone) {
  EXPECT_EQ(extension_of("a.b/C.WAV"), "wav");
  EXPECT_EQ(extension_of("a.b/C"), "");
}

}  // namespace
}  // namespace firefly
