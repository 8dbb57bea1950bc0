// SPDX-License-Identifier: Apache-2.0
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

}  // namespace
}  // namespace firefly
