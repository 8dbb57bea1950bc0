// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "frontends/testing/keys.h"
#include "frontends/testing/reference_spectrum.h"

namespace firefly {
namespace {

using testing::made;
using testing::raised_cosine;
using testing::reference_power;
using testing::ReferenceSpectrum;
using testing::test_sound;

const SensorFormat kMicrophone{16000, 1, 0, 0};

class EveryLength : public ::testing::TestWithParam<int> {};

TEST_P(EveryLength, IsNearTheSpectrum) {
  const int points = GetParam();
  const int hop = points / 2 + 3;
  const auto front_end = made("spectrogram",
                              {{"frame_ms", points / 16.0},
                               {"hop_ms", hop / 16.0},
                               {"noise_floor_db", -60.0},
                               {"range_db", 100.0}},
                              kMicrophone);
  const ReferenceSpectrum spectrum{points, hop, points,
                                   raised_cosine(points, 0.5, points), 0};
  for (const double amplitude : {1.0, 0.01}) {
    const std::vector<int16_t> signal =
        test_sound(std::max(3000, 2 * points + 7), amplitude, 3);
    const std::vector<int8_t> rows = rows_of(*front_end, kMicrophone, signal);
    const auto frames = reference_power(spectrum, signal);
    const size_t bins = frames[0].size();
    ASSERT_EQ(rows.size(), frames.size() * bins);
    for (size_t i = 0; i < rows.size(); ++i) {
      const auto& frame = frames[i / bins];
      const double loudest = *std::max_element(frame.begin(), frame.end());
      // What is 80 dB below the loudest line drowns in the rounding of the
      // factors, and the lines of single roundings of the samples with it.
      const double power = frame[i % bins] / points;
      const double db = 10 * std::log10(std::max(power, 1e-30));
      const double expected =
          std::clamp((db + 60) / 100 * 256 - 128, -128., 127.);
      const double tolerance = frame[i % bins] > 1e-6 * loudest ? 0.1 : 3;
      ASSERT_NEAR(rows[i], expected, 0.5 + tolerance)
          << "row " << i / bins << " bin " << i % bins;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, EveryLength,
                         ::testing::Values(16, 32, 64, 128, 256, 512, 1024,
                                           2048, 4096));

}  // namespace
}  // namespace firefly
