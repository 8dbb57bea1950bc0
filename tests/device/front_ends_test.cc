// SPDX-License-Identifier: Apache-2.0
//
// Every kind of front end on emulated boards against the host, byte for byte.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>
#include <set>

#include "bench/front_end_run.h"
#include "frontends/front_end.h"
#include "frontends/testing/keys.h"
#include "tests/device/support.h"

namespace firefly {
namespace {

using testing::KeyValues;

const SensorFormat kMicrophone{16000, 1, 0, 0};
const SensorFormat kMotion{100, 3, 0, 0};
const SensorFormat kCamera{0, 3, 40, 30};

struct Setting {
  const char* name;
  const char* kind;
  SensorFormat sensor;
  KeyValues keys;
};

/// Beside the default keys of every kind, which are tested too.
const std::vector<Setting>& settings() {
  static const std::vector<Setting> all = {
      {"ImageEnlarged",
       "image",
       kCamera,
       {{"width", 50}, {"height", 70}, {"resize", std::string("bilinear")}}},
      {"ImageGrey",
       "image",
       kCamera,
       {{"width", 32}, {"height", 32}, {"grey", true}}},
      {"LogMelOfTheStreamingWakeword",
       "log-mel",
       kMicrophone,
       {{"frame_ms", 64.0},
        {"hop_ms", 32.0},
        {"window", std::string("hamming")},
        {"periodic_window", false},
        {"pre_emphasis", 0.96875}}},
      {"MfccOfPowers",
       "mfcc",
       {8000, 1, 0, 0},
       {{"frame_ms", 25.0},
        {"hop_ms", 10.0},
        {"spectrum", std::string("power")},
        {"filters", 23},
        {"coefficients", 13},
        {"orthonormal", true}}},
      {"MicroFrontendOfMicroWakeWord",
       "micro-frontend",
       kMicrophone,
       {{"original", std::string("microwakeword")}, {"hop_ms", 10}}},
      {"MicroFrontendOfFewSamples",
       "micro-frontend",
       {8000, 1, 0, 0},
       {{"frame_ms", 20},
        {"channels", 20},
        {"high_hz", 3800.0},
        {"pcan", false}}},
      {"RawFiltered",
       "raw",
       kMotion,
       {{"decimation", 4},
        {"filter.kind", std::string("band_pass")},
        {"filter.low_hz", 0.3},
        {"filter.high_hz", 9.0},
        {"full_scale", std::vector{0.5, 0.25, 0.01}}}},
      {"SpectralOfVibration",
       "spectral",
       {4000, 1, 0, 0},
       {{"decimation", 2},
        {"average", true},
        {"filter.kind", std::string("high_pass")},
        {"filter.low_hz", 30.0},
        {"fft_length", 128},
        {"window", std::string("hann")},
        {"segments", std::string("mean")},
        {"frame_ms", 150.0},
        {"hop_ms", 50.0}}},
      {"WaveletOfOneAxis",
       "wavelet",
       {100, 1, 0, 0},
       {{"levels", 5}, {"frame_ms", 630.0}, {"hop_ms", 170.0}}},
      {"SpectrogramOfMagnitudes",
       "spectrogram",
       kMicrophone,
       {{"frame_ms", 2.0},
        {"hop_ms", 3.0},
        {"window", std::string("rectangular")},
        {"spectrum", std::string("magnitude")}}},
      {"StatisticsWithGaps",
       "statistics",
       kMotion,
       {{"frame_ms", 300.0},
        {"hop_ms", 400.0},
        {"full_scale", std::vector{0.1}}}},
  };
  return all;
}

/// The first sensor that a kind is made for.
SensorFormat sensor_for(const FrontEndDesign& design) {
  for (const SensorFormat& sensor : {kMotion, kMicrophone, kCamera}) {
    if (design.make(sensor).ok()) {
      return sensor;
    }
  }
  ADD_FAILURE() << "no sensor suits";
  return kMotion;
}

/// Noise that comes and goes up to the full range, on tones; or noise from 0
/// to 255 for pixels.
std::vector<int16_t> signal_for(const SensorFormat& sensor, int samples) {
  std::mt19937 random(11);
  std::vector<int16_t> signal;
  for (int i = 0; i < samples * sensor.channels; ++i) {
    const double noise = static_cast<double>(random()) / std::mt19937::max();
    if (sensor.width > 0) {
      signal.push_back(static_cast<int16_t>(255.99 * noise));
      continue;
    }
    const double envelope = 1 - std::cos(i * 0.003);
    const double tone = 9000 * std::sin(i * 0.21) + 4000 * std::sin(i * 0.013);
    signal.push_back(static_cast<int16_t>(std::clamp(
        tone + envelope * 40000 * (noise - 0.5), -32768.0, 32767.0)));
  }
  return signal;
}

void expect_exact(FrontEnd& front_end, const SensorFormat& sensor,
                  const Board& board) {
  const FeatureFormat format = front_end.format();
  constexpr int kHops = 24;
  const std::vector<int16_t> signal = signal_for(
      sensor, format.frame_samples +
                  (format.height > 0 ? 1 : kHops) * format.hop_samples);
  const auto run = run_front_end(front_end, sensor, signal, board);
  ASSERT_TRUE(run.ok()) << run.error().message;
  std::vector<int8_t> expected = rows_of(front_end, sensor, signal);
  ASSERT_GE(run->rows.size(), 20 * static_cast<size_t>(format.row_size()));
  ASSERT_LE(run->rows.size(), expected.size());
  expected.resize(run->rows.size());  // A part of a hop is not fed.
  EXPECT_EQ(run->rows, expected);
  // Rows that are all alike would show nothing.
  EXPECT_GT(std::set<int8_t>(expected.begin(), expected.end()).size(), 8U);
  EXPECT_GE(run->ram_bytes,
            static_cast<uint64_t>(front_end.device().memory_bytes));
}

class FrontEnds : public ::testing::TestWithParam<const char*> {};

TEST_P(FrontEnds, OfAllKindsAreExact) {
  const Board board = board_named(GetParam());
  FIREFLY_NEEDS_TOOLS_OF(board);
  for (const FrontEndKind& kind : front_end_kinds()) {
    SCOPED_TRACE(kind.name);
    const auto design = kind.design();
    const SensorFormat sensor = sensor_for(*design);
    const auto front_end = design->make(sensor);
    ASSERT_TRUE(front_end.ok()) << front_end.error().message;
    expect_exact(**front_end, sensor, board);
  }
}

TEST_P(FrontEnds, OfManyKeysAreExact) {
  const Board board = board_named(GetParam());
  FIREFLY_NEEDS_TOOLS_OF(board);
  for (const Setting& setting : settings()) {
    SCOPED_TRACE(setting.name);
    const auto front_end =
        testing::made(setting.kind, setting.keys, setting.sensor);
    ASSERT_NE(front_end, nullptr);
    expect_exact(*front_end, setting.sensor, board);
  }
}

// The micro:bit has a real Cortex-M0.
INSTANTIATE_TEST_SUITE_P(All, FrontEnds,
                         ::testing::Values("microbit", "cortex-m4",
                                           "cortex-m55", "rv32"),
                         test_name<const char*>);

}  // namespace
}  // namespace firefly
