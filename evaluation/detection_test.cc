// SPDX-License-Identifier: Apache-2.0
#include "evaluation/detection.h"

#include <gtest/gtest.h>

namespace firefly {
namespace {

// Half an hour: two events, one found twice, one missed, one false alarm.
std::vector<DetectionStream> half_an_hour() {
  return {{1800,
           {{10.2, 0.9}, {10.9, 0.6}, {500, 0.7}, {901.4, 0.3}},
           {{10, 11}, {900, 901}}}};
}

TEST(CountDetections, CountsEachEventOnce) {
  const OperatingPoint point = count_detections(half_an_hour(), 0.5, 0.5);
  EXPECT_EQ(point.events, 2);
  EXPECT_EQ(point.missed, 1);
  EXPECT_EQ(point.false_accepts, 1);
  EXPECT_DOUBLE_EQ(point.false_rejection_rate(), 0.5);
  EXPECT_DOUBLE_EQ(point.false_accepts_per_hour(), 2);
}

TEST(CountDetections, AllowsForALateDetection) {
  EXPECT_EQ(count_detections(half_an_hour(), 0.2, 0.5).missed, 0);
  EXPECT_EQ(count_detections(half_an_hour(), 0.2, 0.1).missed, 1);
  EXPECT_EQ(count_detections(half_an_hour(), 0.2, 0.1).false_accepts, 2);
}

TEST(ChooseOperatingPoint, KeepsTheLimitAndMissesLeast) {
  const std::vector<double> thresholds = {0.2, 0.5, 0.8, 0.95};
  const auto curve = detection_curve(half_an_hour(), thresholds, 0.5);
  EXPECT_DOUBLE_EQ(choose_operating_point(curve, 10).threshold, 0.2);
  EXPECT_DOUBLE_EQ(choose_operating_point(curve, 0.5).threshold, 0.8);
}

TEST(ChooseOperatingPoint, TakesTheQuietestWhereNoneKeepsTheLimit) {
  const std::vector<double> thresholds = {0.2, 0.5};
  const auto curve = detection_curve(half_an_hour(), thresholds, 0.1);
  EXPECT_DOUBLE_EQ(choose_operating_point(curve, 0.5).threshold, 0.5);
}

}  // namespace
}  // namespace firefly
