// SPDX-License-Identifier: Apache-2.0
#include "bench/figures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace firefly {
namespace {

FiguresFile sample() {
  Figures ran;
  ran.key = {"KWS", "cortex-m4", "--fit ram"};
  ran.instructions = 5200151;
  ran.cycles = 6488658;
  ran.cycles_model = "cortex-m4/1";
  ran.ram_bytes = 9312;
  ran.flash_bytes = 34552;
  ran.weights_bytes = 24368;
  ran.exact = true;
  Figures failed;
  failed.key = {"VWW", "cortex-m0", ""};
  failed.reason = "does not fit \"cortex-m0\"";
  return {"mlperf-tiny", "firefly at abc", {ran, failed}};
}

TEST(FiguresFile, ComesBackAsItWasWritten) {
  const std::string text = to_json(sample());
  const Expected<FiguresFile> file = parse_figures("f.json", text);
  ASSERT_TRUE(file.ok()) << file.error().message;
  EXPECT_EQ(file->suite, "mlperf-tiny");
  EXPECT_EQ(file->rows[0].cycles, 6488658U);
  EXPECT_TRUE(file->rows[0].exact);
  EXPECT_FALSE(file->rows[1].instructions.has_value());
  EXPECT_EQ(to_json(*file), text);
}

TEST(FiguresFile, HasALineARow) {
  const std::string text = to_json(sample());
  EXPECT_EQ(std::ranges::count(text, '\n'), 8);
}

TEST(FiguresFile, FindsRowsByKey) {
  const FiguresFile file = sample();
  EXPECT_EQ(file.find({"VWW", "cortex-m0", ""}), &file.rows[1]);
  EXPECT_EQ(file.find({"VWW", "cortex-m4", ""}), nullptr);
}

TEST(FiguresFile, RefusesOtherFiles) {
  for (const char* text : {"", "{}", "[1]", "{\"suite\":\"a\",\"rows\":1}",
                           "{\"suite\":\"a\",\"rows\":[1]}"}) {
    const Expected<FiguresFile> file = parse_figures("f.json", text);
    ASSERT_FALSE(file.ok()) << text;
    EXPECT_THAT(file.error().message, ::testing::HasSubstr("f.json"));
  }
}

}  // namespace
}  // namespace firefly
