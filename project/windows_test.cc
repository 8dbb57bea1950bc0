// SPDX-License-Identifier: Apache-2.0
#include "project/windows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace firefly {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

SensorParameters motion() {
  SensorParameters sensor;
  sensor.kind = SensorKind::kMotion;
  sensor.rate_hz = 50;
  sensor.channels = 2;
  sensor.full_scale = 4;
  return sensor;
}

/// Samples 0, 1, 2 … on the first channel, their negatives on the second.
Signal ramp(int samples) {
  Signal signal;
  signal.rate_hz = 50;
  signal.channels = 2;
  for (int i = 0; i < samples; ++i) {
    signal.values.push_back(static_cast<float>(i));
    signal.values.push_back(static_cast<float>(-i));
  }
  return signal;
}

TEST(WindowLayout, CountsRowsAndHops) {
  SensorParameters sensor;
  FeatureFormat features;
  features.frame_samples = 640;
  features.hop_samples = 320;
  WindowParameters window;
  window.inference_ms = 240;
  const auto layout = window_layout(sensor, window, features, 0);
  ASSERT_TRUE(layout.ok());
  EXPECT_EQ(layout->samples, 16000);
  EXPECT_EQ(layout->stride, 16000);
  EXPECT_EQ(layout->rows, 49);
  EXPECT_EQ(layout->hop_rows, 12);
}

TEST(WindowLayout, TakesAWholeRecordingWhereTheLengthIsZero) {
  WindowParameters window;
  window.length_ms = 0;
  const auto layout = window_layout(motion(), window, {}, 123);
  ASSERT_TRUE(layout.ok());
  EXPECT_EQ(layout->samples, 123);
  EXPECT_EQ(layout->rows, 123);
}

TEST(WindowLayout, RefusesAWindowShorterThanAFrame) {
  FeatureFormat features;
  features.frame_samples = 640;
  WindowParameters window;
  window.length_ms = 30;
  const auto layout = window_layout(SensorParameters(), window, features, 0);
  ASSERT_FALSE(layout.ok());
  EXPECT_THAT(layout.error().message,
              HasSubstr("window.length_ms: a window of 480 samples is shorter "
                        "than the front end's frame of 640: make it at least "
                        "40 ms"));
}

TEST(WindowBegins, AreStridesApartAndEndInside) {
  WindowLayout layout;
  layout.samples = 4;
  layout.stride = 3;
  EXPECT_THAT(window_begins(ramp(11), layout, WindowChoice::kAll),
              ElementsAre(0, 3, 6));
  EXPECT_THAT(window_begins(ramp(11), layout, WindowChoice::kCentre),
              ElementsAre(3));
  EXPECT_THAT(window_begins(ramp(11), layout, WindowChoice::kLoudest),
              ElementsAre(7));
}

TEST(WindowBegins, PutAShortRecordingInTheMiddle) {
  WindowLayout layout;
  layout.samples = 10;
  layout.stride = 10;
  EXPECT_THAT(window_begins(ramp(7), layout, WindowChoice::kAll),
              ElementsAre(-2));
  EXPECT_THAT(window_begins(ramp(10), layout, WindowChoice::kAll),
              ElementsAre(0));
}

TEST(SensorSamples, ScaleSaturateAndRepeatTheEnds) {
  EXPECT_THAT(sensor_samples(ramp(6), motion(), -1, 7),
              ElementsAre(0, 0, 0, 0, 8192, -8192, 16384, -16384, 24576, -24576,
                          32767, -32768, 32767, -32768));
}

TEST(SensorSamples, OfSoundAreSilentOutside) {
  SensorParameters sensor;
  Signal signal;
  signal.values = {0.5F, -0.25F};
  EXPECT_THAT(sensor_samples(signal, sensor, -1, 4),
              ElementsAre(0, 16384, -8192, 0));
}

}  // namespace
}  // namespace firefly
