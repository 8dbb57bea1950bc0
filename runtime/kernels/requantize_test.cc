// SPDX-License-Identifier: Apache-2.0
#include "kernels/requantize.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace firefly {
namespace {

/// round(x / 2^exponent), ties away from zero, in exact long double.
int64_t rounded_away(long double x, int exponent) {
  return std::llround(std::ldexp(x, -exponent));
}

std::vector<int32_t> interesting_values() {
  std::vector<int32_t> values = {0, 1, -1, 2, -2, 3, -3, INT32_MAX, INT32_MIN};
  for (int bit = 2; bit < 31; ++bit) {
    for (const int offset : {-1, 0, 1}) {
      values.push_back((1 << bit) + offset);
      values.push_back(-(1 << bit) + offset);
    }
  }
  std::mt19937 random(7);
  for (int i = 0; i < 200; ++i) {
    values.push_back(static_cast<int32_t>(random()) >> (i % 32));
  }
  return values;
}

TEST(DoublingHighMultiply, RoundsTiesUpwards) {
  // 2 · 1 · 2^30 / 2^32 is one half.
  EXPECT_EQ(saturating_rounding_doubling_high_multiply(1, 1 << 30), 1);
  EXPECT_EQ(saturating_rounding_doubling_high_multiply(-1, 1 << 30), 0);
  EXPECT_EQ(saturating_rounding_doubling_high_multiply(-3, 1 << 30), -1);
}

TEST(DoublingHighMultiply, SaturatesOnlyTheMostNegativeSquare) {
  EXPECT_EQ(saturating_rounding_doubling_high_multiply(INT32_MIN, INT32_MIN),
            INT32_MAX);
  EXPECT_EQ(saturating_rounding_doubling_high_multiply(INT32_MIN, INT32_MAX),
            -INT32_MAX);
}

TEST(DoublingHighMultiply, EqualsGemmlowpsTruncatingDivision) {
  for (const int32_t a : interesting_values()) {
    for (const int32_t b : interesting_values()) {
      if (a == INT32_MIN && b == INT32_MIN) {
        continue;
      }
      const int64_t product = static_cast<int64_t>(a) * b;
      const int64_t nudge =
          product >= 0 ? int64_t{1} << 30 : 1 - (int64_t{1} << 30);
      ASSERT_EQ(saturating_rounding_doubling_high_multiply(a, b),
                (product + nudge) / (int64_t{1} << 31))
          << a << " " << b;
    }
  }
}

TEST(RoundingDivide, RoundsTiesAwayFromZero) {
  for (const int32_t x : interesting_values()) {
    for (int exponent = 0; exponent < 32; ++exponent) {
      ASSERT_EQ(rounding_divide_by_power_of_two(x, exponent),
                rounded_away(x, exponent))
          << x << " " << exponent;
    }
  }
}

TEST(QuantizedMultiplier, LeftShiftsFirstAndWraps) {
  EXPECT_EQ(multiply_by_quantized_multiplier(5, 1 << 30, 3), 20);
  EXPECT_EQ(multiply_by_quantized_multiplier(1 << 30, 1 << 30, 2), 0);
}

TEST(QuantizedMultiplier, RoundsWideSumsOnce) {
  // The multiplier becomes 2^14: half of 2^15.
  EXPECT_EQ(multiply_by_quantized_multiplier(int64_t{3}, 1 << 30, 0), 2);
  EXPECT_EQ(multiply_by_quantized_multiplier(int64_t{-3}, 1 << 30, 0), -1);
  EXPECT_EQ(multiply_by_quantized_multiplier(int64_t{1} << 40, INT32_MAX, -30),
            1024);
}

TEST(ScaleSmallSum, EqualsTheGeneralForm) {
  for (const int32_t sum : interesting_values()) {
    if (sum >= 1 << 30 || sum <= -(1 << 30)) {
      continue;
    }
    for (int shift = 0; shift < 32; ++shift) {
      for (const int32_t multiplier :
           {1 << 30, (1 << 30) + 1, 1518500250, INT32_MAX}) {
        ASSERT_EQ(scale_small_sum(sum, multiplier, shift),
                  multiply_by_quantized_multiplier(sum, multiplier, -shift))
            << sum << " " << multiplier << " " << shift;
      }
    }
  }
}

TEST(Requantize, AddsTheZeroPointAndClamps) {
  const OutputRange range{10, -5, 20};
  EXPECT_EQ(requantize(8, 1 << 30, 0, range), 14);
  EXPECT_EQ(requantize(100, 1 << 30, 0, range), 20);
  EXPECT_EQ(requantize(-100, 1 << 30, 0, range), -5);
}

}  // namespace
}  // namespace firefly
