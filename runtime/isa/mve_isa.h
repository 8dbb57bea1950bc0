// SPDX-License-Identifier: Apache-2.0
//
// Armv8.1-M with MVE (Helium; Cortex-M55, M85): sixteen 8-bit products an
// instruction. See portable.h for the vocabulary.
#pragma once

#include <arm_mve.h>

#include "isa/portable.h"

namespace firefly::mve {

/// Four channels side by side.
struct VectorScale {
  int32x4_t multiplier;
  int32x4_t left_shift;  ///< Never positive.
};

struct Isa {
  static constexpr DotTiles kDot = kDotTiles;
  static constexpr ChannelTiles kChannel = kChannelTiles;

  using Patch = int8_t;
  using Vector = int8x16_t;

  static FIREFLY_INLINE void widen(const int8_t* from, int count, Patch* to) {
    for (; count > 0; count -= 16, from += 16, to += 16) {
      const mve_pred16_t lanes = vctp8q(static_cast<uint32_t>(count));
      vstrbq_p_s8(to, vldrbq_z_s8(from, lanes), lanes);
    }
  }
  static FIREFLY_INLINE Vector load(const Patch* from) {
    return vldrbq_s8(from);
  }
  static FIREFLY_INLINE Vector load_weights(const int8_t* from) {
    return vldrbq_s8(from);
  }
  template <int n>
  using DotSums = portable::Sums<n>;

  static FIREFLY_INLINE void mac(int32_t& sum, Vector a, Vector b) {
    sum = vmladavaq_s8(sum, a, b);
  }
  template <int pixels, int channels>
  static FIREFLY_INLINE void dot(const Patch* patch, int patch_step, int depth,
                                 const int8_t* weights,
                                 DotSums<channels> (&sums)[pixels]) {
    dot_steps<Isa, pixels, channels>(patch, patch_step, depth, weights, sums);
  }

  using ChannelSums = int32x4_t;

  static FIREFLY_INLINE ChannelSums load_sums(const int32_t* from) {
    return vldrwq_s32(from);
  }
  template <int pixels>
  static FIREFLY_INLINE void mac_channels(ChannelSums (&sums)[pixels],
                                          const int8_t* activations, int step,
                                          const int8_t* weights) {
    const int32x4_t weight = vldrbq_s32(weights);
    FIREFLY_UNROLL
    for (int p = 0; p < pixels; ++p) {
      sums[p] = vaddq_s32(
          sums[p], vmulq_s32(vldrbq_s32(activations + p * step), weight));
    }
  }

  using Range = OutputRange;
  static FIREFLY_INLINE Range load_range(const OutputRange& range) {
    return range;
  }
  template <int n>
  static FIREFLY_INLINE auto load_scale(const int32_t* multiplier,
                                        const int8_t* right_shift) {
    if constexpr (n == 4) {
      return VectorScale{vldrwq_s32(multiplier),
                         vnegq_s32(vldrbq_s32(right_shift))};
    } else {
      return portable::Isa::load_scale<n>(multiplier, right_shift);
    }
  }
  static FIREFLY_INLINE void store(int32x4_t sums, const VectorScale& scale,
                                   const Range& range, int8_t* output,
                                   int count) {
    // As scale_small_sum: VQRDMULH doubles and rounds, VRSHL rounds ties
    // upwards, so negative values that are shifted are nudged downwards.
    const int32x4_t high = vqrdmulhq_s32(sums, scale.multiplier);
    const int32x4_t nudge = vshrq_n_s32(vandq_s32(high, scale.left_shift), 31);
    int32x4_t result = vrshlq_s32(vaddq_s32(high, nudge), scale.left_shift);
    result = vaddq_n_s32(result, range.zero_point);
    result = vmaxq_s32(result, vdupq_n_s32(range.low));
    result = vminq_s32(result, vdupq_n_s32(range.high));
    vstrbq_p_s32(output, result, vctp32q(static_cast<uint32_t>(count)));
  }
  static FIREFLY_INLINE void store(const DotSums<4>& sums,
                                   const VectorScale& scale, const Range& range,
                                   int8_t* output, int count) {
    const int32x4_t vector = {sums.lane[0], sums.lane[1], sums.lane[2],
                              sums.lane[3]};
    store(vector, scale, range, output, count);
  }
  static FIREFLY_INLINE void store(const DotSums<1>& sum,
                                   const portable::Scale<1>& scale,
                                   const Range& range, int8_t* output,
                                   int count) {
    portable::Isa::store(sum, scale, range, output, count);
  }
};

}  // namespace firefly::mve
