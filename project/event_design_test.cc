// SPDX-License-Identifier: Apache-2.0
#include "project/event_design.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace firefly {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::vector<std::string> kClasses = {"silence", "yes", "no"};

EventParameters parameters() {
  EventParameters parameters;
  parameters.threshold = 0.75;
  parameters.release = 0.5;
  parameters.average_ms = 90;
  parameters.suppression_ms = 1000;
  parameters.silent = {"silence"};
  return parameters;
}

std::string error_of(const EventParameters& wrong) {
  const auto config = design_events(wrong, kClasses, {}, 30);
  return config.ok() ? "no error" : config.error().message;
}

TEST(EventDesign, CountsInferencesAndSteps) {
  const auto config = design_events(parameters(), kClasses, {}, 30);
  ASSERT_TRUE(config.ok()) << config.error().message;
  EXPECT_EQ(config->config().average.classes, 3);
  EXPECT_EQ(config->config().average.length, 3);
  EXPECT_EQ(config->config().trigger.least_count, 1);
  EXPECT_EQ(config->config().trigger.suppression, 34);
  const int16_t* const thresholds = config->config().thresholds;
  EXPECT_THAT(std::vector(thresholds, thresholds + 3),
              ElementsAre(events::kNeverReached, 64 * 256, 64 * 256));
  EXPECT_EQ(config->config().releases[1], 0);
  EXPECT_EQ(config->initializer(), "{3, 3, 1, 34, kThresholds, kReleases}");
}

TEST(EventDesign, HoldsThresholdsThatInt8DoesNotReach) {
  EventParameters high = parameters();
  high.threshold = 1;
  high.release = 0;
  const auto config = design_events(high, kClasses, {}, 30);
  ASSERT_TRUE(config.ok()) << config.error().message;
  EXPECT_EQ(config->config().thresholds[1], 127 * 256);
  EXPECT_EQ(config->config().releases[1], 127 * 256);
}

TEST(EventDesign, TakesAThresholdForEachClass) {
  EventParameters each = parameters();
  each.thresholds = {0.1, 0.5, 0.625};
  const auto config = design_events(each, kClasses, {}, 30);
  ASSERT_TRUE(config.ok()) << config.error().message;
  EXPECT_EQ(config->config().thresholds[2], 32 * 256);
}

TEST(EventDesign, SaysWhatIsWrong) {
  EventParameters wrong = parameters();
  wrong.silent = {"silense"};
  EXPECT_THAT(error_of(wrong), HasSubstr("no class 'silense'; did you mean "
                                         "'silence'?"));
  wrong.silent = kClasses;
  EXPECT_THAT(error_of(wrong), HasSubstr("names all classes"));
  wrong = parameters();
  wrong.release = 0.8;
  EXPECT_THAT(error_of(wrong), HasSubstr("events.release is 0.8"));
  wrong = parameters();
  wrong.thresholds = {0.5};
  EXPECT_THAT(error_of(wrong), HasSubstr("events.thresholds has 1 values"));
  wrong = parameters();
  wrong.average_ms = 1e6;
  EXPECT_THAT(error_of(wrong), HasSubstr("expected 32768 at most"));
}

TEST(HostEventDetector, FindsAnEvent) {
  auto config = design_events(parameters(), kClasses, {}, 30);
  ASSERT_TRUE(config.ok()) << config.error().message;
  HostEventDetector detector(std::move(*config));
  const std::vector<int8_t> silence = {127, -128, -128};
  const std::vector<int8_t> yes = {-128, 100, -128};
  EXPECT_EQ(detector.push(silence).class_index, events::kNoClass);
  EXPECT_EQ(detector.push(yes).class_index, events::kNoClass);
  EXPECT_EQ(detector.push(yes).class_index, events::kNoClass);  // 24 on average
  const events::Event event = detector.push(yes);
  EXPECT_EQ(event.class_index, 1);
  EXPECT_NEAR(real_score(event.score, {}), 228 / 256.0, 1e-9);
  detector.pause();
  EXPECT_EQ(detector.push(yes).class_index, 1);
}

}  // namespace
}  // namespace firefly
