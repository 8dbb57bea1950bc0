// SPDX-License-Identifier: Apache-2.0
#include "kernels/float_math.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include "kernels/float_erf.h"
#include "kernels/float_pow.h"
#include "kernels/float_rounding.h"
#include "kernels/float_trigonometry.h"

namespace firefly {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kLargest = std::numeric_limits<float>::max();
constexpr float kSmallest = std::numeric_limits<float>::denorm_min();
constexpr uint32_t kNegative = float_math::kSignBit;

// Prime, so that all low bits come up.
constexpr uint32_t kStep = 4999;
// Half is the best there is; the worst that a search found is 0.603, of erfc.
constexpr double kBound = 0.65;

uint32_t bits(float x) { return float_math::bits_of(x); }

// How far off `found` is, in units of the last place of the exact value.
double ulps(float found, double exact) {
  const auto nearest = static_cast<float>(exact);
  if (std::isnan(exact)) {
    return bits(found) == bits(float_math::nan()) ? 0.0 : HUGE_VAL;
  }
  if (found == nearest) {
    return std::signbit(found) == std::signbit(nearest) ? 0.0 : HUGE_VAL;
  }
  if (std::isinf(nearest) || std::isinf(found)) {
    return HUGE_VAL;
  }
  const int exponent = std::max(std::ilogb(exact), -126);
  return std::fabs(static_cast<double>(found) - exact) /
         std::ldexp(1.0, exponent - 23);
}

// The largest error over a sweep of the floats of one sign.
template <class Function, class Exact>
double worst(uint32_t sign, Function function, Exact exact) {
  double result = 0.0;
  for (uint32_t i = 0; i <= float_math::kInfinityBits; i += kStep) {
    const float x = float_math::float_of(sign | i);
    result = std::max(result, ulps(function(x), exact(static_cast<double>(x))));
  }
  return result;
}

TEST(FloatMath, IsCloseToHalfTheLastPlace) {
  for (const uint32_t sign : {0U, kNegative}) {
    const auto error = [sign](float (*function)(float), auto exact) {
      return worst(sign, function, exact);
    };
    EXPECT_LT(error(float_math::exp, [](double x) { return std::exp(x); }),
              kBound);
    EXPECT_LT(error(float_math::tanh, [](double x) { return std::tanh(x); }),
              kBound);
    EXPECT_LT(error(float_math::erfc, [](double x) { return std::erfc(x); }),
              kBound);
    EXPECT_LT(error(float_math::sin, [](double x) { return std::sin(x); }),
              kBound);
    EXPECT_LT(error(float_math::cos, [](double x) { return std::cos(x); }),
              kBound);
    EXPECT_LT(error(float_math::log, [](double x) { return std::log(x); }),
              kBound);
  }
  EXPECT_LT(worst(kNegative, float_math::exp_minus_one,
                  [](double x) { return std::expm1(x); }),
            kBound);
}

// Where results are small rests, or a function changes its method.
TEST(FloatMath, IsExactEnoughInDenseRanges) {
  for (const float start : {0.24F, 0.33F, 0.69F, 0.785F, 0.96F, 1.0F, 3.14F}) {
    for (uint32_t i = 0; i < 200000; ++i) {
      const float x = float_math::float_of(bits(start) + i);
      const double exact = static_cast<double>(x);
      ASSERT_LT(ulps(float_math::exp(x), std::exp(exact)), kBound) << x;
      ASSERT_LT(ulps(float_math::exp_minus_one(-x), std::expm1(-exact)), kBound)
          << x;
      ASSERT_LT(ulps(float_math::tanh(x), std::tanh(exact)), kBound) << x;
      ASSERT_LT(ulps(float_math::erfc(x), std::erfc(exact)), kBound) << x;
      ASSERT_LT(ulps(float_math::sin(x), std::sin(exact)), kBound) << x;
      ASSERT_LT(ulps(float_math::log(x), std::log(exact)), kBound) << x;
    }
  }
}

TEST(FloatMath, PowIsCloseToHalfTheLastPlace) {
  std::mt19937 random(7);
  const auto any = [&] {
    return float_math::float_of(static_cast<uint32_t>(random()));
  };
  std::uniform_real_distribution<double> power(-110.0, 110.0);
  for (int i = 0; i < 300000; ++i) {
    const float x = any();
    const float y = any();
    ASSERT_LT(ulps(float_math::pow(x, y),
                   std::pow(static_cast<double>(x), static_cast<double>(y))),
              kBound)
        << x << " " << y;
    // Most of the above overflow. The smaller the logarithm, the larger y.
    const double size = std::fabs(static_cast<double>(x));
    const double log = std::fabs(std::log(size));
    const auto fitting = static_cast<float>(power(random) / (log + 1e-9));
    ASSERT_LT(ulps(float_math::pow(std::fabs(x), fitting),
                   std::pow(size, static_cast<double>(fitting))),
              kBound)
        << x << " " << fitting;
  }
}

TEST(FloatMath, PowHasTheSpecialCasesOfC) {
  const float values[] = {
      0.0F, -0.0F,     1.0F,     -1.0F,       2.0F,       -2.0F,
      3.0F, -3.0F,     0.5F,     -0.5F,       kInfinity,  -kInfinity,
      kNan, kSmallest, kLargest, 16777217.0F, -kSmallest, -kLargest};
  for (const float x : values) {
    for (const float y : values) {
      const float expected = std::pow(x, y);
      const float found = float_math::pow(x, y);
      EXPECT_EQ(bits(found),
                bits(std::isnan(expected) ? float_math::nan() : expected))
          << x << " " << y;
    }
  }
}

TEST(FloatMath, NanIsAlwaysTheSame) {
  const uint32_t expected = bits(float_math::nan());
  for (const float x : {kNan, -kNan, float_math::float_of(0xFFC12345U)}) {
    EXPECT_EQ(bits(float_math::exp(x)), expected);
    EXPECT_EQ(bits(float_math::log(x)), expected);
    EXPECT_EQ(bits(float_math::tanh(x)), expected);
    EXPECT_EQ(bits(float_math::erfc(x)), expected);
    EXPECT_EQ(bits(float_math::sin(x)), expected);
    EXPECT_EQ(bits(float_math::cos(x)), expected);
    EXPECT_EQ(bits(float_math::sqrt(x)), expected);
    EXPECT_EQ(bits(float_math::pow(x, 2.0F)), expected);
    EXPECT_EQ(bits(float_math::fmod(x, 2.0F)), expected);
  }
}

TEST(FloatMath, SqrtIsCorrectlyRounded) {
  // All mantissas under an even and an odd exponent: the other exponents only
  // shift the result.
  for (uint32_t i = 0; i < (2U << 23); ++i) {
    const float x = float_math::float_of(bits(1.0F) + i);
    ASSERT_EQ(bits(float_math::sqrt(x)), bits(std::sqrt(x))) << x;
  }
  for (uint32_t i = 0; i <= float_math::kInfinityBits; i += kStep) {
    const float x = float_math::float_of(i);
    ASSERT_EQ(bits(float_math::sqrt(x)), bits(std::sqrt(x))) << x;
  }
  EXPECT_EQ(bits(float_math::sqrt(-0.0F)), bits(-0.0F));
  EXPECT_EQ(bits(float_math::sqrt(-1.0F)), bits(float_math::nan()));
}

TEST(FloatMath, RoundingIsExact) {
  for (const uint32_t sign : {0U, kNegative}) {
    EXPECT_EQ(worst(sign, float_math::floor<float>,
                    [](double x) { return std::floor(x); }),
              0.0);
    EXPECT_EQ(
        worst(sign, float_math::ceil, [](double x) { return std::ceil(x); }),
        0.0);
    for (uint32_t i = 0; i < 4000; ++i) {  // Quarters: all ties are among them.
      const float x =
          float_math::float_of(sign | bits(static_cast<float>(i) / 4.0F));
      EXPECT_EQ(bits(float_math::round(x)), bits(std::round(x))) << x;
      EXPECT_EQ(bits(float_math::round_to_even(x)), bits(std::nearbyint(x)))
          << x;
      const auto wide = static_cast<double>(x);
      EXPECT_EQ(float_math::floor(wide), std::floor(wide)) << x;
    }
    EXPECT_EQ(
        worst(sign, float_math::round, [](double x) { return std::round(x); }),
        0.0);
    EXPECT_EQ(worst(sign, float_math::round_to_even,
                    [](double x) { return std::nearbyint(x); }),
              0.0);
  }
}

TEST(FloatMath, FloorOfDoublesSeesTheirLastBits) {
  for (const double x :
       {4503599627370495.5, 1e300, -1e300, 1e-300, -1e-300, 0.0, 8388607.75}) {
    EXPECT_EQ(float_math::floor(x), std::floor(x)) << x;
    const double below = std::nextafter(std::floor(x), -HUGE_VAL);
    EXPECT_EQ(float_math::floor(below), std::floor(below)) << below;
  }
}

TEST(FloatMath, FmodIsExact) {
  std::mt19937 random(11);
  for (int i = 0; i < 300000; ++i) {
    const float a = float_math::float_of(static_cast<uint32_t>(random()));
    const float b = float_math::float_of(static_cast<uint32_t>(random()));
    const float expected = std::fmod(a, b);
    ASSERT_EQ(bits(float_math::fmod(a, b)),
              bits(std::isnan(expected) ? float_math::nan() : expected))
        << a << " " << b;
  }
}

}  // namespace
}  // namespace firefly
