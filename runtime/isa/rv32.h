// SPDX-License-Identifier: Apache-2.0
//
// RV32IM: no SIMD, 32 registers.
#pragma once

#include "isa/rv32_dot.h"
#include "isa/rv32_rectified.h"
#include "isa/scalar.h"

namespace firefly::rv32 {

struct Core {
  /// a · b / 2^32, rounded down.
  static FIREFLY_INLINE int32_t high_multiply(int32_t a, int32_t b) {
    return static_cast<int32_t>((static_cast<int64_t>(a) * b) >> 32);
  }
  /// x / 2^(right_shift + 1), rounded down and clamped to int8.
  static FIREFLY_INLINE int32_t shift_and_saturate(int32_t x,
                                                   int32_t right_shift) {
    const int32_t result = x >> (right_shift + 1);
    return static_cast<uint32_t>(result + 128) < 256 ? result
                                                     : (result >> 31) ^ 127;
  }
  template <int channels>
  static FIREFLY_INLINE void add_products(const int8_t* patch, int depth,
                                          const int8_t* weights,
                                          portable::Sums<channels>& sums) {
    rv32::add_products(patch, depth, weights, sums);
  }
  template <int pairs>
  static FIREFLY_INLINE void sum_products(
      const int32_t* words, int depth, const int8_t* weights,
      pixel_pairs16::PairSum (&sums)[4][pairs]) {
    rv32::sum_products(words, depth, weights, sums);
  }
  static FIREFLY_INLINE void sum_winograd_position(const int16_t* inputs,
                                                   const int32_t* weights,
                                                   int pairs, int32_t* sums) {
    scalar::sum_winograd_position(inputs, weights, pairs, sums);
  }
  static FIREFLY_INLINE void store_winograd_channels(
      const int32_t* sums, const int32_t* scales, bool nudges,
      WinogradTile* tiles, int32_t count, int channel, int end) {
    scalar::store_winograd_channels<Core>(sums, scales, nudges, tiles, count,
                                          channel, end);
  }
};

struct Isa : scalar::Isa<Core, kDotTiles, kChannelTiles>,
             pixel_pairs16::DotPairs<Core, 4> {
#if defined(__riscv)
  static FIREFLY_INLINE bool has_depthwise_tile(
      const DepthwiseConv2dS8& layer) {
    return !kSmallCode && layer.range.zero_point == -128 &&
           layer.range.low == -128 && layer.shape.output_channels >= 2;
  }
  template <int stride>
  static FIREFLY_INLINE void depthwise_tile(
      const DepthwiseConv2dS8& layer, const int8_t* const* columns,
      int8_t* const (&output)[kChannel.pixels]) {
    DepthwisePass pass{
        columns,
        layer.weights,
        layer.bias,
        layer.multiplier,
        layer.right_shift,
        {output[0], output[1], output[2], output[3], output[4], output[5]},
        3 * layer.shape.kernel_height,
        layer.shape.output_channels,
        layer.range.high + 128};
    stride == 1 ? rectified_depthwise_1(&pass) : rectified_depthwise_2(&pass);
  }
#endif
};

}  // namespace firefly::rv32
