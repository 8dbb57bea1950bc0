// SPDX-License-Identifier: Apache-2.0
//
// The parts of micro-frontend against their definitions, and where it is
// refused. That it equals the original: tests/witness/micro_frontend.py.
#include "features/micro_frontend.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <random>

#include "frontends/micro_features.h"
#include "frontends/testing/keys.h"
#include "frontends/testing/reference_spectrum.h"

namespace firefly {
namespace {

using features::fft_s16;
using features::MicroFeatures;
using features::MicroFrontend;
using testing::made;
using testing::refusal;
using testing::test_sound;

const SensorFormat kMicrophone{16000, 1, 0, 0};

TEST(MicroFrontend, QuantizesAsMicroSpeechDoes) {
  for (uint32_t value = 0; value < 65536; ++value) {
    const auto wide = static_cast<int32_t>(value);
    const int32_t expected = std::min((256 * wide + 333) / 666 - 128, 127);
    ASSERT_EQ(MicroFrontend::quantized(value), expected) << value;
  }
}

/// sqrt(x) to nearest, from the definition.
uint64_t root_of(uint64_t x) {
  auto root = static_cast<uint64_t>(std::sqrt(static_cast<long double>(x)));
  while (root > 0xFFFFFFFFU || root * root > x) {
    --root;
  }
  while (root < 0xFFFFFFFFU && (root + 1) * (root + 1) <= x) {
    ++root;
  }
  const uint64_t limit = x >> 32 == 0 ? 0xFFFFU : 0xFFFFFFFFU;
  return x - root * root > root && root < limit ? root + 1 : root;
}

TEST(RoundedRoot, IsThatOfTheOriginal) {
  std::mt19937_64 random(7);
  for (int i = 0; i < 200000; ++i) {
    const uint64_t x = random() >> (i % 64);
    ASSERT_EQ(features::rounded_root(x), root_of(x)) << x;
    // Squares and their neighbours, where roots step.
    const uint64_t square = (x >> 32) * (x >> 32);
    for (const uint64_t near : {square - 1, square, square + 1}) {
      ASSERT_EQ(features::rounded_root(near), root_of(near)) << near;
    }
  }
}

MicroFeatures::Config config_of(const ConfigWriter<MicroFeatures::Config>& w) {
  return w.config();
}

class FftS16 : public ::testing::TestWithParam<int> {};

TEST_P(FftS16, IsNearTheTransform) {
  const int points = GetParam();
  MicroFeaturesParameters parameters;
  parameters.frame_ms = points / 16;
  parameters.hop_ms = 1;
  parameters.channels = 1;
  const auto writer = design_micro_features(parameters, kMicrophone);
  ASSERT_TRUE(writer.ok()) << writer.error().message;
  const features::FftS16 fft = config_of(*writer).fft;
  ASSERT_EQ(1 << fft.log2_points, points);
  std::mt19937 random(3);
  std::vector<double> samples(static_cast<size_t>(points));
  for (double& x : samples) {
    x = static_cast<int16_t>(random()) / 4;  // Shifted left by 2 below.
  }
  std::vector<int32_t> z(samples.size() / 2);
  uint32_t reversed = 0;
  for (size_t n = 0; n < z.size(); ++n) {
    const auto low = static_cast<uint32_t>(std::lround(samples[2 * n]));
    const auto high = static_cast<uint32_t>(std::lround(samples[2 * n + 1]));
    z[reversed] = static_cast<int32_t>((low & 0xFFFFU) | (high << 16));
    reversed = next_reversed(reversed, static_cast<uint32_t>(points) / 4);
  }
  fft_s16(fft, 2, z.data());
  for (size_t k = 0; k < z.size(); ++k) {
    std::complex<double> sum = 0;
    for (size_t n = 0; n < samples.size(); ++n) {
      sum += 4 * samples[n] *
             std::polar(1.0, -2 * std::numbers::pi *
                                 static_cast<double>(n * k % samples.size()) /
                                 points);
    }
    // A unit is lost at each stage.
    EXPECT_NEAR(low_half(z[k]), sum.real() / points, 6) << k;
    EXPECT_NEAR(high_half(z[k]), sum.imag() / points, 6) << k;
  }
}

INSTANTIATE_TEST_SUITE_P(All, FftS16,
                         ::testing::Values(16, 32, 64, 128, 256, 512, 1024,
                                           2048, 4096));

/// Rows of samples that come in pieces of many sizes.
std::vector<int8_t> rows_of_pieces(FrontEnd& front_end,
                                   const std::vector<int16_t>& signal) {
  std::vector<int8_t> rows;
  std::vector<int8_t> row(static_cast<size_t>(front_end.format().row_size()));
  front_end.reset();
  std::mt19937 random(5);
  for (size_t at = 0; at < signal.size();) {
    const size_t piece = std::min<size_t>(random() % 700, signal.size() - at);
    bool is_ready = false;
    at += static_cast<size_t>(
        front_end.push(std::span(signal).subspan(at, piece), row, is_ready));
    if (is_ready) {
      rows.insert(rows.end(), row.begin(), row.end());
    }
  }
  return rows;
}

TEST(SoundFrontEnds, TakeSamplesInAnyPieces) {
  const std::vector<int16_t> signal = test_sound(16000, 0.7, 4);
  for (const char* kind :
       {"log-mel", "mfcc", "micro-frontend", "spectrogram"}) {
    const bool is_whole = std::string(kind) == "micro-frontend";
    const testing::KeyValues keys = {
        {"hop_ms", is_whole ? testing::KeyValue(7) : testing::KeyValue(7.0)}};
    const auto front_end = made(kind, keys, kMicrophone);
    const std::vector<int8_t> whole = rows_of(*front_end, kMicrophone, signal);
    EXPECT_EQ(rows_of_pieces(*front_end, signal), whole) << kind;
    EXPECT_EQ(
        whole.size() % static_cast<size_t>(front_end->format().row_size()), 0U);
  }
}

TEST(SoundFrontEnds, SkipWhatLiesBetweenFrames) {
  const std::vector<int16_t> signal = test_sound(16000, 0.7, 4);
  const auto front_end =
      made("log-mel", {{"frame_ms", 10.0}, {"hop_ms", 25.0}}, kMicrophone);
  EXPECT_EQ(rows_of_pieces(*front_end, signal),
            rows_of(*front_end, kMicrophone, signal));
  EXPECT_EQ(rows_of(*front_end, kMicrophone, signal).size(), 40U * 40);
}

TEST(MicroFrontend, IsRefusedWithTheKeyToChange) {
  EXPECT_THAT(refusal("micro-frontend", {}, SensorFormat{16000, 2, 0, 0}),
              ::testing::HasSubstr("found 2 channels"));
  EXPECT_THAT(refusal("micro-frontend", {{"hop_ms", 40}}, kMicrophone),
              ::testing::HasSubstr("no longer than a frame"));
  EXPECT_THAT(refusal("micro-frontend", {{"high_hz", 8000.0}}, kMicrophone),
              ::testing::HasSubstr("below half the sample rate, 8000 Hz"));
  EXPECT_THAT(refusal("micro-frontend", {{"frame_ms", 300}}, kMicrophone),
              ::testing::HasSubstr("4096 at most"));
  EXPECT_THAT(refusal("micro-frontend", {{"smoothing_bits", 2}}, kMicrophone),
              ::testing::HasSubstr("expected at least 3 and 15"));
}

}  // namespace
}  // namespace firefly
