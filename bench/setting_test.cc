// SPDX-License-Identifier: Apache-2.0
#include "bench/setting.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace firefly {
namespace {

TEST(Setting, IsTheDefaultWithoutOptions) {
  const Expected<Setting> setting = parse_setting("");
  ASSERT_TRUE(setting.ok());
  EXPECT_EQ(setting->fit, Fit::kSpeed);
  EXPECT_FALSE(setting->limits.flash_bytes.has_value());
}

TEST(Setting, TakesTheOptionsOfRun) {
  const Expected<Setting> setting =
      parse_setting("--fit ram --flash 400000 --ram 9000");
  ASSERT_TRUE(setting.ok());
  EXPECT_EQ(setting->fit, Fit::kRam);
  EXPECT_EQ(setting->limits.flash_bytes, 400000U);
  EXPECT_EQ(setting->limits.ram_bytes, 9000U);
  EXPECT_EQ(setting->streaming, Streaming::kNone);
}

TEST(Setting, Streams) {
  const Expected<Setting> setting = parse_setting("--stream --fit ram");
  ASSERT_TRUE(setting.ok());
  EXPECT_EQ(setting->streaming, Streaming::kAuto);
  EXPECT_EQ(setting->fit, Fit::kRam);
}

TEST(Setting, RefusesWhatRunRefuses) {
  for (const char* text : {"--fit", "--fit fast", "--flash 9k", "ram"}) {
    const Expected<Setting> setting = parse_setting(text);
    ASSERT_FALSE(setting.ok()) << text;
    EXPECT_EQ(setting.error().code, ErrorCode::kUsage);
    EXPECT_THAT(setting.error().message, ::testing::HasSubstr(text));
  }
}

}  // namespace
}  // namespace firefly
