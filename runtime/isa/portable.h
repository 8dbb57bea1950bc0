// SPDX-License-Identifier: Apache-2.0
//
// The ISA vocabulary in plain C++, for cores without SIMD (Cortex-M0, M3,
// RV32) and for the host. What every ISA header provides is documented here.
#pragma once

#include "isa/dot_steps.h"
#include "isa/tiles.h"
#include "kernels/requantize.h"

namespace firefly::portable {

/// The multiplier and right shift of `n` neighbouring channels.
template <int n>
struct Scale {
  int32_t multiplier[n];
  int32_t right_shift[n];
};

/// `n` accumulators.
template <int n>
struct Sums {
  int32_t lane[n];
};

struct Isa {
  static constexpr DotTiles kDot = kDotTiles;
  static constexpr ChannelTiles kChannel = kChannelTiles;

  /// An activation as patches store it.
  using Patch = int8_t;
  /// kDot.lanes activations or weights.
  using Vector = int32_t;

  /// Copies activations into a patch.
  static FIREFLY_INLINE void widen(const int8_t* from, int count, Patch* to) {
    for (int i = 0; i < count; ++i) {
      to[i] = from[i];
    }
  }
  static FIREFLY_INLINE Vector load(const Patch* from) { return *from; }
  static FIREFLY_INLINE Vector load_weights(const int8_t* from) {
    return *from;
  }
  /// Accumulators of `n` output channels of a pixel.
  template <int n>
  using DotSums = Sums<n>;

  /// Adds the products of all lanes to `sum`.
  static FIREFLY_INLINE void mac(int32_t& sum, Vector a, Vector b) {
    sum += a * b;
  }

  /// Adds the products of `depth` activations of each pixel, `patch_step`
  /// apart, with a tile of packed weights.
  template <int pixels, int channels>
  static FIREFLY_INLINE void dot(const Patch* patch, int patch_step, int depth,
                                 const int8_t* weights,
                                 DotSums<channels> (&sums)[pixels]) {
    dot_steps<Isa, pixels, channels>(patch, patch_step, depth, weights, sums);
  }

  /// Accumulators of kChannel.lanes neighbouring channels.
  using ChannelSums = Sums<kChannel.lanes>;

  static FIREFLY_INLINE ChannelSums load_sums(const int32_t* from) {
    ChannelSums sums;
    FIREFLY_UNROLL
    for (int i = 0; i < kChannel.lanes; ++i) {
      sums.lane[i] = from[i];
    }
    return sums;
  }
  /// Adds the product of each channel to its own sum. The activations of the
  /// pixels are `step` apart.
  template <int pixels>
  static FIREFLY_INLINE void mac_channels(ChannelSums (&sums)[pixels],
                                          const int8_t* activations, int step,
                                          const int8_t* weights) {
    FIREFLY_UNROLL
    for (int i = 0; i < kChannel.lanes; ++i) {
      const int32_t weight = weights[i];
      FIREFLY_UNROLL
      for (int p = 0; p < pixels; ++p) {
        sums[p].lane[i] += activations[p * step + i] * weight;
      }
    }
  }

  /// The output's range in the form in which store() wants it.
  using Range = OutputRange;
  static FIREFLY_INLINE Range load_range(const OutputRange& range) {
    return range;
  }
  template <int n>
  static FIREFLY_INLINE Scale<n> load_scale(const int32_t* multiplier,
                                            const int8_t* right_shift) {
    Scale<n> scale;
    FIREFLY_UNROLL
    for (int i = 0; i < n; ++i) {
      scale.multiplier[i] = multiplier[i];
      scale.right_shift[i] = right_shift[i];
    }
    return scale;
  }
  /// Requantises `n` sums and stores the first `count` of them (all if
  /// count >= n).
  template <int n>
  static FIREFLY_INLINE void store(const Sums<n>& sums, const Scale<n>& scale,
                                   const Range& range, int8_t* output,
                                   int count) {
    FIREFLY_UNROLL
    for (int i = 0; i < n; ++i) {
      if (n > 1 && i >= count) {
        return;
      }
      const int32_t scaled = scale_small_sum(sums.lane[i], scale.multiplier[i],
                                             scale.right_shift[i]);
      output[i] = static_cast<int8_t>(
          clamp(scaled + range.zero_point, range.low, range.high));
    }
  }
};

}  // namespace firefly::portable
