// SPDX-License-Identifier: Apache-2.0
#include "config/space.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/toml_reader.h"

namespace firefly {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

/// A kind with keys of its own, as front ends and architectures are.
struct Model {
  std::string kind = "wide";
  int width = 8;
  int depth = 2;
  double rate = 0.1;
  bool residual = false;
  std::vector<double> hidden = {16};
};

void declare(Keys& keys, Model& model) {
  keys.table({"model", "", "A network"}, [&](Keys& table) {
    constexpr std::array<std::string_view, 2> kKinds = {"wide", "deep"};
    size_t kind = model.kind == "deep" ? 1 : 0;
    table.choice({"kind", "", ""}, kind, kKinds);
    model.kind = kKinds[kind];
    if (model.kind == "wide") {
      table.integer({"width", "channels", ""}, model.width, 1, 64);
    } else {
      table.integer({"depth", "layers", ""}, model.depth, 1, 9);
    }
    table.number({"rate", "", ""}, model.rate, 0, 1);
    table.flag({"residual", "", ""}, model.residual);
    table.numbers({"hidden", "", ""}, model.hidden, 1, 99);
  });
}

Expected<std::vector<Dimension>> read(std::string_view text) {
  std::vector<Dimension> space;
  Model model;
  const Status status = read_toml(text, "f.toml", [&](Keys& keys) {
    declare_space(
        keys, [&](Keys& inside) { declare(inside, model); }, space);
  });
  FIREFLY_RETURN_IF_ERROR(status);
  return space;
}

std::string error_of(std::string_view text) {
  const auto space = read(text);
  return space.ok() ? "no error" : space.error().message;
}

TEST(Space, TakesListsOfEveryType) {
  const auto space = read(
      "model.width = [4, 8, 8]\nmodel.residual = [true, false]\n"
      "model.hidden = [[8], [16, 8]]\nmodel.rate = [0.5, 1]\n");
  ASSERT_TRUE(space.ok()) << space.error().message;
  ASSERT_EQ(space->size(), 4U);
  EXPECT_EQ((*space)[0].path, "model.width");
  EXPECT_THAT((*space)[0].domain.values, ElementsAre("4", "8"));
  EXPECT_THAT((*space)[1].domain.values, ElementsAre("0.5", "1"));
  EXPECT_THAT((*space)[2].domain.values, ElementsAre("true", "false"));
  EXPECT_THAT((*space)[3].domain.values, ElementsAre("[8]", "[16, 8]"));
}

TEST(Space, TakesRanges) {
  const auto space = read(
      "[model]\nwidth = {from = 8, to = 32, step = 8}\n"
      "rate = {from = 0.001, to = 0.1, log = true}\n");
  ASSERT_TRUE(space.ok()) << space.error().message;
  EXPECT_THAT((*space)[0].domain.values, ElementsAre("8", "16", "24", "32"));
  const Domain& rate = (*space)[1].domain;
  EXPECT_EQ(rate.at(0), "0.001");
  EXPECT_EQ(rate.at(0.5), "0.01");
  EXPECT_EQ(rate.count(), Domain::kEndless);
  const auto tenths = read("model.rate = {from = 0, to = 0.4, step = 0.1}\n");
  ASSERT_TRUE(tenths.ok()) << tenths.error().message;
  EXPECT_THAT((*tenths)[0].domain.values,
              ElementsAre("0", "0.1", "0.2", "0.3", "0.4"));
}

TEST(Space, WholeRangesReachBothEndsAlike) {
  const auto space = read("model.width = {from = 2, to = 5}\n");
  ASSERT_TRUE(space.ok()) << space.error().message;
  const Domain& width = (*space)[0].domain;
  EXPECT_EQ(width.count(), 4U);
  std::vector<std::string> values;
  for (int i = 0; i < 4; ++i) {
    values.push_back(width.at((i + 0.5) / 4));
  }
  EXPECT_THAT(values, ElementsAre("2", "3", "4", "5"));
  EXPECT_EQ(width.at(0.999999999), "5");
}

TEST(Space, KnowsTheKeysOfEveryKindThatIsTried) {
  const auto space = read(
      "[model]\nkind = [\"wide\", \"deep\"]\nwidth = [4]\ndepth = [1, 2]\n"
      "rate = [0, 1]\n");
  ASSERT_TRUE(space.ok()) << space.error().message;
  ASSERT_EQ(space->size(), 4U);
  EXPECT_EQ((*space)[0].path, "model.kind");
  for (const Dimension& dimension : *space) {
    SCOPED_TRACE(dimension.path);
    if (dimension.path == "model.width") {
      EXPECT_EQ(dimension.depends_on, "model.kind");
      EXPECT_THAT(dimension.with, ElementsAre("\"wide\""));
    } else if (dimension.path == "model.depth") {
      EXPECT_THAT(dimension.with, ElementsAre("\"deep\""));
    } else {
      EXPECT_EQ(dimension.depends_on, "");
    }
  }
}

TEST(Space, SaysWhatIsWrong) {
  EXPECT_THAT(error_of("model.depth = [1]\n"),
              StartsWith("f.toml:1: model.depth: there is no such key"));
  EXPECT_THAT(error_of("\nmodel.wdth = [1]\n"),
              StartsWith("f.toml:2: model.wdth: there is no such key; did you "
                         "mean 'width'?"));
  EXPECT_EQ(error_of("model.width = [8, 65]\n"),
            "f.toml:1: model.width: expected a whole number from 1 to 64 "
            "channels, found 65");
  EXPECT_THAT(error_of("model.width = 8\n"),
              HasSubstr("expected a list of values to try, or {from"));
  EXPECT_THAT(error_of("model.hidden = {from = 1, to = 2}\n"),
              HasSubstr("expected a list of values to try, found a table"));
  EXPECT_THAT(error_of("model.width = []\n"), HasSubstr("a list of values"));
  EXPECT_THAT(error_of("model.kind = [\"wide\", \"dep\"]\n"),
              HasSubstr("did you mean 'deep'?"));
  EXPECT_THAT(error_of("model.width = {from = 8, to = 2}\n"),
              HasSubstr("from < to"));
  EXPECT_THAT(error_of("model.width = {from = 8}\n"), HasSubstr("from < to"));
  EXPECT_THAT(error_of("model.rate = {from = 0, to = 1, log = true}\n"),
              HasSubstr("from > 0"));
  EXPECT_THAT(error_of("model.width = {from = 8, to = 99}\n"),
              HasSubstr("found 99"));
  EXPECT_THAT(error_of("model.width = {from = 8, to = 9, steps = 1}\n"),
              HasSubstr("did you mean 'step'?"));
}

TEST(Changes, WinOverTheFile) {
  Model model;
  const auto dropped = read_toml("[model]\nwidth = 16\nrate = 0.5\n", "f.toml",
                                 "model.width = 32\nmodel.residual = true\n",
                                 [&](Keys& keys) { declare(keys, model); });
  ASSERT_TRUE(dropped.ok()) << dropped.error().message;
  EXPECT_TRUE(dropped->empty());
  EXPECT_EQ(model.width, 32);
  EXPECT_EQ(model.rate, 0.5);
  EXPECT_TRUE(model.residual);
}

TEST(Changes, OfAKindLeaveItsKeysOut) {
  Model model;
  const auto dropped = read_toml("[model]\nwidth = 16\nrate = 0.5\n", "f.toml",
                                 "model.kind = \"deep\"\nmodel.depth = 4\n",
                                 [&](Keys& keys) { declare(keys, model); });
  ASSERT_TRUE(dropped.ok()) << dropped.error().message;
  EXPECT_THAT(*dropped, ElementsAre("model.width"));
  EXPECT_EQ(model.depth, 4);
  EXPECT_EQ(model.rate, 0.5);
  // The kind that it is anyway makes no other key meaningless.
  EXPECT_FALSE(read_toml("[model]\nwdth = 16\n", "f.toml",
                         "model.kind = \"wide\"\n",
                         [&](Keys& keys) { declare(keys, model = {}); })
                   .ok());
  EXPECT_FALSE(
      read_toml("[model]\n", "f.toml", "model.wdth = 3\n", [&](Keys& keys) {
        declare(keys, model = {});
      }).ok());
}

}  // namespace
}  // namespace firefly
