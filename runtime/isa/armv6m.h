// SPDX-License-Identifier: Apache-2.0
//
// Armv6-M (Cortex-M0, M0+): no SIMD, products of 32 bits only, eight registers
// that most instructions take.
#pragma once

#include "isa/armv6m_dot.h"
#include "isa/armv6m_layers.h"
#include "isa/armv6m_winograd.h"
#include "isa/scalar.h"

namespace firefly::armv6m {

struct Core {
  /// a · b / 2^32, rounded down, 0 <= b: from products of halves.
  static FIREFLY_INLINE int32_t high_multiply(int32_t a, int32_t b) {
    const uint32_t b_low = static_cast<uint16_t>(b);
    const int32_t b_high = b >> 16;
#if defined(__ARM_ARCH_6M__)
    uint32_t a_low;
    uint32_t middle;
    uint32_t low;
    __asm__(
        ".syntax unified\n\t"
        "uxth %[a_low], %[a]\n\t"
        "asrs %[a], %[a], #16\n\t"
        "mov %[low], %[a_low]\n\t"
        "muls %[low], %[b_low], %[low]\n\t"
        "lsrs %[low], %[low], #16\n\t"
        "mov %[middle], %[a]\n\t"
        "muls %[middle], %[b_low], %[middle]\n\t"
        "adds %[middle], %[middle], %[low]\n\t"
        "uxth %[low], %[middle]\n\t"
        "asrs %[middle], %[middle], #16\n\t"
        "muls %[a_low], %[b_high], %[a_low]\n\t"
        "adds %[a_low], %[a_low], %[low]\n\t"
        "lsrs %[a_low], %[a_low], #16\n\t"
        "muls %[a], %[b_high], %[a]\n\t"
        "adds %[a], %[a], %[middle]\n\t"
        "adds %[a], %[a], %[a_low]\n\t"
        : [a] "+l"(a), [a_low] "=&l"(a_low), [middle] "=&l"(middle),
          [low] "=&l"(low)
        : [b_low] "l"(b_low), [b_high] "l"(b_high)
        : "cc");
    return a;
#else
    const uint32_t a_low = static_cast<uint16_t>(a);
    const int32_t a_high = a >> 16;
    const auto carry = static_cast<int32_t>((a_low * b_low) >> 16);
    const int32_t middle = a_high * static_cast<int32_t>(b_low) + carry;
    const uint32_t rest =
        a_low * static_cast<uint32_t>(b_high) + static_cast<uint16_t>(middle);
    return a_high * b_high + (middle >> 16) + static_cast<int32_t>(rest >> 16);
#endif
  }
  /// x / 2^(right_shift + 1), rounded down and clamped to int8.
  static FIREFLY_INLINE int32_t shift_and_saturate(int32_t x,
                                                   int32_t right_shift) {
    const int32_t result = x >> (right_shift + 1);
    return static_cast<int8_t>(result) == result ? result
                                                 : (result >> 31) ^ 127;
  }
  template <int channels>
  static FIREFLY_INLINE void add_products(const int8_t* patch, int depth,
                                          const int8_t* weights,
                                          portable::Sums<channels>& sums) {
    armv6m::add_products(patch, depth, weights, sums);
  }
  template <int pairs>
  static FIREFLY_INLINE void sum_products(
      const int32_t* words, int depth, const int8_t* weights,
      pixel_pairs16::PairSum (&sums)[2][pairs]) {
    armv6m::sum_products(words, depth, weights, sums);
  }
  static FIREFLY_INLINE void sum_winograd_position(const int16_t* inputs,
                                                   const int32_t* weights,
                                                   int pairs, int32_t* sums) {
    armv6m::sum_winograd_position(inputs, weights, pairs, sums);
  }
  static FIREFLY_INLINE void store_winograd_channels(
      const int32_t* sums, const int32_t* scales, bool nudges,
      WinogradTile* tiles, int32_t count, int channel, int end) {
    armv6m::store_winograd_channels<Core>(sums, scales, nudges, tiles, count,
                                          channel, end);
  }
};

struct Isa : scalar::Isa<Core, kDotTiles, kChannelTiles>,
             pixel_pairs16::DotPairs<Core, 2> {
#if defined(__ARM_ARCH_6M__)
  static FIREFLY_INLINE bool is_rectified(const OutputRange& range) {
    return range.zero_point == -128 && range.low == -128;
  }
  static FIREFLY_INLINE int32_t high_of(const OutputRange& range) {
    return range.high + (is_rectified(range) ? 128 : 0);
  }

  static FIREFLY_INLINE bool dot_pair_of_pixels(const DotS8& layer,
                                                const int32_t* words,
                                                int8_t* output,
                                                int32_t output_step) {
    if (kSmallCode) {
      return false;
    }
    const OutputRange& range = layer.range;
    const int32_t depth = layer.depth;
    PairPass pass{
        words,      words + depth,        layer.weights,
        layer.bias, layer.multiplier,     layer.right_shift,
        output,     output + output_step, -depth / 2 * pixel_pairs16::kExcess,
        0,          layer.channels,       high_of(range),
        range.low,  range.zero_point};
    is_rectified(range) ? dot_rectified_pairs(&pass) : dot_any_pairs(&pass);
    return true;
  }

  static FIREFLY_INLINE bool has_depthwise_tile(
      const DepthwiseConv2dS8& /*layer*/) {
    return !kSmallCode;
  }
  template <int stride>
  static FIREFLY_INLINE void depthwise_tile(
      const DepthwiseConv2dS8& layer, const int8_t* const* columns,
      int8_t* const (&output)[kChannel.pixels]) {
    const OutputRange& range = layer.range;
    DepthwisePass pass{columns,
                       layer.weights,
                       layer.bias,
                       layer.multiplier,
                       layer.right_shift,
                       {output[0], output[1], output[2], output[3]},
                       3 * layer.shape.kernel_height,
                       0,
                       layer.shape.output_channels,
                       high_of(range),
                       range.low,
                       range.zero_point};
    is_rectified(range) ? depthwise_pixels<stride, true>(&pass)
                        : depthwise_pixels<stride, false>(&pass);
  }
#endif
};

}  // namespace firefly::armv6m
