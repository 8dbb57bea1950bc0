// SPDX-License-Identifier: Apache-2.0
//
// Winograd's F(4, 3) along x for weights
// (runtime/kernels/winograd_conv2d_s8.h).
#pragma once

#include <array>

#include "compiler/lower/pack_weights.h"
#include "kernels/winograd_conv2d_s8.h"

namespace firefly {

/// All arithmetic is modulo 2^32, as the kernels'.
constexpr int32_t wrap(int64_t value) {
  return static_cast<int32_t>(static_cast<uint64_t>(value));
}

inline constexpr uint32_t kInverseOf3 = 0xAAAAAAABU;
static_assert(kInverseOf3 * 3U == 1U);

inline constexpr int32_t kWinogradScale = 24;  ///< Of the sums.

/// The kernel row (w0, w1, w2), transformed.
constexpr std::array<int32_t, kWinogradPositions> transform_weights(
    int32_t w0, int32_t w1, int32_t w2) {
  return {6 * w0,
          -4 * (w0 + w1 + w2),
          -4 * (w0 - w1 + w2),
          w0 + 2 * w1 + 4 * w2,
          w0 - 2 * w1 + 4 * w2,
          24 * w2};
}

/// A kernel row's transformed weight of input channel `k`.
[[nodiscard]] inline int32_t transformed_weight(const ConvConstants& constants,
                                                int32_t channel, int32_t row,
                                                int32_t k, size_t position) {
  const int32_t depth = constants.parameters.shape.input_channels;
  const auto w = [&](int32_t column) {
    const int32_t at = ((channel * 3 + row) * 3 + column) * depth + k;
    return constants.weights[static_cast<size_t>(at)];
  };
  return transform_weights(w(0), w(1), w(2))[position];
}

/// Whether all right shifts, up to `largest_shift`, and all sums are in range.
[[nodiscard]] bool are_winograd_sums(const ConvConstants& constants,
                                     const std::vector<int32_t>& folded_bias,
                                     int32_t largest_shift);

/// Whether they are, and the shape is one of Winograd with stride 1.
[[nodiscard]] bool suits_winograd(const ConvConstants& constants,
                                  const std::vector<int32_t>& folded_bias,
                                  int32_t largest_shift);

}  // namespace firefly
