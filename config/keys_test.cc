// SPDX-License-Identifier: Apache-2.0
#include "config/keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/reference.h"
#include "config/toml_reader.h"
#include "config/toml_writer.h"

namespace firefly {
namespace {

using ::testing::HasSubstr;

enum class Window { kHann, kHamming };

struct Parameters {
  int epochs = 30;
  double hop_ms = 20;
  bool shuffle = true;
  std::string name = "a \"b\"\n";
  std::vector<std::string> classes = {"yes", "no"};
  std::vector<double> thresholds = {0.5};
  Window window = Window::kHann;
  double lower_hz = 0;  // of the table inside
  double warp = 1;      // where there is a lower edge

  bool operator==(const Parameters&) const = default;
};

void declare(Keys& keys, Parameters& parameters) {
  keys.integer({"epochs", "", "passes over the data"}, parameters.epochs, 1,
               1000);
  keys.number({"hop_ms", "ms", "from frame to frame"}, parameters.hop_ms, 1,
              1000);
  keys.flag({"shuffle", "", "another order every epoch"}, parameters.shuffle);
  keys.text({"name", "", "what to call it"}, parameters.name);
  keys.texts({"classes", "", "in this order"}, parameters.classes);
  keys.numbers({"thresholds", "", "by class"}, parameters.thresholds, 0, 1);
  keys.one_of({"window", "", "shape of a frame"}, parameters.window,
              {{"hann", Window::kHann}, {"hamming", Window::kHamming}});
  keys.table({"mel", "", "The filter bank"}, [&](Keys& mel) {
    mel.number({"lower_hz", "Hz", "lower edge"}, parameters.lower_hz, 0, 48000);
    mel.number_if(parameters.lower_hz > 0, "mel.lower_hz",
                  {"warp", "", "of the scale"}, parameters.warp, 0, 2);
  });
}

Status read(std::string_view text, Parameters& parameters) {
  return read_toml(text, "firefly.toml",
                   [&](Keys& keys) { declare(keys, parameters); });
}

std::string error_of(std::string_view text) {
  Parameters parameters;
  const Status status = read(text, parameters);
  return status.ok() ? "no error" : status.error().message;
}

TEST(TomlReader, ReadsWhatIsThereAndKeepsTheRest) {
  Parameters parameters;
  ASSERT_TRUE(read("epochs = 3\nhop_ms = 10\nwindow = \"hamming\"\n"
                   "classes = [\"up\"]\n[mel]\nlower_hz = 20.5\n",
                   parameters)
                  .ok());
  Parameters expected;
  expected.epochs = 3;
  expected.hop_ms = 10;
  expected.window = Window::kHamming;
  expected.classes = {"up"};
  expected.lower_hz = 20.5;
  EXPECT_EQ(parameters, expected);
}

TEST(TomlReader, SaysWhatIsNoKey) {
  EXPECT_THAT(error_of("[# a\n"), HasSubstr("firefly.toml:1: "));
  EXPECT_THAT(error_of("epochs = 3\n[=mel]\n"), HasSubstr("firefly.toml:2: "));
}

TEST(TomlReader, RefusesUnknownKeysWithASuggestion) {
  EXPECT_EQ(error_of("epoch = 3\n"),
            "firefly.toml:1: epoch: there is no such key; did you mean "
            "'epochs'?");
  EXPECT_THAT(error_of("[mel]\n\nlower_Hz = 3\n"),
              HasSubstr("firefly.toml:3: mel.lower_Hz: there is no such key; "
                        "did you mean 'lower_hz'?"));
}

TEST(TomlReader, RefusesWhatHasNoEffect) {
  EXPECT_EQ(error_of("[mel]\nlower_hz = 20\nwarp = 1.5\n"), "no error");
  EXPECT_EQ(error_of("[mel]\nwarp = 1.5\n"),
            "firefly.toml:2: mel.warp: has no effect without mel.lower_hz");
}

TEST(TomlReader, SaysAllThatIsWrong) {
  const std::string error =
      error_of("epochs = 0\nhop_ms = \"ten\"\nwindow = \"hahn\"\nmel = 3\n");
  EXPECT_THAT(error, HasSubstr("firefly.toml:1: epochs: expected a whole "
                               "number from 1 to 1000, found 0"));
  EXPECT_THAT(error, HasSubstr("hop_ms: expected a number from 1 to 1000 ms, "
                               "found \"ten\""));
  EXPECT_THAT(error, HasSubstr("window: expected one of hann, hamming, found "
                               "\"hahn\"; did you mean 'hann'?"));
  EXPECT_THAT(error, HasSubstr("mel: expected a table: [mel], found 3"));
}

TEST(TomlReader, RefusesNumbersThatAreNone) {
  EXPECT_THAT(error_of("hop_ms = nan\n"), HasSubstr("hop_ms: expected"));
  EXPECT_THAT(error_of("thresholds = [0.5, 2]\n"),
              HasSubstr("thresholds: expected a list, each element a number "
                        "from 0 to 1, found 2"));
  EXPECT_THAT(error_of("epochs = 3.5\n"), HasSubstr("a whole number"));
}

TEST(TomlReader, NamesTheLineThatIsNotToml) {
  EXPECT_THAT(error_of("epochs = 3\nhop_ms 10\n"),
              HasSubstr("firefly.toml:2: "));
}

TEST(TomlWriter, ReadsBackAsTheSameValues) {
  Parameters written;
  written.hop_ms = 1.0 + 1.0 / 3;
  written.lower_hz = 125;
  written.window = Window::kHamming;
  const std::string text =
      write_toml([&](Keys& keys) { declare(keys, written); });
  Parameters parameters;
  parameters.name = "";
  const Status status = read(text, parameters);
  ASSERT_TRUE(status.ok()) << status.error().message << text;
  EXPECT_EQ(parameters, written);
}

TEST(Reference, HasARowForEveryKeyAndAHeadingForEveryTable) {
  Parameters parameters;
  const std::string text =
      key_reference("", [&](Keys& keys) { declare(keys, parameters); });
  EXPECT_THAT(text, HasSubstr("| `hop_ms` | `20` | 1 … 1000 ms | from frame "
                              "to frame |\n"));
  EXPECT_THAT(text, HasSubstr("| `window` | `\"hann\"` | hann, hamming |"));
  EXPECT_THAT(text, HasSubstr("### `[mel]`\nThe filter bank.\n"));
}

}  // namespace
}  // namespace firefly
