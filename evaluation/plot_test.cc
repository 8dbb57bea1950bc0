// SPDX-License-Identifier: Apache-2.0
#include "evaluation/plot.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "evaluation/page.h"

namespace firefly {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(LinePlot, MapsCornersOfTheDataToCornersOfThePlot) {
  const std::vector<Series> series = {{"line", {0, 1}, {0, 1}}};
  const std::string svg = line_plot({"x", "y"}, series);
  EXPECT_THAT(svg, HasSubstr("d=\"M64.0 292.0L544.0 16.0\""));
  EXPECT_THAT(svg, HasSubstr(">0.2</text>"));
  EXPECT_THAT(svg, HasSubstr("<span class=\"key k0\">line</span>"));
}

TEST(LinePlot, LeavesOutWhatALogarithmDoesNotTake) {
  const std::vector<Series> series = {{"", {0, 1, 100}, {5, 1, 2}}};
  const std::string svg = line_plot({"x", "y", true}, series);
  EXPECT_THAT(svg, HasSubstr(">100</text>"));
  EXPECT_THAT(svg, Not(HasSubstr("nan")));
  EXPECT_THAT(svg, Not(HasSubstr("inf")));
}

TEST(LinePlot, OfOnePointHasAScale) {
  const std::vector<Series> series = {{"", {3}, {3}, true}};
  EXPECT_THAT(line_plot({"x", "y"}, series), Not(HasSubstr("nan")));
  EXPECT_EQ(line_plot({"x", "y"}, {}), "");
}

TEST(ConfusionPlot, ShadesByShareOfTheTruth) {
  ConfusionMatrix matrix(2);
  matrix.add(0, 0);
  matrix.add(0, 0);
  matrix.add(0, 0);
  matrix.add(0, 1);
  const std::vector<std::string> classes = {"a<b", "c"};
  const std::string table = confusion_plot(matrix, classes);
  EXPECT_THAT(table, HasSubstr("class=\"right\" style=\"--share:75%\">3<"));
  EXPECT_THAT(table, HasSubstr("class=\"wrong\" style=\"--share:25%\">1<"));
  EXPECT_THAT(table, HasSubstr("a&lt;b"));
}

TEST(HtmlPage, EscapesItsTitle) {
  EXPECT_THAT(html_page("a & b", "<p>x</p>"),
              HasSubstr("<title>a &amp; b</title>"));
}

}  // namespace
}  // namespace firefly
