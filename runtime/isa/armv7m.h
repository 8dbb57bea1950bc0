// SPDX-License-Identifier: Apache-2.0
//
// Armv7-M (Cortex-M3): no SIMD, but SMLAL, which adds a product to 64 bits:
// room for the sums of two pixels (armv7m_dot.h).
#pragma once

#include "isa/armv7m_dot.h"
#include "isa/armv7m_winograd.h"
#include "isa/scalar.h"

namespace firefly::armv7m {

struct Core {
  /// a · b / 2^32, rounded down.
  static FIREFLY_INLINE int32_t high_multiply(int32_t a, int32_t b) {
    return static_cast<int32_t>((static_cast<int64_t>(a) * b) >> 32);
  }
  /// x / 2^(right_shift + 1), rounded down and clamped to int8.
  static FIREFLY_INLINE int32_t shift_and_saturate(int32_t x,
                                                   int32_t right_shift) {
#if defined(__ARM_FEATURE_SAT)
    __asm__("ssat %0, #8, %1, asr #1" : "=r"(x) : "r"(x >> right_shift));
    return x;
#else
    return clamp<int32_t>(x >> (right_shift + 1), -128, 127);
#endif
  }
  template <int channels>
  static FIREFLY_INLINE void add_products(const int8_t* patch, int depth,
                                          const int8_t* weights,
                                          portable::Sums<channels>& sums) {
    armv7m::add_products(patch, depth, weights, sums);
  }
  static FIREFLY_INLINE void sum_winograd_position(const int16_t* inputs,
                                                   const int32_t* weights,
                                                   int pairs, int32_t* sums) {
    armv7m::sum_winograd_position(inputs, weights, pairs, sums);
  }
  static FIREFLY_INLINE void store_winograd_channels(
      const int32_t* sums, const int32_t* scales, bool nudges,
      WinogradTile* tiles, int32_t count, int channel, int end) {
    scalar::store_winograd_channels<Core>(sums, scales, nudges, tiles, count,
                                          channel, end);
  }
};

struct Isa : scalar::Isa<Core, kDotTiles, kChannelTiles> {
  static constexpr int kPairShift = armv7m::kPairShift;
  template <int pairs>
  static constexpr int kPairChannels = 4 / pairs;

  template <int pairs>
  static FIREFLY_INLINE void dot_pairs(
      const int32_t* words, int depth, const int8_t* weights,
      const int32_t* bias, int32_t (&fourfold)[4 / pairs][2 * pairs]) {
    armv7m::dot_pairs<4 / pairs, pairs>(words, depth, weights, bias, fourfold);
  }
};

}  // namespace firefly::armv7m
