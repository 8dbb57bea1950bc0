// SPDX-License-Identifier: Apache-2.0
#include "frontends/wavelet.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "frontends/testing/keys.h"
#include "frontends/testing/reference_frames.h"

namespace firefly {
namespace {

using testing::channel_of;
using testing::frames_of;
using testing::made;
using testing::motion_signal;
using testing::refusal;
using testing::Samples;

const SensorFormat kMotion{100, 3, 0, 0};

struct Bands {
  Samples low;
  Samples high;
};

/// One level, mirrored at the ends, with gain 1.
Bands transform(const Samples& x) {
  const auto count = static_cast<int>(x.size());
  const auto at = [&](int i) {
    return x[static_cast<size_t>(i < 0        ? -1 - i
                                 : i >= count ? 2 * count - 1 - i
                                              : i)];
  };
  Bands bands;
  for (int k = 0; k < (count + 7) / 2; ++k) {
    double low = 0;
    double high = 0;
    for (int j = 0; j < 8; ++j) {
      const auto tap = static_cast<size_t>(j);
      const double sign = j % 2 == 0 ? -1 : 1;
      low += kDb4[tap] * at(2 * k + 1 - j);
      high += sign * kDb4[7 - tap] * at(2 * k + 1 - j);
    }
    bands.low.push_back(low / std::numbers::sqrt2);
    bands.high.push_back(high / std::numbers::sqrt2);
  }
  return bands;
}

TEST(Db4, IsOrthonormalWithFourVanishingMoments) {
  for (size_t shift = 0; shift < 8; shift += 2) {
    double product = 0;
    for (size_t i = 0; i + shift < 8; ++i) {
      product += kDb4[i] * kDb4[i + shift];
    }
    EXPECT_NEAR(product, shift == 0 ? 1 : 0, 1e-10);
  }
  for (int power = 0; power < 4; ++power) {
    double moment = 0;
    for (size_t i = 0; i < 8; ++i) {
      moment += (i % 2 == 0 ? 1 : -1) * kDb4[i] *
                std::pow(static_cast<double>(i), power);
    }
    EXPECT_NEAR(moment, 0, 1e-8);
  }
}

TEST(Reference, EqualsPyWavelets) {
  // pywt 1.8.0: dwt(x, "db4", mode="symmetric"), divided by the root of 2.
  Samples x;
  for (int i = 0; i < 21; ++i) {
    x.push_back((i * i * 37 + i * 11) % 101 - 50);
  }
  const Samples low = {-3.2387,  18.7323, -50.7166, 2.8146,   -4.3588,
                       25.7769,  4.6035,  20.7391,  -12.8427, -21.862,
                       -26.2889, 16.6401, 6.1286,   2.4857};
  const Samples high = {0.5007,  2.1723,   -19.883, 7.6902,  -20.3152,
                        7.6902,  -20.3152, 7.6902,  14.2845, -4.7648,
                        19.5075, -24.5434, 8.0437,  -20.2178};
  const Bands bands = transform(x);
  EXPECT_THAT(bands.low,
              ::testing::Pointwise(::testing::DoubleNear(1e-4), low));
  EXPECT_THAT(bands.high,
              ::testing::Pointwise(::testing::DoubleNear(1e-4), high));
}

double to_steps(double power) {
  const double db = 10 * std::log10(std::max(power, 1e-30) / (1 << 30));
  return (db + 96) / 96 * 256;
}

struct Wanted {
  double value;  ///< In steps of int8 from 0 on.
  double tolerance;
};

/// What a band becomes. `noise` is what rounding can add to its samples.
void add_statistics(const Samples& band, double noise,
                    std::vector<Wanted>& row) {
  const auto m = testing::moments(band);
  double peak = 0;
  double crossings = 0;
  double doubtful = 0;  // May have the other sign.
  for (size_t i = 0; i < band.size(); ++i) {
    peak = std::max(peak, std::abs(band[i]));
    crossings += i > 0 && (band[i] < 0) != (band[i - 1] < 0) ? 1 : 0;
    doubtful += std::abs(band[i]) < noise ? 1 : 0;
  }
  const double neighbours = static_cast<double>(band.size() - 1);
  constexpr double kTolerance = 1.5;  // 1 beyond rounding.
  row.push_back({to_steps(m.variance), kTolerance});
  row.push_back({to_steps(peak * peak), kTolerance});
  row.push_back({m.skewness * 32 + 128, kTolerance});
  row.push_back({m.kurtosis * 16 + 128, kTolerance});
  row.push_back(
      {256 * crossings / neighbours, 0.51 + doubtful * 2 * 256 / neighbours});
}

std::vector<Wanted> reference(Samples x, int levels) {
  const double mean = testing::moments(x).mean;
  double peak = 0;
  for (double& value : x) {
    value -= mean;
    peak = std::max(peak, std::abs(value));
  }
  // Samples have 14 bits, filters 15.
  const double noise = 2e-4 * peak + 1;
  std::vector<Wanted> row;
  for (int i = 0; i < levels; ++i) {
    const Bands bands = transform(x);
    add_statistics(bands.high, noise, row);
    x = bands.low;
  }
  add_statistics(x, noise, row);
  return row;
}

TEST(Wavelet, IsNearTheRealValues) {
  for (const auto& [levels, length, level] :
       {std::tuple(1, 100, 12000.0), std::tuple(3, 101, 30000.0),
        std::tuple(5, 256, 700.0), std::tuple(8, 1000, 12000.0)}) {
    SCOPED_TRACE(levels);
    const auto front_end = made(
        "wavelet",
        {{"levels", levels}, {"frame_ms", 10.0 * length}, {"hop_ms", 300.0}},
        kMotion);
    const FeatureFormat format = front_end->format();
    ASSERT_EQ(format.width, (levels + 1) * 5);
    const auto signal = motion_signal(length + 60, 3, level, 6);
    const auto rows = rows_of(*front_end, kMotion, signal);
    const auto width = static_cast<size_t>(format.width);
    ASSERT_EQ(rows.size(), 3 * 3 * width);
    for (size_t c = 0; c < 3; ++c) {
      const auto frames =
          frames_of(channel_of(signal, 3, static_cast<int>(c)), length, 30);
      for (size_t f = 0; f < frames.size(); ++f) {
        const auto expected = reference(frames[f], levels);
        for (size_t i = 0; i < width; ++i) {
          const int got = rows[(f * width + i) * 3 + c] + 128;
          EXPECT_NEAR(got, std::clamp(expected[i].value, 0.0, 255.0),
                      expected[i].tolerance)
              << "value " << i << ", frame " << f << ", channel " << c;
        }
      }
    }
  }
}

TEST(Wavelet, OfSilenceIsTheFloor) {
  const SensorFormat sensor{100, 1, 0, 0};
  const auto front_end = made("wavelet", {{"levels", 1}}, sensor);
  const std::vector<int16_t> still(100, 777);
  EXPECT_THAT(
      rows_of(*front_end, sensor, still),
      ::testing::ElementsAre(-128, -128, 0, 0, -128, -128, -128, 0, 0, -128));
}

TEST(Wavelet, RefusesFramesTooShortForItsLevels) {
  EXPECT_THAT(refusal("wavelet", {{"levels", 3}, {"frame_ms", 100.0}}, kMotion),
              ::testing::HasSubstr("expected 11 ... 4096 samples"));
}

}  // namespace
}  // namespace firefly
