// SPDX-License-Identifier: Apache-2.0
#include "frontends/butterworth.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <initializer_list>
#include <numbers>
#include <random>

#include "features/biquad.h"

namespace firefly {
namespace {

using features::BiquadCascade;

double gain(const std::vector<Biquad>& sections, double frequency) {
  const auto w = std::polar(1.0, -2 * std::numbers::pi * frequency);
  std::complex<double> product = 1;
  for (const Biquad& s : sections) {
    product *=
        (s.b0 + s.b1 * w + s.b2 * w * w) / (1.0 + s.a1 * w + s.a2 * w * w);
  }
  return std::abs(product);
}

double warped(double frequency) {
  return std::tan(std::numbers::pi * frequency);
}

/// |H| of a Butterworth filter whose prototype sees `frequency`.
double ideal(double frequency, int order) {
  return 1 / std::sqrt(1 + std::pow(frequency * frequency, order));
}

TEST(Butterworth, HasTheGainOfItsDefinition) {
  for (int order = 1; order <= 8; ++order) {
    for (double f = 0.003; f < 0.5; f += 0.0171) {
      const double cutoff = 0.11;
      const double ratio = warped(f) / warped(cutoff);
      EXPECT_NEAR(gain(butterworth_low_pass(order, cutoff), f),
                  ideal(ratio, order), 1e-9);
      EXPECT_NEAR(gain(butterworth_high_pass(order, cutoff), f),
                  ideal(1 / ratio, order), 1e-9);
      const double low = warped(0.05);
      const double high = warped(0.2);
      const double w = warped(f);
      EXPECT_NEAR(gain(butterworth_band_pass(order, 0.05, 0.2), f),
                  ideal((w * w - low * high) / (w * (high - low)), order),
                  1e-9);
    }
  }
}

TEST(Butterworth, IsStable) {
  for (int order = 1; order <= 8; ++order) {
    for (const double edge : {0.0001, 0.01, 0.25, 0.4999}) {
      for (const auto& sections :
           {butterworth_low_pass(order, edge),
            butterworth_high_pass(order, edge),
            butterworth_band_pass(order, edge * 0.9, edge)}) {
        for (const Biquad& s : sections) {
          EXPECT_LT(s.a2, 1);
          EXPECT_LT(std::abs(s.a1), 1 + s.a2);
        }
      }
    }
  }
}

TEST(Butterworth, KeepsConstantsExactlyWhenQuantized) {
  const auto sum = [](const int32_t* c) { return c[0] + c[1] + c[2]; };
  for (const double edge : {0.0001, 0.003, 0.2, 0.45}) {
    for (const int order : {1, 4, 7}) {
      const auto low = quantized_sections(butterworth_low_pass(order, edge));
      const auto high = quantized_sections(butterworth_high_pass(order, edge));
      ASSERT_EQ(low.size(), static_cast<size_t>((order + 1) / 2 * 5));
      for (size_t i = 0; i < low.size(); i += 5) {
        EXPECT_EQ(sum(&low[i]), (1 << 29) + low[i + 3] + low[i + 4]);
        EXPECT_EQ(sum(&high[i]), 0);
      }
    }
  }
}

/// The device's filter and the same sections in double.
class BothFilters {
 public:
  explicit BothFilters(const std::vector<Biquad>& sections)
      : sections_(sections),
        coefficients_(quantized_sections(sections)),
        config_{static_cast<int32_t>(sections.size()), coefficients_.data()},
        memory_(
            static_cast<size_t>(BiquadCascade::memory_bytes(config_, 1) / 8)),
        states_(sections.size()) {
    cascade_.init(config_, 1, memory_.data());
    const int16_t zero = 0;
    cascade_.settle(&zero);
  }

  int16_t device(int16_t x) { return cascade_.filter(x, 0); }

  double reference(double x) {
    for (size_t i = 0; i < sections_.size(); ++i) {
      const Biquad& s = sections_[i];
      auto& [s1, s2] = states_[i];
      const double y = s.b0 * x + s1;
      s1 = s.b1 * x - s.a1 * y + s2;
      s2 = s.b2 * x - s.a2 * y;
      x = y;
    }
    return x;
  }

 private:
  std::vector<Biquad> sections_;
  std::vector<int32_t> coefficients_;
  BiquadCascade::Config config_;
  std::vector<uint64_t> memory_;
  std::vector<std::pair<double, double>> states_;
  BiquadCascade cascade_;
};

/// Largest difference, in units of the samples, of noise at half the range.
double worst_error(const std::vector<Biquad>& sections) {
  BothFilters filters(sections);
  std::mt19937 random(5);
  std::uniform_int_distribution<int> noise(-16384, 16383);
  double worst = 0;
  for (int i = 0; i < 20000; ++i) {
    const auto x = static_cast<int16_t>(noise(random));
    const double expected = filters.reference(x);
    worst = std::max(worst, std::abs(filters.device(x) - expected));
  }
  return worst;
}

TEST(BiquadCascade, IsNearTheRealFilter) {
  // Half a unit is rounding.
  for (const int order : {1, 2, 4, 8}) {
    SCOPED_TRACE(order);
    EXPECT_LT(worst_error(butterworth_low_pass(order, 0.2)), 0.51);
    EXPECT_LT(worst_error(butterworth_low_pass(order, 0.01)), 0.6);
    EXPECT_LT(worst_error(butterworth_low_pass(order, 0.0005)), 1.0);
    EXPECT_LT(worst_error(butterworth_high_pass(order, 0.2)), 0.51);
    EXPECT_LT(worst_error(butterworth_high_pass(order, 0.005)), 0.6);
    EXPECT_LT(worst_error(butterworth_band_pass(order, 0.01, 0.1)), 0.6);
    EXPECT_LT(worst_error(butterworth_band_pass(order, 0.2, 0.21)), 0.6);
  }
}

TEST(BiquadCascade, SaturatesInsteadOfWrapping) {
  BothFilters filters(butterworth_low_pass(4, 0.1));
  int largest = 0;
  for (int i = 0; i < 400; ++i) {
    // Full-scale square waves overshoot.
    const auto x = static_cast<int16_t>(i / 20 % 2 == 0 ? 32767 : -32768);
    const double expected = std::clamp(filters.reference(x), -32768.0, 32767.0);
    const int16_t y = filters.device(x);
    EXPECT_NEAR(y, expected, 0.6);
    largest = std::max(largest, int{y});
  }
  EXPECT_EQ(largest, 32767);
}

TEST(BiquadCascade, ComesToRestExactly) {
  for (const int16_t level :
       std::initializer_list<int16_t>{1, -1, 100, -12345}) {
    BothFilters low(butterworth_low_pass(4, 0.002));
    BothFilters high(butterworth_high_pass(4, 0.002));
    int16_t low_end = 0;
    int16_t high_end = 1;
    for (int i = 0; i < 20000; ++i) {
      low_end = low.device(level);
      high_end = high.device(level);
    }
    EXPECT_EQ(low_end, level);
    EXPECT_EQ(high_end, 0);
  }
}

}  // namespace
}  // namespace firefly
