// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "features/exp2.h"
#include "features/moments.h"
#include "frontends/testing/keys.h"
#include "frontends/testing/reference_frames.h"

namespace firefly {
namespace {

using testing::channel_of;
using testing::frames_of;
using testing::made;
using testing::motion_signal;
using testing::refusal;

const SensorFormat kMotion{100, 3, 0, 0};

TEST(Exp2, IsNearTheRealValue) {
  for (int32_t x = -2 << 15; x < 32 << 15; x += 61) {
    const double real = std::exp2(x / 32768.0);
    ASSERT_NEAR(features::exp2_q15(x), real, 0.5 + 5e-5 * real) << x;
  }
  EXPECT_EQ(features::exp2_q15(-(256 << 15)), 0U);
  EXPECT_EQ(features::exp2_q15(32 << 15), UINT32_MAX);
  EXPECT_EQ(features::exp2_q15(INT32_MAX), UINT32_MAX);
}

void expect_near_reference(const std::vector<int16_t>& x) {
  const features::Moments got =
      features::moments_of(x.data(), static_cast<int32_t>(x.size()));
  const auto real = testing::moments({x.begin(), x.end()});
  EXPECT_NEAR(got.mean, real.mean, 0.51 + 1.0 / 16);
  // The mean is off by 1/16 at most, differences by half of 1/2048 of the
  // largest.
  if (real.variance > 4) {
    EXPECT_NEAR(got.log2_variance / 32768.0, std::log2(real.variance), 2e-3);
    EXPECT_NEAR(got.skewness / 256.0, real.skewness,
                0.02 + 2e-3 * std::abs(real.skewness));
    EXPECT_NEAR(got.kurtosis / 256.0, real.kurtosis,
                0.02 + 2e-3 * (real.kurtosis + 3));
  }
}

TEST(Moments, AreNearTheRealOnes) {
  for (const int count : {2, 3, 100, 4096}) {
    for (const double level : {20.0, 500.0, 30000.0, 200000.0}) {
      SCOPED_TRACE(count);
      SCOPED_TRACE(level);
      expect_near_reference(motion_signal(count, 1, level, 3));
    }
  }
}

TEST(Moments, HoldTheExtremes) {
  std::vector<int16_t> x(4096, -32768);
  expect_near_reference(x);
  std::fill(x.begin(), x.end(), int16_t{32767});
  expect_near_reference(x);
  std::fill(x.begin(), x.begin() + 2048, int16_t{-32768});
  expect_near_reference(x);
  // One click: kurtosis near the number of samples.
  std::fill(x.begin(), x.end(), int16_t{0});
  x[17] = 32767;
  expect_near_reference(x);
  x[17] = -32768;
  expect_near_reference(x);
}

TEST(Moments, OfEqualValuesHaveNoShape) {
  const std::vector<int16_t> x(100, 1234);
  const features::Moments got = features::moments_of(x.data(), 100);
  EXPECT_EQ(got.mean, 1234);
  EXPECT_EQ(got.log2_variance, features::kLog2OfZero);
  EXPECT_EQ(got.skewness, 0);
  EXPECT_EQ(got.kurtosis, 0);
}

TEST(Statistics, AreNearTheRealOnes) {
  const auto front_end = made("statistics",
                              {{"frame_ms", 500.0},
                               {"hop_ms", 200.0},
                               {"full_scale", std::vector{1.0, 0.5, 0.25}},
                               {"skewness_range", 2.0}},
                              kMotion);
  const FeatureFormat format = front_end->format();
  EXPECT_EQ(format.width, 7);
  EXPECT_EQ(format.channels, 3);
  EXPECT_EQ(format.frame_samples, 50);
  EXPECT_EQ(format.hop_samples, 20);
  const std::vector<int16_t> signal = motion_signal(500, 3, 12000, 9);
  const std::vector<int8_t> rows = rows_of(*front_end, kMotion, signal);
  const std::array full_scale = {32768.0, 16384.0, 8192.0};
  ASSERT_EQ(rows.size(), 23U * 21);
  for (size_t c = 0; c < 3; ++c) {
    const auto frames =
        frames_of(channel_of(signal, 3, static_cast<int>(c)), 50, 20);
    ASSERT_EQ(frames.size(), 23U);
    for (size_t f = 0; f < frames.size(); ++f) {
      const auto& x = frames[f];
      const auto m = testing::moments(x);
      const double unit = 1 / full_scale[c];
      const std::array<double, 7> real = {
          m.mean * unit,
          *std::min_element(x.begin(), x.end()) * unit,
          *std::max_element(x.begin(), x.end()) * unit,
          std::sqrt(m.variance + m.mean * m.mean) * unit,
          std::sqrt(m.variance) * unit,
          m.skewness / 2,
          m.kurtosis / 8};
      for (size_t i = 0; i < real.size(); ++i) {
        const double expected = std::clamp(real[i] * 128, -128.0, 127.0);
        // Half a step is rounding.
        EXPECT_NEAR(rows[f * 21 + i * 3 + c], expected, i < 5 ? 0.55 : 0.7)
            << "value " << i << ", frame " << f;
      }
    }
  }
}

TEST(Statistics, LeaveGapsWhereHopsAreLonger) {
  const auto front_end = made(
      "statistics", {{"frame_ms", 50.0}, {"hop_ms", 80.0}}, {100, 1, 0, 0});
  std::vector<int16_t> signal;
  for (int i = 0; i < 24; ++i) {
    signal.push_back(static_cast<int16_t>(i * 256));
  }
  const std::vector<int8_t> rows = rows_of(*front_end, {100, 1, 0, 0}, signal);
  ASSERT_EQ(rows.size(), 21U);
  // Averages of 0 … 4, 8 … 12, 16 … 20.
  EXPECT_EQ(rows[0], 2);
  EXPECT_EQ(rows[7], 10);
  EXPECT_EQ(rows[14], 18);
}

TEST(Statistics, RefuseFramesThatDoNotFit) {
  EXPECT_THAT(refusal("statistics", {{"frame_ms", 10.0}}, kMotion),
              ::testing::HasSubstr("is 1 samples at 100 Hz: expected 2 ... "
                                   "4096 samples, so 20 ... 40960 ms"));
  EXPECT_THAT(
      refusal("statistics", {{"hop_ms", 2.0}}, kMotion),
      ::testing::HasSubstr("hop_ms = 2 is less than a sample at 100 Hz"));
}

}  // namespace
}  // namespace firefly
