// SPDX-License-Identifier: Apache-2.0
#include "kernels/fixed_point.h"

#include <gtest/gtest.h>

#include <cmath>

namespace firefly {
namespace {

double real(int32_t raw, int integer_bits) {
  return std::ldexp(raw, integer_bits - 31);
}
int32_t raw(double value, int integer_bits) {
  return static_cast<int32_t>(
      std::lround(std::ldexp(value, 31 - integer_bits)));
}

TEST(FixedPoint, ShiftsLeftWithSaturation) {
  EXPECT_EQ(saturating_shift_left(3, 4), 48);
  EXPECT_EQ(saturating_shift_left(-3, 4), -48);
  EXPECT_EQ(saturating_shift_left(1 << 30, 1), INT32_MAX);
  EXPECT_EQ(saturating_shift_left(-(1 << 30) - 1, 1), INT32_MIN);
}

TEST(FixedPoint, HalvesSumsAwayFromZero) {
  EXPECT_EQ(rounding_half_sum(2, 3), 3);
  EXPECT_EQ(rounding_half_sum(-2, -3), -3);
  EXPECT_EQ(rounding_half_sum(INT32_MAX, INT32_MAX), INT32_MAX);
}

TEST(FixedPoint, ExponentiatesNegativeValues) {
  EXPECT_EQ(exp_on_negative_values<5>(0), INT32_MAX);
  for (double x = -0.01; x > -16.0; x -= 0.37) {
    EXPECT_NEAR(real(exp_on_negative_values<5>(raw(x, 5)), 0), std::exp(x),
                2e-7)
        << x;
  }
}

TEST(FixedPoint, SquashesSymmetrically) {
  EXPECT_EQ(fixed_point_logistic<4>(0), 1 << 30);
  EXPECT_EQ(fixed_point_tanh<4>(0), 0);
  for (double x = -7.9; x < 8.0; x += 0.61) {
    const int32_t q4 = raw(x, 4);
    EXPECT_NEAR(real(fixed_point_logistic<4>(q4), 0), 1 / (1 + std::exp(-x)),
                1e-7);
    EXPECT_NEAR(real(fixed_point_tanh<4>(q4), 0), std::tanh(x), 1e-7);
    EXPECT_EQ(fixed_point_tanh<4>(-q4), -fixed_point_tanh<4>(q4));
  }
}

TEST(FixedPoint, InvertsAndTakesLogarithms) {
  for (double x = 1.0; x < 4000.0; x *= 1.83) {
    const Reciprocal inverse = reciprocal(raw(x, 12), 12);
    EXPECT_NEAR(std::ldexp(real(inverse.value, 0), -inverse.bits_over_unit) * x,
                1.0, 1e-6)
        << x;
    EXPECT_NEAR(real(fixed_point_log<5, 12>(raw(x, 12)), 5), std::log(x), 1e-5)
        << x;
  }
}

TEST(FixedPoint, TakesInverseRoots) {
  for (const int32_t x : {2, 3, 17, 255, 65025, 1 << 28, INT32_MAX}) {
    const InverseSqrt root = inverse_sqrt(x);
    EXPECT_NEAR(std::ldexp(root.multiplier, root.shift - 31) *
                    std::sqrt(double{x * 1.0}),
                1.0, 1e-4)
        << x;
  }
  EXPECT_EQ(inverse_sqrt(0).multiplier, INT32_MAX);
}

}  // namespace
}  // namespace firefly
