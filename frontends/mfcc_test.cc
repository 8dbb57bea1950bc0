// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "frontends/testing/keys.h"
#include "frontends/testing/reference_spectrum.h"

namespace firefly {
namespace {

using testing::made;
using testing::raised_cosine;
using testing::reference_mel;
using testing::reference_power;
using testing::ReferenceSpectrum;
using testing::test_sound;

const SensorFormat kMicrophone{16000, 1, 0, 0};

TEST(Mfcc, IsByDefaultThatOfTheKeywordBenchmark) {
  const auto front_end = made("mfcc", {}, kMicrophone);
  const FeatureFormat format = front_end->format();
  EXPECT_EQ(format.row_size(), 10);
  const ReferenceSpectrum spectrum{480, 320, 512, raised_cosine(480, 0.5, 480),
                                   0};
  for (const double amplitude : {1.0, 0.1, 0.003}) {
    const std::vector<int16_t> signal = test_sound(8000, amplitude, 2);
    const std::vector<int8_t> rows = rows_of(*front_end, kMicrophone, signal);
    auto frames = reference_power(spectrum, signal);
    ASSERT_EQ(rows.size(), frames.size() * 10);
    for (size_t i = 0; i < rows.size(); ++i) {
      std::vector<double> bins = frames[i / 10];
      std::transform(bins.begin(), bins.end(), bins.begin(),
                     [](double x) { return std::sqrt(x); });
      const std::vector<double> mel = reference_mel(bins, 40, 20, 4000, 16000);
      double sum = 0;
      for (size_t f = 0; f < 40; ++f) {
        sum += std::log(std::max(mel[f], 1e-6)) *
               std::cos(std::numbers::pi * static_cast<double>(i % 10) *
                        (static_cast<double>(f) + 0.5) / 40);
      }
      const double expected = std::clamp(
          std::sqrt(2.0 / 40) * sum / double{format.scale} + format.zero_point,
          -128., 127.);
      ASSERT_NEAR(rows[i], expected, 0.5 + 0.05)
          << "row " << i / 10 << " coefficient " << i % 10;
    }
  }
}

}  // namespace
}  // namespace firefly
