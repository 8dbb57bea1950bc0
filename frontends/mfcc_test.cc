// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
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
using testing::refusal;
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
          std::sqrt(2.0 / 40) * sum / static_cast<double>(format.scale) +
              format.zero_point,
          -128., 127.);
      ASSERT_NEAR(rows[i], expected, 0.5 + 0.05)
          << "row " << i / 10 << " coefficient " << i % 10;
    }
  }
}

TEST(Mfcc, HasAnOrthonormalFirstCoefficient) {
  const std::vector<int16_t> signal = test_sound(4000, 0.3, 6);
  const testing::KeyValues wide = {{"lowest", -300.0}, {"highest", 300.0}};
  testing::KeyValues orthonormal = wide;
  orthonormal["orthonormal"] = true;
  const auto plain_end = made("mfcc", wide, kMicrophone);
  const auto orthonormal_end = made("mfcc", orthonormal, kMicrophone);
  const auto plain = rows_of(*plain_end, kMicrophone, signal);
  const auto other = rows_of(*orthonormal_end, kMicrophone, signal);
  for (size_t i = 0; i < plain.size(); ++i) {
    const double factor = i % 10 == 0 ? std::sqrt(0.5) : 1;
    const int zero_point = plain_end->format().zero_point;
    EXPECT_NEAR(other[i] - zero_point, factor * (plain[i] - zero_point), 1.01)
        << i;
  }
}

TEST(Mfcc, IsRefusedWithTheKeyToChange) {
  EXPECT_THAT(refusal("mfcc", {{"coefficients", 41}}, kMicrophone),
              ::testing::HasSubstr("no more coefficients than filters"));
  EXPECT_THAT(refusal("mfcc", {{"lowest", 3.0}}, kMicrophone),
              ::testing::HasSubstr("expected a range with 0 in it"));
  EXPECT_THAT(
      refusal("mfcc", {{"lowest", -1e-6}, {"highest", 1e-6}}, kMicrophone),
      ::testing::HasSubstr("lowest and highest give steps"));
}

}  // namespace
}  // namespace firefly
