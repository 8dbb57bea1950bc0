// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "frontends/testing/keys.h"
#include "frontends/testing/reference_spectrum.h"

namespace firefly {
namespace {

using testing::KeyValues;
using testing::made;
using testing::raised_cosine;
using testing::reference_mel;
using testing::reference_power;
using testing::ReferenceSpectrum;
using testing::refusal;
using testing::test_sound;

const SensorFormat kMicrophone{16000, 1, 0, 0};

/// MLPerf Tiny's streaming wakeword.
const KeyValues kStreamingWakeword = {
    {"frame_ms", 64.0},        {"hop_ms", 32.0},
    {"window", "hamming"},     {"periodic_window", false},
    {"pre_emphasis", 0.96875}, {"filters", 40},
    {"low_hz", 0.0},           {"high_hz", 8000.0},
    {"noise_floor_db", -52.0}, {"range_db", 64.0},
};

/// Expects rows of 0 … 1 to within `tolerance` of the reference in steps of
/// 1/256, of 0.5 that rounding costs anyway.
void expect_near(FrontEnd& front_end, const ReferenceSpectrum& spectrum,
                 const std::vector<int16_t>& signal, double high_hz,
                 double tolerance) {
  const std::vector<int8_t> rows = rows_of(front_end, kMicrophone, signal);
  const auto frames = reference_power(spectrum, signal);
  ASSERT_EQ(rows.size(), frames.size() * 40);
  for (size_t i = 0; i < rows.size(); ++i) {
    const double power =
        reference_mel(frames[i / 40], 40, 0, high_hz, 16000)[i % 40] /
        spectrum.fft_length;
    const double db = 10 * std::log10(std::max(power, 1e-30));
    const double expected = std::clamp((db + 52) / 64 * 256 - 128, -128., 127.);
    ASSERT_NEAR(rows[i], expected, 0.5 + tolerance)
        << "row " << i / 40 << " filter " << i % 40;
  }
}

TEST(LogMel, IsThatOfTheStreamingWakewordBenchmark) {
  const auto front_end = made("log-mel", kStreamingWakeword, kMicrophone);
  EXPECT_EQ(front_end->format().frame_samples, 1024);
  EXPECT_EQ(front_end->format().hop_samples, 512);
  EXPECT_EQ(front_end->format().row_size(), 40);
  const ReferenceSpectrum spectrum{1024, 512, 1024,
                                   raised_cosine(1024, 0.54, 1023), 0.96875};
  for (const double amplitude : {1.0, 0.1, 0.003}) {
    expect_near(*front_end, spectrum, test_sound(8000, amplitude, 1), 8000,
                0.05);
  }
}

TEST(LogMel, SaturatesAtBothEnds) {
  const auto front_end = made(
      "log-mel", {{"noise_floor_db", 0.0}, {"range_db", 10.0}}, kMicrophone);
  const std::vector<int8_t> silence =
      rows_of(*front_end, kMicrophone, std::vector<int16_t>(480));
  EXPECT_EQ(silence, std::vector<int8_t>(40, -128));
  std::vector<int16_t> loud;
  for (int i = 0; i < 480; ++i) {
    loud.push_back(i % 16 < 8 ? 32767 : -32768);  // 1 kHz
  }
  const std::vector<int8_t> rows = rows_of(*front_end, kMicrophone, loud);
  EXPECT_EQ(*std::max_element(rows.begin(), rows.end()), 127);
}

TEST(LogMel, IsRefusedWithTheKeyToChange) {
  EXPECT_THAT(refusal("log-mel", {}, SensorFormat{16000, 2, 0, 0}),
              ::testing::HasSubstr("found 2 channels"));
  EXPECT_THAT(refusal("log-mel", {{"frame_ms", 0.1}}, {1000, 1, 0, 0}),
              ::testing::HasSubstr("less than a sample of 1000 Hz"));
  EXPECT_THAT(
      refusal("log-mel", {{"fft_length", 500}}, kMicrophone),
      ::testing::HasSubstr("expected a power of two that holds a frame, "
                           "512 or more, or 0"));
  EXPECT_THAT(refusal("log-mel", {{"fft_length", 256}}, kMicrophone),
              ::testing::HasSubstr("512 or more"));
  EXPECT_THAT(refusal("log-mel", {{"frame_ms", 500.0}}, kMicrophone),
              ::testing::HasSubstr("4096 at most"));
  EXPECT_THAT(refusal("log-mel", {{"high_hz", 9000.0}}, kMicrophone),
              ::testing::HasSubstr("up to half the sample rate, 8000 Hz"));
  EXPECT_THAT(
      refusal("log-mel", {{"low_hz", 100.0}, {"high_hz", 110.0}}, kMicrophone),
      ::testing::HasSubstr("no frequency of an FFT of 512 points"));
}

}  // namespace
}  // namespace firefly
