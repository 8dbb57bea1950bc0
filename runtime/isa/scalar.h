// SPDX-License-Identifier: Apache-2.0
//
// What the instruction sets without SIMD share: tiles of one channel, plain
// bytes as patches, requantisation by the high half of a product. A Core
// provides high_multiply() and shift_and_saturate(). See portable.h for the
// vocabulary, kernels/conv2d_s8_pixel_pairs.inl for pairs of pixels.
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

/// Replaces four times a sum by its output, see scale_small_sum(); the bounds
/// of an activation come later. The last bit of the shift is taken together
/// with its rounding, the zero point and the saturation. 0 < right_shift.
template <class Core>
FIREFLY_INLINE int32_t scale_down(int32_t sum, int32_t multiplier,
                                  int32_t right_shift, int32_t offset) {
  const int32_t high = (Core::high_multiply(sum, multiplier) + 1) >> 1;
  const int32_t nudged = high + (high >> 31);
  return Core::shift_and_saturate((nudged >> (right_shift - 1)) + offset, 0);
}

/// The same of `count` sums of a channel, any shift.
template <class Core>
FIREFLY_KERNEL
void scale_any_sums(int32_t* sums, int count, int32_t multiplier,
                    int32_t right_shift, int32_t offset) {
  for (int32_t* const end = sums + count; sums != end; ++sums) {
    if (__builtin_expect(right_shift > 0, 1)) {
      *sums = scale_down<Core>(*sums, multiplier, right_shift, offset);
    } else {
      const int32_t high =
          Core::high_multiply(*sums * (1 << -right_shift), multiplier);
      *sums = Core::shift_and_saturate(high + offset, 0);
    }
  }
}

/// The same of any layer. Where negative sums need no nudge, since a ReLU
/// clamps them, both roundings are one addition (paired_dot_s8.h).
template <class Core, int n>
FIREFLY_INLINE void scale_sums(int32_t (&sums)[n], int32_t multiplier,
                               int32_t right_shift, const Range& range) {
  constexpr uint32_t kMaxShift = 20;  // The addend fits.
  const bool usual = static_cast<uint32_t>(right_shift - 1) < kMaxShift;
  if (__builtin_expect(range.rectified && usual, 1)) {
    const int32_t addend = range.offset * (1 << right_shift) + 1;
    FIREFLY_UNROLL
    for (int i = 0; i < n; ++i) {
      const int32_t high = Core::high_multiply(sums[i], multiplier);
      sums[i] = Core::shift_and_saturate(high + addend, right_shift);
    }
  } else if (n == 1 && usual) {
    sums[0] = scale_down<Core>(sums[0], multiplier, right_shift, range.offset);
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

/// One copy for all kernels.
template <class Core>
FIREFLY_KERNEL
int32_t scale_sum(int32_t fourfold, int32_t multiplier, int32_t right_shift,
                  const Range& range) {
  int32_t sums[1] = {fourfold};
  scale_sums<Core>(sums, multiplier, right_shift, range);
  return sums[0];
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

  /// One pixel, one tile of channels; depth is a multiple of the lanes.
  template <int pixels, int channels>
  static FIREFLY_INLINE void dot(const Patch* patch, int /*patch_step*/,
                                 int depth, const int8_t* weights,
                                 DotSums<channels> (&sums)[pixels]) {
    static_assert(pixels == 1 && channels == kDot.channels);
    for (const Patch* const end = patch + depth; patch != end;) {
      FIREFLY_UNROLL
      for (int lane = 0; lane < kDot.lanes; ++lane) {
        FIREFLY_UNROLL
        for (int c = 0; c < channels; ++c) {
          sums[0].lane[c] += patch[lane] * weights[c * kDot.lanes + lane];
        }
      }
      patch += kDot.lanes;
      weights += kDot.lanes * channels;
    }
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
      for (int i = 0; i < n; ++i) {
        sums[i] = scale_sum<Core>(sums[i], multiplier, right_shift, range);
      }
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
    FIREFLY_UNROLL
    for (int i = 0; i < n; ++i) {
      int32_t fourfold[1] = {sums.lane[i] * 4};
      scale_fourfold(fourfold, scale.multiplier[i], scale.right_shift[i],
                     range);
      outputs[i] = fourfold[0];
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
