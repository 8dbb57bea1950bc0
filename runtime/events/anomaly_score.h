// SPDX-License-Identifier: Apache-2.0
//
// How far something is from what is normal, as a logarithm: thresholds then
// are ratios, whatever the scale of the numbers.
#pragma once

#include "features/log2.h"

namespace firefly::events {

/// log2 in Q15, as features/log2.h has it: kLog2OfZero of nothing at all.
using LogScore = int32_t;

/// From an int8 to a number in 1/16 of a unit that input and output share:
/// ((q − zero_point) · multiplier) / 2^8, with the larger multiplier below 2^13
/// and not below 2^12.
struct ErrorScale {
  int32_t zero_point;
  int32_t multiplier;
};

/// Sum of squared differences, in 1/256 of the square of the shared unit, of a
/// network's input and what it made of it. 1 <= count <= 2^20.
FIREFLY_KERNEL
inline uint64_t squared_error(const int8_t* input,
                              const ErrorScale& input_scale,
                              const int8_t* output,
                              const ErrorScale& output_scale, int32_t count) {
  uint64_t sum = 0;
  for (int32_t i = 0; i < count; ++i) {
    const int32_t difference =
        (input[i] - input_scale.zero_point) * input_scale.multiplier -
        (output[i] - output_scale.zero_point) * output_scale.multiplier;
    const int32_t error = (difference + (1 << 7)) >> 8;
    sum += static_cast<uint32_t>(error * error);
  }
  return sum;
}

/// log2 of the mean of `count` squared differences, in the square of the unit,
/// from their sum.
inline LogScore mean_error(uint64_t sum, int32_t count) {
  constexpr int32_t kSquareOfUnit = 8 << 15;  // 16²
  return features::log2_q15(sum) - kSquareOfUnit -
         features::log2_q15(static_cast<uint64_t>(count));
}

/// Both at once.
inline LogScore reconstruction_error(const int8_t* input,
                                     const ErrorScale& input_scale,
                                     const int8_t* output,
                                     const ErrorScale& output_scale,
                                     int32_t count) {
  return mean_error(
      squared_error(input, input_scale, output, output_scale, count), count);
}

/// The centroid nearest to some features and the distance from it.
struct Nearest {
  int32_t centroid;
  LogScore distance;  ///< log2 of the mean of squared differences.
};

/// features: s8 [count]; centroids: s8 [centroids, count]; both of one scale,
/// whose square is the unit. 1 <= count <= 2^15.
FIREFLY_KERNEL
inline Nearest nearest_centroid(const int8_t* features, int32_t count,
                                const int8_t* centroids,
                                int32_t centroid_count) {
  Nearest nearest = {0, 0};
  uint32_t least = UINT32_MAX;
  for (int32_t k = 0; k < centroid_count; ++k) {
    uint32_t sum = 0;
    for (int32_t i = 0; i < count; ++i) {
      const int32_t difference = features[i] - *centroids++;
      sum += static_cast<uint32_t>(difference * difference);
    }
    if (sum < least) {
      least = sum;
      nearest.centroid = k;
    }
  }
  nearest.distance = features::log2_q15(least) -
                     features::log2_q15(static_cast<uint64_t>(count));
  return nearest;
}

}  // namespace firefly::events
