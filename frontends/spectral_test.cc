// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "frontends/spectrum.h"
#include "frontends/testing/keys.h"
#include "frontends/testing/reference_frames.h"

namespace firefly {
namespace {

using testing::channel_of;
using testing::frames_of;
using testing::KeyValues;
using testing::made;
using testing::motion_signal;
using testing::refusal;
using testing::Samples;

const SensorFormat kMotion{100, 3, 0, 0};

struct Setting {
  int fft_length;
  WindowShape window;
  bool is_maximum;
  int frame_length;
  double level;
};

/// Decibels of full scale.
double to_db(double power) { return 10 * std::log10(std::max(power, 1e-30)); }

/// Joined powers of frequencies 1 … n/2, divided by n, of a full scale of 1.
Samples welch(const Samples& frame, const Setting& setting) {
  const auto length = static_cast<size_t>(setting.fft_length);
  const Samples window =
      window_values(setting.window, true, setting.fft_length);
  Samples joined(length / 2);
  const double mean = testing::moments(frame).mean;
  double segments = 0;
  for (size_t at = 0; at + length <= frame.size(); at += length / 2) {
    Samples x;
    for (size_t i = 0; i < length; ++i) {
      x.push_back((frame[at + i] - mean) / 32768);
    }
    const Samples lines = testing::powers(x, window);
    for (size_t k = 0; k < joined.size(); ++k) {
      const double power = lines[k + 1] / setting.fft_length;
      joined[k] =
          setting.is_maximum ? std::max(joined[k], power) : joined[k] + power;
    }
    ++segments;
  }
  for (double& power : joined) {
    power /= setting.is_maximum ? 1 : segments;
  }
  return joined;
}

void expect_near_reference(const Setting& setting) {
  const auto front_end =
      made("spectral",
           {{"fft_length", setting.fft_length},
            {"window",
             std::string(setting.window == WindowShape::kHann ? "hann"
                                                              : "rectangular")},
            {"segments", std::string(setting.is_maximum ? "maximum" : "mean")},
            {"frame_ms", 10.0 * setting.frame_length},
            {"hop_ms", 400.0}},
           kMotion);
  const FeatureFormat format = front_end->format();
  const int width = 3 + setting.fft_length / 2;
  ASSERT_EQ(format.width, width);
  const auto signal =
      motion_signal(setting.frame_length + 200, 3, setting.level, 4);
  const auto rows = rows_of(*front_end, kMotion, signal);
  ASSERT_EQ(rows.size(), static_cast<size_t>(6 * width * 3));
  for (int c = 0; c < 3; ++c) {
    const auto frames =
        frames_of(channel_of(signal, 3, c), setting.frame_length, 40);
    for (size_t f = 0; f < frames.size(); ++f) {
      const auto moments = testing::moments(frames[f]);
      Samples real = {(to_db(moments.variance / (1 << 30)) + 96) / 96,
                      moments.skewness / 8 + 0.5, moments.kurtosis / 16 + 0.5};
      for (const double power : welch(frames[f], setting)) {
        real.push_back((to_db(power) + 96) / 96);
      }
      for (size_t i = 0; i < real.size(); ++i) {
        const double got = static_cast<double>(format.scale) *
                           (rows[(f * static_cast<size_t>(width) + i) * 3 +
                                 static_cast<size_t>(c)] -
                            format.zero_point);
        // Half a step is rounding; weak lines beside strong ones suffer from
        // the factors' 15 bits.
        const double limit = i < 3 ? 0.6 : 1.0;
        EXPECT_NEAR(got * 256, std::clamp(real[i] * 256, 0.0, 255.0), limit)
            << "value " << i << ", frame " << f << ", channel " << c;
      }
    }
  }
}

TEST(Spectral, IsNearTheRealValues) {
  for (const Setting& setting :
       {Setting{16, WindowShape::kRectangular, true, 100, 12000},
        Setting{16, WindowShape::kHann, true, 100, 12000},
        Setting{32, WindowShape::kRectangular, false, 100, 32000},
        Setting{64, WindowShape::kHann, false, 64, 6000},
        Setting{128, WindowShape::kHann, true, 500, 1500},
        Setting{512, WindowShape::kHann, false, 600, 20000}}) {
    SCOPED_TRACE(setting.fft_length);
    expect_near_reference(setting);
  }
}

TEST(Spectral, FindsATone) {
  const SensorFormat sensor{100, 1, 0, 0};
  const auto front_end = made("spectral",
                              {{"fft_length", 64},
                               {"window", std::string("hann")},
                               {"frame_ms", 2000.0}},
                              sensor);
  std::vector<int16_t> signal;
  for (int i = 0; i < 200; ++i) {  // 12.5 Hz is line 8.
    signal.push_back(static_cast<int16_t>(
        std::lround(8000 + 1000 * std::sin(2 * 3.14159265358979 * i / 8))));
  }
  const auto row = rows_of(*front_end, sensor, signal);
  ASSERT_EQ(row.size(), 35U);
  EXPECT_EQ(std::max_element(row.begin() + 3, row.end()) - row.begin(), 3 + 7);
}

TEST(Spectral, OfSilenceIsTheFloor) {
  const SensorFormat sensor{100, 1, 0, 0};
  const auto front_end = made("spectral", {}, sensor);
  const std::vector<int16_t> still(100, -2000);
  const auto row = rows_of(*front_end, sensor, still);
  ASSERT_EQ(row.size(), 11U);
  EXPECT_EQ(row[0], -128);
  EXPECT_EQ(row[1], 0);
  EXPECT_EQ(row[2], 0);
  EXPECT_THAT(std::vector<int8_t>(row.begin() + 3, row.end()),
              ::testing::Each(-128));
}

TEST(Spectral, BeginsWithTheMeanWhereItIsWanted) {
  const auto signal = motion_signal(300, 3, 12000, 5);
  const auto without = made("spectral", {}, kMotion);
  const auto with = made(
      "spectral",
      {{"average", true}, {"full_scale", std::vector{0.5, 0.5, 1.0}}}, kMotion);
  EXPECT_EQ(with->format().width, without->format().width + 1);
  const auto rows = rows_of(*without, kMotion, signal);
  const auto longer = rows_of(*with, kMotion, signal);
  const auto frames = frames_of(channel_of(signal, 3, 1), 100, 50);
  ASSERT_EQ(frames.size(), 5U);
  for (size_t f = 0; f < frames.size(); ++f) {
    EXPECT_NEAR(longer[f * 36 + 1], testing::moments(frames[f]).mean / 128,
                0.51);
    EXPECT_TRUE(
        std::equal(&rows[f * 33], &rows[f * 33] + 33, &longer[f * 36 + 3]));
  }
}

TEST(Spectral, RefusesWhatDoesNotGoTogether) {
  EXPECT_THAT(refusal("spectral", {{"fft_length", 100}}, kMotion),
              ::testing::HasSubstr("expected a power of two, such as 128"));
  EXPECT_THAT(refusal("spectral", {{"fft_length", 256}}, kMotion),
              ::testing::HasSubstr("expected 256 ... 4096 samples"));
}

}  // namespace
}  // namespace firefly
