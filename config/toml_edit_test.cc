// SPDX-License-Identifier: Apache-2.0
#include "config/toml_edit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace firefly {
namespace {

using ::testing::HasSubstr;

std::string edited(std::string_view text, const std::vector<KeyValue>& values,
                   const std::vector<std::string>& dropped = {}) {
  const Expected<std::string> result =
      edit_toml(text, "f.toml", values, dropped);
  return result.ok() ? *result : "error: " + result.error().message;
}

TEST(TomlEdit, ReplacesValuesAndNothingElse) {
  EXPECT_EQ(edited("# Grüße\n[model]\nwidth = 64   # channels\n"
                   "kind = \"ä # ö\" # größer\n\n[other]\nwidth = 1\n",
                   {{"model.width", "128"}, {"model.kind", "\"small\""}}),
            "# Grüße\n[model]\nwidth = 128   # channels\n"
            "kind = \"small\" # größer\n\n[other]\nwidth = 1\n");
}

TEST(TomlEdit, ReplacesListsAcrossLines) {
  EXPECT_EQ(edited("[m]\nhidden = [\n  16, # one\n  8,\n]\nx = true\n",
                   {{"m.hidden", "[4]"}, {"m.x", "false"}}),
            "[m]\nhidden = [4]\nx = false\n");
}

TEST(TomlEdit, ReplacesDottedAndInlineKeys) {
  EXPECT_EQ(
      edited("m.a = 1\nn = {b = 2, c = 3}\n", {{"m.a", "10"}, {"n.c", "0.5"}}),
      "m.a = 10\nn = {b = 2, c = 0.5}\n");
}

TEST(TomlEdit, AddsKeysToTheirTables) {
  EXPECT_EQ(edited("[m]  # the network\na = 1\n# more\n\n[n]\nb = 2\n",
                   {{"m.c", "3"}, {"m.d", "4"}, {"n.e", "5"}}),
            "[m]  # the network\na = 1\nc = 3\nd = 4\n# more\n\n[n]\nb = 2\n"
            "e = 5\n");
  EXPECT_EQ(edited("a = 1", {{"m.b", "2"}, {"m.c", "3"}}),
            "a = 1\n\n[m]\nb = 2\nc = 3\n");
  EXPECT_EQ(edited("[m]", {{"m.b", "2"}}), "[m]\nb = 2\n");
}

TEST(TomlEdit, MakesCommentsOfWhatIsDropped) {
  EXPECT_EQ(edited("[m]\na = [1,\n  2]\nb = 2\n[m.f]\nc = 3\n", {{"m.b", "3"}},
                   {"m.a", "m.f", "m.x"}),
            "[m]\n# a = [1,\n#   2]\nb = 3\n# [m.f]\n# c = 3\n");
}

TEST(TomlEdit, SaysWhatToWriteByHand) {
  EXPECT_THAT(edited("m.a = 1\n", {{"m.b", "2"}}),
              HasSubstr("set these by hand:\nm.b = 2"));
  EXPECT_THAT(edited("m = ", {{"m.b", "2"}}), HasSubstr("f.toml:1: "));
  EXPECT_THAT(edited("[m]\nb.c = 1\n", {{"m.b", "2"}}),
              HasSubstr("set these by hand:\nm.b = 2"));
}

}  // namespace
}  // namespace firefly
