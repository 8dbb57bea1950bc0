// SPDX-License-Identifier: Apache-2.0
//
// What the instruction sets without SIMD share: tiles of one channel, plain
// bytes as patches, requantisation by the high half of a product. See
// portable.h for the vocabulary, kernels/conv2d_s8_pixel_pairs.inl for pairs of
// pixels. A Core provides
//   high_multiply(a, b): a · b / 2^32, rounded down, 0 <= b
//   shift_and_saturate(x, s): x / 2^(s + 1), rounded down and clamped to int8
//   add_products(): as of scalar_dot.h
//   sum_winograd_position(), store_winograd_channels(): of scalar_winograd.h.
#pragma once

#include "isa/portable.h"
#include "isa/scalar_winograd.h"
#include "kernels/depthwise_conv2d_s8.h"
#include "kernels/dot_s8.h"

namespace firefly::scalar {

/// How an output channel's sums become outputs.
struct Range {
  int32_t offset;  ///< 2 · zero point + 1.
  int32_t low;
  int32_t high;
  bool is_int8;
  bool rectified;  ///< What is negative is clamped away.
};

/// A scale's right shift, and what is added before it so that both roundings
/// of scale_small_sum(), the zero point and the saturation take one shift.
struct Rounding {
  int32_t right_shift;
  int32_t addend;
};

/// Whether the addend fits. Others are scaled in steps.
FIREFLY_INLINE bool rounds_at_once(int32_t right_shift) {
  return static_cast<uint32_t>(right_shift - 1) < 20;
}
FIREFLY_INLINE Rounding rounding_of(int32_t right_shift, int32_t offset) {
  return {right_shift, offset * (1 << right_shift) + 1};
}

/// Four times a sum to its output, see scale_small_sum(); the bounds of an
/// activation come later. The nudge for negative sums, whose ties go away from
/// zero, matters only where no ReLU clamps them.
template <class Core, bool nudges>
FIREFLY_INLINE int32_t scale_at_once(int32_t sum, int32_t multiplier,
                                     const Rounding& rounding) {
  const int32_t high = Core::high_multiply(sum, multiplier);
  const int32_t nudge = nudges ? ((high + 1) >> 31) & -2 : 0;
  return Core::shift_and_saturate(high + nudge + rounding.addend,
                                  rounding.right_shift);
}

/// The same of `count` sums of a channel, any shift.
template <class Core>
FIREFLY_KERNEL
void scale_any_sums(int32_t* sums, int count, int32_t multiplier,
                    int32_t right_shift, int32_t offset) {
  int32_t* const end = sums + count;
  if (__builtin_expect(rounds_at_once(right_shift), 1)) {
    const Rounding rounding = rounding_of(right_shift, offset);
    do {
      *sums = scale_at_once<Core, true>(*sums, multiplier, rounding);
    } while (++sums != end);
    return;
  }
  const int32_t factor = 1 << max_of<int32_t>(-right_shift, 0);
  do {
    const int32_t high = Core::high_multiply(*sums * factor, multiplier);
    const int32_t rounded = (high + 1) >> 1;
    const int32_t scaled =
        right_shift > 0 ? (rounded + (rounded >> 31)) >> (right_shift - 1)
                        : high;
    *sums = Core::shift_and_saturate(scaled + offset, 0);
  } while (++sums != end);
}

/// The same of any layer.
template <class Core, int n>
FIREFLY_INLINE void scale_sums(int32_t (&sums)[n], int32_t multiplier,
                               int32_t right_shift, const Range& range) {
  if (__builtin_expect(range.rectified && rounds_at_once(right_shift), 1)) {
    const Rounding rounding = rounding_of(right_shift, range.offset);
    FIREFLY_UNROLL
    for (int i = 0; i < n; ++i) {
      sums[i] = scale_at_once<Core, false>(sums[i], multiplier, rounding);
    }
  } else if (n == 1 && rounds_at_once(right_shift)) {
    sums[0] = scale_at_once<Core, true>(sums[0], multiplier,
                                        rounding_of(right_shift, range.offset));
  } else {
    // Another array, so that the other sums stay in registers.
    int32_t copy[n];
    FIREFLY_UNROLL
    for (int i = 0; i < n; ++i) {
      copy[i] = sums[i];
    }
    scale_any_sums<Core>(copy, n, multiplier, right_shift, range.offset);
    FIREFLY_UNROLL
    for (int i = 0; i < n; ++i) {
      sums[i] = copy[i];
    }
  }
}

/// The same of a single sum.
template <class Core, bool nudges>
FIREFLY_INLINE int32_t scale_sum(int32_t sum, int32_t multiplier,
                                 int32_t right_shift, int32_t offset) {
  if (__builtin_expect(!kSmallCode && rounds_at_once(right_shift), 1)) {
    return scale_at_once<Core, nudges>(sum, multiplier,
                                       rounding_of(right_shift, offset));
  }
  scale_any_sums<Core>(&sum, 1, multiplier, right_shift, offset);
  return sum;
}

template <class Core, const DotTiles& dot_tiles,
          const ChannelTiles& channel_tiles>
struct Isa {
  static constexpr DotTiles kDot = dot_tiles;
  static constexpr ChannelTiles kChannel = channel_tiles;

  using Patch = int8_t;
  static FIREFLY_INLINE void widen(const int8_t* from, int count, Patch* to) {
    portable::Isa::widen(from, count, to);
  }
  template <int n>
  using DotSums = portable::Sums<n>;

  /// One pixel; depth is a multiple of the lanes.
  template <int pixels, int channels>
  static FIREFLY_INLINE void dot(const Patch* patch, int /*patch_step*/,
                                 int depth, const int8_t* weights,
                                 DotSums<channels> (&sums)[pixels]) {
    static_assert(pixels == 1);
    Core::add_products(patch, depth, weights, sums[0]);
  }

  using Range = scalar::Range;
  static FIREFLY_INLINE Range load_range(const OutputRange& range) {
    return {2 * range.zero_point + 1, range.low, range.high,
            range.low == -128 && range.high == 127,
            range.low >= range.zero_point};
  }

  /// Of dot_pairs(), say.
  template <int n>
  static FIREFLY_INLINE void scale_fourfold(int32_t (&sums)[n],
                                            int32_t multiplier,
                                            int32_t right_shift,
                                            const Range& range) {
    if constexpr (kSmallCode) {
      scale_any_sums<Core>(sums, n, multiplier, right_shift, range.offset);
    } else {
      scale_sums<Core>(sums, multiplier, right_shift, range);
    }
  }
  template <int n>
  static FIREFLY_INLINE void apply_bounds(int32_t (&outputs)[n],
                                          const Range& range) {
    if (__builtin_expect(!range.is_int8, 0)) {
      FIREFLY_UNROLL
      for (int i = 0; i < n; ++i) {
        outputs[i] = clamp(outputs[i], range.low, range.high);
      }
    }
  }
  template <int n>
  static FIREFLY_INLINE void requantize_fourfold(int32_t (&sums)[n],
                                                 int32_t multiplier,
                                                 int32_t right_shift,
                                                 const Range& range) {
    scale_fourfold(sums, multiplier, right_shift, range);
    apply_bounds(sums, range);
  }
  template <int n>
  static FIREFLY_INLINE void requantize(int32_t (&sums)[n], int32_t multiplier,
                                        int32_t right_shift,
                                        const Range& range) {
    FIREFLY_UNROLL
    for (int i = 0; i < n; ++i) {
      sums[i] *= 4;
    }
    requantize_fourfold(sums, multiplier, right_shift, range);
  }

  template <int n>
  static FIREFLY_INLINE portable::Scale<n> load_scale(
      const int32_t* multiplier, const int8_t* right_shift) {
    return portable::Isa::load_scale<n>(multiplier, right_shift);
  }
  template <int n>
  static FIREFLY_INLINE void store(const DotSums<n>& sums,
                                   const portable::Scale<n>& scale,
                                   const Range& range, int8_t* output,
                                   int count) {
    int32_t outputs[n];
    const auto scale_all = [&](auto scale_one) {
      FIREFLY_UNROLL
      for (int i = 0; i < n; ++i) {
        outputs[i] = scale_one(sums.lane[i] * 4, scale.multiplier[i],
                               scale.right_shift[i], range.offset);
      }
    };
    if (range.rectified && !kSmallCode) {
      scale_all(scale_sum<Core, false>);
    } else {
      scale_all(scale_sum<Core, true>);
    }
    apply_bounds(outputs, range);
    FIREFLY_UNROLL
    for (int i = 0; i < n; ++i) {
      if (n == 1 || i < count) {
        output[i] = static_cast<int8_t>(outputs[i]);
      }
    }
  }

  /// All channels of a pair of pixels (dot_s8_pairs()), if the ISA has better
  /// code for such layers.
  static FIREFLY_INLINE bool dot_pair_of_pixels(const DotS8& /*layer*/,
                                                const int32_t* /*words*/,
                                                int8_t* /*output*/,
                                                int32_t /*output_step*/) {
    return false;
  }

  /// Whether there is better code for this layer's tiles of pixels, kChannel's,
  /// whose windows slide (depthwise_conv2d_s8_columns.inl).
  static FIREFLY_INLINE bool has_depthwise_tile(
      const DepthwiseConv2dS8& /*layer*/) {
    return false;
  }
  /// All channels of such a tile.
  template <int stride>
  static FIREFLY_INLINE void depthwise_tile(
      const DepthwiseConv2dS8& /*layer*/, const int8_t* const* /*columns*/,
      int8_t* const (&/*output*/)[kChannel.pixels]) {}

  /// winograd_inputs() reads words.
  static constexpr int32_t kPixelAlignment = 4;
  static FIREFLY_INLINE void winograd_inputs(const int8_t* pixels, int32_t step,
                                             int32_t depth, int16_t* to) {
    scalar::winograd_inputs(pixels, step, depth, to);
  }
  static FIREFLY_INLINE void winograd_outputs(const WinogradDotS8* layer,
                                              const int16_t* inputs,
                                              int32_t* sums,
                                              WinogradTile* tiles,
                                              int32_t count) {
    scalar::winograd_outputs<Core>(layer, inputs, sums, tiles, count);
  }
  static FIREFLY_INLINE void clamp_bytes(int8_t* bytes, int32_t count,
                                         int32_t low, int32_t high) {
    for (int i = 0; i < count; ++i) {
      bytes[i] = static_cast<int8_t>(clamp<int32_t>(bytes[i], low, high));
    }
  }
};

}  // namespace firefly::scalar
