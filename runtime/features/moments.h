// SPDX-License-Identifier: Apache-2.0
//
// Mean, variance, skewness and kurtosis of a frame. Ratios of sums are
// differences of logarithms, so nothing is divided but the mean.
#pragma once

#include "features/exp2.h"
#include "features/log2.h"

namespace firefly::features {

struct Moments {
  int32_t mean;           ///< To nearest.
  int32_t log2_variance;  ///< In Q15; kLog2OfZero where all values are equal.
  /// In Q8, up to 5e-4 of themselves and one unit; both 0 where all values are
  /// equal.
  int32_t skewness;
  int32_t kurtosis;  ///< In excess of 3, that of a normal distribution.
};

/// Of the means of moments_of(), behind the point: 2^12 samples still fit.
inline constexpr int32_t kMeanBits = 3;

/// Sums of powers of the differences from the mean, each times 2^bits.
struct CentralSums {
  uint64_t second;
  int64_t third;
  uint64_t fourth;
  int32_t bits;
};

/// `mean` has kMeanBits behind the point. The largest difference is brought to
/// 12 bits, so that 2^12 fourth powers fit.
FIREFLY_KERNEL
inline CentralSums central_sums(const int16_t* x, int32_t count, int32_t mean) {
  uint32_t all = 0;
  for (int32_t i = 0; i < count; ++i) {
    const int32_t difference = x[i] * (1 << kMeanBits) - mean;
    all |= static_cast<uint32_t>(difference < 0 ? -difference : difference);
  }
  const int32_t length = all == 0 ? 0 : 32 - leading_zeros(all);
  const int32_t shift = max_of(length - 12, int32_t{0});
  const int32_t half = (1 << shift) >> 1;
  CentralSums sums = {0, 0, 0, kMeanBits - shift};
  for (int32_t i = 0; i < count; ++i) {
    const int32_t difference = (x[i] * (1 << kMeanBits) - mean + half) >> shift;
    const auto square = static_cast<uint32_t>(difference * difference);
    sums.second += square;
    sums.third += int64_t{static_cast<int32_t>(square)} * difference;
    sums.fourth += uint64_t{square} * square;
  }
  return sums;
}

/// Of 1 <= count <= 4096 values.
FIREFLY_KERNEL
inline Moments moments_of(const int16_t* x, int32_t count) {
  int32_t sum = 0;
  for (int32_t i = 0; i < count; ++i) {
    sum += x[i];
  }
  const int32_t half = sum < 0 ? -(count / 2) : count / 2;
  const int32_t mean = (sum * (1 << kMeanBits) + half) / count;
  constexpr int32_t kHalf = 1 << (kMeanBits - 1);
  Moments moments = {(mean + kHalf) >> kMeanBits, kLog2OfZero, 0, 0};
  const CentralSums sums = central_sums(x, count, mean);
  if (sums.second == 0) {
    return moments;
  }
  const int32_t log2_count = log2_q15(static_cast<uint64_t>(count));
  const int32_t second = log2_q15(sums.second);
  moments.log2_variance = second - log2_count - 2 * sums.bits * (1 << 15);
  // Σd³ / n / (Σd² / n)^(3/2) and Σd⁴ / n / (Σd² / n)²
  constexpr int32_t kQ8 = 8 << 15;
  const auto third =
      static_cast<uint64_t>(sums.third < 0 ? -sums.third : sums.third);
  const auto skewness = static_cast<int32_t>(
      exp2_q15(log2_q15(third) + (log2_count - 3 * second) / 2 + kQ8));
  moments.skewness = sums.third < 0 ? -skewness : skewness;
  moments.kurtosis =
      static_cast<int32_t>(
          exp2_q15(log2_q15(sums.fourth) + log2_count - 2 * second + kQ8)) -
      (3 << 8);
  return moments;
}

/// sqrt(Σx² / n), to nearest. Of 1 <= count <= 4096 values.
FIREFLY_KERNEL
inline int32_t root_mean_square(const int16_t* x, int32_t count) {
  uint64_t sum = 0;
  for (int32_t i = 0; i < count; ++i) {
    sum += static_cast<uint32_t>(x[i] * x[i]);
  }
  return static_cast<int32_t>(
      exp2_q15((log2_q15(sum) - log2_q15(static_cast<uint64_t>(count))) / 2));
}

}  // namespace firefly::features
