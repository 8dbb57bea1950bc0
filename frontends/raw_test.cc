// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "frontends/testing/keys.h"

namespace firefly {
namespace {

using testing::made;
using testing::refusal;

const SensorFormat kMotion{100, 3, 0, 0};

TEST(Raw, ScalesEachChannelByItsFullScale) {
  const auto front_end =
      made("raw", {{"full_scale", std::vector{1.0, 0.5, 0.1}}}, kMotion);
  const std::vector<int16_t> signal = {256,   256, 256,  -32768, -16384, -3277,
                                       32767, 128, 3000, 127,    63,     0};
  EXPECT_THAT(
      rows_of(*front_end, kMotion, signal),
      ::testing::ElementsAre(1, 2, 10, -128, -128, -128, 127, 1, 117, 0, 0, 0));
  const FeatureFormat format = front_end->format();
  EXPECT_EQ(format.row_size(), 3);
  EXPECT_EQ(format.scale, 1.0F / 128);
  EXPECT_EQ(format.zero_point, 0);
}

TEST(Raw, RoundsToNearestForAnyFullScale) {
  for (double part = 1.0 / 128; part <= 1; part *= 1.037) {
    const auto front_end =
        made("raw", {{"full_scale", std::vector{part}}}, {50, 1, 0, 0});
    std::vector<int16_t> signal;
    for (int x = -32768; x < 32768; x += 97) {
      signal.push_back(static_cast<int16_t>(x));
    }
    const std::vector<int8_t> rows = rows_of(*front_end, {50, 1, 0, 0}, signal);
    for (size_t i = 0; i < signal.size(); ++i) {
      const double real = std::clamp(signal[i] / (256 * part), -128.0, 127.0);
      // 15 bits of the factor.
      ASSERT_NEAR(rows[i], real, 0.5 + 128.0 / 32768) << part;
    }
  }
}

/// A sine of 0.9 of the range.
std::vector<int16_t> sine(double frequency_hz, double rate_hz, int samples) {
  std::vector<int16_t> signal;
  for (int i = 0; i < samples; ++i) {
    signal.push_back(static_cast<int16_t>(std::lround(
        29491 * std::sin(2 * std::numbers::pi * frequency_hz * i / rate_hz))));
  }
  return signal;
}

int peak(const std::vector<int8_t>& rows, size_t from) {
  int result = 0;
  for (size_t i = from; i < rows.size(); ++i) {
    result = std::max(result, std::abs(int{rows[i]}));
  }
  return result;
}

TEST(Raw, DecimatesWithoutAliases) {
  const SensorFormat sensor{1000, 1, 0, 0};
  const auto front_end = made("raw", {{"decimation", 10}}, sensor);
  EXPECT_EQ(front_end->format().hop_samples, 10);
  const auto slow = rows_of(*front_end, sensor, sine(10, 1000, 5000));
  EXPECT_EQ(slow.size(), 500U);
  EXPECT_NEAR(peak(slow, 100), 115, 1);
  // Would appear at 20 Hz.
  const auto fast = rows_of(*front_end, sensor, sine(80, 1000, 5000));
  EXPECT_LE(peak(fast, 100), 1);
}

TEST(Raw, HighPassTakesGravityAwayFromTheFirstSample) {
  const auto front_end =
      made("raw",
           {{"filter.kind", std::string("high_pass")}, {"filter.low_hz", 0.5}},
           kMotion);
  std::vector<int16_t> still;
  for (int i = 0; i < 1000; ++i) {
    still.insert(still.end(), {120, -8000, 8192});
  }
  EXPECT_THAT(rows_of(*front_end, kMotion, still), ::testing::Each(0));
}

TEST(Raw, RefusesWhatDoesNotGoTogether) {
  EXPECT_THAT(refusal("raw", {{"full_scale", std::vector{1.0, 0.5}}}, kMotion),
              ::testing::HasSubstr("full_scale has 2 values, but the sensor "
                                   "has 3 channels"));
  EXPECT_THAT(refusal("raw", {}, {0, 3, 160, 120}),
              ::testing::HasSubstr("rate_hz"));
  EXPECT_THAT(refusal("raw",
                      {{"filter.kind", std::string("low_pass")},
                       {"filter.high_hz", 20.0},
                       {"decimation", 3}},
                      kMotion),
              ::testing::HasSubstr("filter.high_hz is 20 Hz, but must be below "
                                   "half the rate after decimation"));
  EXPECT_THAT(refusal("raw",
                      {{"filter.kind", std::string("band_pass")},
                       {"filter.low_hz", 20.0},
                       {"filter.high_hz", 10.0}},
                      kMotion),
              ::testing::HasSubstr("the lower edge must be below"));
  EXPECT_THAT(refusal("raw",
                      {{"filter.kind", std::string("high_pass")},
                       {"filter.low_hz", 0.001}},
                      kMotion),
              ::testing::HasSubstr("must be at least 0.01 Hz"));
}

}  // namespace
}  // namespace firefly
