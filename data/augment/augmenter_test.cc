// SPDX-License-Identifier: Apache-2.0
#include "data/augment/augmenter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <set>

#include "data/augment/image.h"
#include "data/augment/motion.h"
#include "data/augment/noise_mix.h"
#include "data/augment/room.h"
#include "data/augment/time.h"

namespace firefly {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::FloatNear;
using ::testing::HasSubstr;
using ::testing::Pointwise;

constexpr SensorFormat kMicrophone{16000, 1, 0, 0};

Signal tone(double hz, size_t samples, double rate_hz = 16000) {
  Signal signal;
  signal.rate_hz = rate_hz;
  for (size_t i = 0; i < samples; ++i) {
    signal.values.push_back(
        static_cast<float>(0.5 * std::sin(2 * std::numbers::pi * hz *
                                          static_cast<double>(i) / rate_hz)));
  }
  return signal;
}

Signal noise_of(size_t samples, int channels, uint64_t seed) {
  Random random(seed);
  Signal signal;
  signal.rate_hz = 50;
  signal.channels = channels;
  for (size_t i = 0; i < samples * static_cast<size_t>(channels); ++i) {
    signal.values.push_back(static_cast<float>(random.normal()));
  }
  return signal;
}

double power_of(const std::vector<float>& values) {
  double sum = 0;
  for (const float value : values) {
    sum += static_cast<double>(value) * static_cast<double>(value);
  }
  return sum / static_cast<double>(values.size());
}

// By the zero crossings of the middle half, where no silence was filled in.
double frequency_of(const Signal& signal) {
  const size_t begin = signal.values.size() / 4;
  const size_t end = 3 * begin;
  int crossings = 0;
  for (size_t i = begin + 1; i < end; ++i) {
    crossings += (signal.values[i - 1] < 0) != (signal.values[i] < 0) ? 1 : 0;
  }
  return crossings / 2.0 / (static_cast<double>(end - begin) / signal.rate_hz);
}

TEST(Random, DependsOnEveryPartAndOnNothingElse) {
  EXPECT_EQ(Random(1, 2, 3).fraction(), Random(1, 2, 3).fraction());
  std::set<double> seen;
  for (int a = 0; a < 10; ++a) {
    for (int b = 0; b < 10; ++b) {
      seen.insert(Random(a, b).fraction());
    }
  }
  EXPECT_EQ(seen.size(), 100U);
  // For ever the same: checkpoints and published figures rely on it.
  EXPECT_EQ(Random(1, 2, 3).index(1000000), 600968U);
}

TEST(Random, NormalHasItsMoments) {
  Random random(5);
  double sum = 0;
  double squares = 0;
  for (int i = 0; i < 20000; ++i) {
    const double x = random.normal();
    sum += x;
    squares += x * x;
  }
  EXPECT_NEAR(sum / 20000, 0, 0.03);
  EXPECT_NEAR(squares / 20000, 1, 0.04);
}

TEST(Time, WarpKeepsWhatStaysInPlace) {
  const Signal signal = noise_of(50, 2, 1);
  std::vector<double> positions(50);
  std::iota(positions.begin(), positions.end(), 0.0);
  EXPECT_EQ(warp(signal, positions, false).values, signal.values);
  EXPECT_EQ(warp(signal, positions, true).values, signal.values);
}

TEST(Time, ShiftFillsWithSilenceOrTheLastValue) {
  Signal signal;
  signal.values = {1, 2, 3, 4};
  EXPECT_THAT(shift(signal, 1, false).values, ElementsAre(0, 1, 2, 3));
  EXPECT_THAT(shift(signal, -2, true).values, ElementsAre(3, 4, 4, 4));
}

TEST(Time, SpeedMovesPitchAndKeepsLength) {
  const Signal signal = tone(400, 16000);
  const Signal fast = change_speed(signal, 1.25);
  EXPECT_EQ(fast.samples(), 16000);
  EXPECT_NEAR(frequency_of(fast), 500, 3);
  EXPECT_NEAR(frequency_of(change_speed(signal, 0.8)), 320, 3);
}

TEST(Time, PitchMovesAndTimeDoesNot) {
  Signal signal = tone(400, 16000);
  std::fill(signal.values.begin(), signal.values.begin() + 4000, 0.0F);
  std::fill(signal.values.begin() + 12000, signal.values.end(), 0.0F);
  for (const double factor : {0.85, 1.2}) {
    const Signal moved = change_pitch(signal, factor);
    EXPECT_EQ(moved.samples(), 16000);
    EXPECT_NEAR(frequency_of(moved), 400 * factor, 12) << factor;
    const auto begin = moved.values.begin();
    EXPECT_LT(power_of({begin, begin + 3000}), 1e-4);
    EXPECT_GT(power_of({begin + 5000, begin + 11000}), 0.06);
    EXPECT_LT(power_of({begin + 13000, begin + 16000}), 1e-4);
  }
}

TEST(Time, WarpingKeepsOrderAndEnds) {
  Signal ramp;
  ramp.rate_hz = 50;
  for (int i = 0; i < 200; ++i) {
    ramp.values.push_back(static_cast<float>(i));
  }
  Random random(7);
  const Signal warped = warp_time(ramp, 0.3, random);
  EXPECT_TRUE(std::is_sorted(warped.values.begin(), warped.values.end()));
  EXPECT_NEAR(warped.values.front(), 0, 1e-3);
  EXPECT_NEAR(warped.values.back(), 199, 1e-3);
  EXPECT_NE(warped.values, ramp.values);
}

TEST(Room, DecaysByItsReverberationTime) {
  for (uint64_t seed = 0; seed < 5; ++seed) {
    Random random(seed);
    const std::vector<float> room = draw_room(16000, 0.4, random);
    ASSERT_EQ(room.size(), 6401U);
    EXPECT_FLOAT_EQ(room[0], 1);
    // The second half is 30 dB under the first by Sabine's law; real rooms,
    // and the image method, differ by some dB.
    const auto middle = room.begin() + 3200;
    double early = 0;
    double late = 0;
    for (auto it = room.begin() + 160; it < room.begin() + 1760; ++it) {
      early += static_cast<double>(*it) * static_cast<double>(*it);
    }
    for (auto it = middle + 160; it < middle + 1760; ++it) {
      late += static_cast<double>(*it) * static_cast<double>(*it);
    }
    EXPECT_NEAR(10 * std::log10(early / late), 30, 8) << seed;
  }
}

TEST(Room, ConvolvesAsTheSumSays) {
  const Signal signal = noise_of(300, 2, 3);
  const std::vector<float> room = noise_of(100, 1, 4).values;
  const Signal heard = convolve(signal, room);
  std::vector<float> expected(600);
  for (size_t i = 0; i < 600; ++i) {
    for (size_t k = 0; k < room.size() && 2 * k <= i; ++k) {
      expected[i] += room[k] * signal.values[i - 2 * k];
    }
  }
  EXPECT_THAT(heard.values, Pointwise(FloatNear(1e-4F), expected));
}

TEST(Noise, IsAsLoudAsTheRatioSays) {
  const Signal signal = tone(500, 8000);
  const Signal noise = noise_of(3000, 1, 9);
  for (const double snr_db : {-5.0, 0.0, 20.0}) {
    Signal mixed = signal;
    Random random(2);
    mix_noise(noise, snr_db, mixed, random);
    std::vector<float> added(8000);
    for (size_t i = 0; i < added.size(); ++i) {
      added[i] = mixed.values[i] - signal.values[i];
    }
    EXPECT_NEAR(10 * std::log10(power_of(signal.values) / power_of(added)),
                snr_db, 0.01);
  }
}

TEST(Noise, LeavesSilenceAlone) {
  Signal silence;
  silence.values.assign(100, 0.0F);
  Random random(1);
  mix_noise(noise_of(10, 1, 1), 0, silence, random);
  EXPECT_THAT(silence.values, Each(0.0F));
}

TEST(Motion, RotationKeepsLengths) {
  MotionAugmentation parameters;
  parameters.rotation_degrees = 180;
  const Signal signal = noise_of(40, 6, 5);
  Random random(3);
  const Signal turned = augment_motion(parameters, signal, random);
  EXPECT_NE(turned.values, signal.values);
  for (size_t i = 0; i < signal.values.size(); i += 3) {
    const auto length = [i](const std::vector<float>& v) {
      return std::hypot(v[i], v[i + 1], v[i + 2]);
    };
    EXPECT_NEAR(length(turned.values), length(signal.values), 1e-5);
  }
  // Accelerometer and gyroscope turn together: angles between them stay.
  const auto dot = [](const std::vector<float>& v) {
    return v[0] * v[3] + v[1] * v[4] + v[2] * v[5];
  };
  EXPECT_NEAR(dot(turned.values), dot(signal.values), 1e-5);
}

TEST(Motion, JitterAndScaleKeepToTheirSizes) {
  MotionAugmentation parameters;
  parameters.jitter_percent = 10;
  const Signal signal = noise_of(2000, 3, 6);
  for (uint64_t seed = 0; seed < 5; ++seed) {
    Random random(seed);
    const Signal shaken = augment_motion(parameters, signal, random);
    std::vector<float> difference(signal.values.size());
    for (size_t i = 0; i < difference.size(); ++i) {
      difference[i] = shaken.values[i] - signal.values[i];
    }
    EXPECT_LT(std::sqrt(power_of(difference)), 0.11);
    EXPECT_GT(power_of(difference), 0);
  }
  parameters = {};
  parameters.scale_percent = 20;
  Random random(1);
  const Signal scaled = augment_motion(parameters, signal, random);
  const float ratio = scaled.values[0] / signal.values[0];
  EXPECT_NEAR(ratio, 1, 0.2);
  EXPECT_FLOAT_EQ(scaled.values[77], ratio * signal.values[77]);
}

Signal picture(int width, int height, int channels) {
  Signal image = noise_of(static_cast<size_t>(width * height), channels, 8);
  image.rate_hz = 0;
  image.width = width;
  image.height = height;
  for (float& value : image.values) {
    value = std::clamp(128 + 40 * value, 0.0F, 255.0F);
  }
  return image;
}

TEST(Images, AreFlippedHalfOfTheTime) {
  ImageAugmentation parameters;
  parameters.flip = true;
  const Signal image = picture(5, 3, 3);
  int flipped = 0;
  for (uint64_t seed = 0; seed < 400; ++seed) {
    Random random(seed);
    const Signal seen = augment_image(parameters, image, random);
    if (std::abs(seen.values[0] - image.values[0]) < 1e-3F) {
      EXPECT_THAT(seen.values, Pointwise(FloatNear(1e-3F), image.values));
      continue;
    }
    ++flipped;
    for (size_t x = 0; x < 5; ++x) {
      EXPECT_NEAR(seen.values[3 * x + 1], image.values[3 * (4 - x) + 1], 1e-3);
    }
  }
  EXPECT_NEAR(flipped, 200, 50);
}

TEST(Images, StayImages) {
  ImageAugmentation parameters;
  parameters.flip = true;
  parameters.shift_percent = 10;
  parameters.zoom_percent = 20;
  parameters.rotation_degrees = 15;
  parameters.brightness_percent = 30;
  parameters.contrast_percent = 30;
  parameters.saturation_percent = 50;
  parameters.colour_percent = 20;
  parameters.cutout_percent = 50;
  for (const int channels : {1, 3}) {
    const Signal image = picture(16, 12, channels);
    for (uint64_t seed = 0; seed < 50; ++seed) {
      Random random(seed);
      const Signal seen = augment_image(parameters, image, random);
      ASSERT_EQ(seen.values.size(), image.values.size());
      EXPECT_THAT(seen.values,
                  Each(::testing::AllOf(::testing::Ge(0), ::testing::Le(255))));
      EXPECT_NE(seen.values, image.values);
    }
  }
}

TEST(Images, CutoutHidesASquare) {
  ImageAugmentation parameters;
  parameters.cutout_percent = 50;
  Signal image = picture(32, 32, 1);
  std::fill(image.values.begin(), image.values.end(), 7.0F);
  size_t most = 0;
  for (uint64_t seed = 0; seed < 50; ++seed) {
    Random random(seed);
    const Signal seen = augment_image(parameters, image, random);
    const auto hidden = static_cast<size_t>(
        std::count(seen.values.begin(), seen.values.end(), 128.0F));
    const auto seen_through = static_cast<size_t>(
        std::count(seen.values.begin(), seen.values.end(), 7.0F));
    EXPECT_EQ(hidden + seen_through, 1024U);
    most = std::max(most, hidden);
  }
  EXPECT_GT(most, 100U);
  EXPECT_LE(most, 17U * 17U);
}

AugmentationParameters everything() {
  AugmentationParameters parameters;
  parameters.sound = {0.5, 10, 2, 100, 0.5, 0.3, 0.8, -5, 20, 6};
  return parameters;
}

TEST(Augmenter, DependsOnSeedEpochAndIndexAlone) {
  Recording recording;
  recording.signal = noise_of(4000, 1, 20);
  const auto augmenter =
      Augmenter::make(everything(), kMicrophone, {recording}, 1);
  ASSERT_TRUE(augmenter.ok()) << augmenter.error().message;
  const Signal signal = tone(300, 16000);
  const auto run = [&](int epoch, int index) {
    Random random(1, epoch, index);
    return augmenter->apply(signal, random).values;
  };
  EXPECT_EQ(run(0, 0), run(0, 0));
  EXPECT_NE(run(0, 0), run(0, 1));
  EXPECT_NE(run(0, 0), run(1, 0));
  EXPECT_EQ(run(3, 4).size(), 16000U);
}

TEST(Augmenter, WithoutKeysChangesNothing) {
  const auto augmenter = Augmenter::make({}, kMicrophone, {}, 1);
  ASSERT_TRUE(augmenter.ok());
  const Signal signal = tone(300, 1000);
  Random random(1);
  EXPECT_EQ(augmenter->apply(signal, random).values, signal.values);
  EXPECT_EQ(augmenter->draw_mix(10, random).weight, 1);
}

TEST(Augmenter, NamesTheKeyThatDoesNotGo) {
  AugmentationParameters parameters;
  parameters.sound.noise_probability = 0.5;
  auto augmenter = Augmenter::make(parameters, kMicrophone, {}, 1);
  ASSERT_FALSE(augmenter.ok());
  EXPECT_THAT(augmenter.error().message, HasSubstr("noise_probability"));
  parameters = {};
  parameters.motion.rotation_degrees = 10;
  augmenter = Augmenter::make(parameters, kMicrophone, {}, 1);
  ASSERT_FALSE(augmenter.ok());
  EXPECT_THAT(augmenter.error().message, HasSubstr("rotation_degrees"));
  parameters = {};
  parameters.sound.noise_min_snr_db = 30;
  augmenter = Augmenter::make(parameters, kMicrophone, {}, 1);
  ASSERT_FALSE(augmenter.ok());
  EXPECT_THAT(augmenter.error().message, HasSubstr("noise_min_snr_db"));
}

TEST(Augmenter, HidesRowsAndBandsBehindTheMean) {
  AugmentationParameters parameters;
  parameters.rows = {1, 8, 1, 3};
  const auto augmenter = Augmenter::make(parameters, kMicrophone, {}, 1);
  ASSERT_TRUE(augmenter.ok());
  const FeatureFormat format{10, 1, 1, 0, 1, 1};
  size_t hidden_rows = 0;
  size_t hidden_bins = 0;
  for (uint64_t seed = 0; seed < 60; ++seed) {
    std::vector<int8_t> rows(20 * 10);
    for (size_t i = 0; i < rows.size(); ++i) {
      rows[i] = i % 2 == 0 ? 11 : 9;  // No value is the mean, 10.
    }
    Random random(seed);
    augmenter->hide(format, rows, random);
    size_t full_rows = 0;
    size_t full_bins = 0;
    for (size_t r = 0; r < 20; ++r) {
      const auto begin = rows.begin() + static_cast<std::ptrdiff_t>(10 * r);
      full_rows += std::count(begin, begin + 10, 10) == 10 ? 1 : 0;
    }
    for (size_t b = 0; b < 10; ++b) {
      size_t hidden = 0;
      for (size_t r = 0; r < 20; ++r) {
        hidden += rows[10 * r + b] == 10 ? 1 : 0;
      }
      full_bins += hidden == 20 ? 1 : 0;
    }
    hidden_rows = std::max(hidden_rows, full_rows);
    hidden_bins = std::max(hidden_bins, full_bins);
  }
  EXPECT_EQ(hidden_rows, 8U);
  EXPECT_EQ(hidden_bins, 3U);
}

TEST(Augmenter, DrawsMixupWeightsFromBeta) {
  AugmentationParameters parameters;
  parameters.mixup_alpha = 0.4;
  const auto augmenter = Augmenter::make(parameters, kMicrophone, {}, 1);
  ASSERT_TRUE(augmenter.ok());
  double sum = 0;
  double squares = 0;
  Random random(11);
  constexpr int kDraws = 20000;
  for (int i = 0; i < kDraws; ++i) {
    const Mix mix = augmenter->draw_mix(7, random);
    ASSERT_LT(mix.other, 7U);
    ASSERT_GE(mix.weight, 0);
    ASSERT_LE(mix.weight, 1);
    sum += mix.weight;
    squares += mix.weight * mix.weight;
  }
  const double mean = sum / kDraws;
  EXPECT_NEAR(mean, 0.5, 0.01);
  // Beta(a, a) has the variance 1 / (4 (2 a + 1)).
  EXPECT_NEAR(squares / kDraws - mean * mean, 1 / (4 * 1.8), 0.005);
}

}  // namespace
}  // namespace firefly
