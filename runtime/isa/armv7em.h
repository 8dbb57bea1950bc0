// SPDX-License-Identifier: Apache-2.0
//
// Armv7E-M and Armv8-M with the DSP extension (Cortex-M4, M7, M33): two
// 16-bit products an instruction. Patches are widened to int16 once, weights
// are widened as they are read. See portable.h for the vocabulary.
#pragma once

#include "isa/armv7em_dot.h"
#include "isa/armv7em_dot_direct.h"
#include "isa/armv7em_dsp.h"
#include "isa/armv7em_interleave.h"
#include "isa/armv7em_row_words.h"
#include "isa/armv7em_winograd.h"
#include "isa/armv7em_winograd_two_rows.h"
#include "isa/dot_steps.h"
#include "isa/portable.h"
#include "kernels/requantize.h"

namespace firefly::armv7em {

/// `n` accumulators.
template <int n>
struct Sums {
  int32_t lane[n];
};

template <int n>
struct Scale {
  int32_t multiplier[n];
  int32_t right_shift[n];  ///< Less 1, which saturate_half() adds.
};

struct Isa {
  static constexpr DotTiles kDot = kDotTiles;
  static constexpr ChannelTiles kChannel = kChannelTiles;

  // What paired_dot_s8.h can not take: weights of -128, sums beyond 2^23.
  using Patch = int8_t;
  struct Vector {
    int32_t even;
    int32_t odd;
  };
  static FIREFLY_INLINE void widen(const int8_t* from, int count, Patch* to) {
    for (int i = 0; i < count; ++i) {
      to[i] = from[i];
    }
  }
  static FIREFLY_INLINE Vector load(const Patch* from) {
    const uint32_t bytes = load_word(from);
    return {even_bytes(bytes), odd_bytes(bytes)};
  }
  static FIREFLY_INLINE Vector load_weights(const int8_t* from) {
    return load(from);
  }
  template <int n>
  using DotSums = Sums<n>;
  static FIREFLY_INLINE void mac(int32_t& sum, Vector a, Vector b) {
    sum = smlad(a.odd, b.odd, smlad(a.even, b.even, sum));
  }
  template <int pixels, int channels>
  static FIREFLY_INLINE void dot(const Patch* patch, int patch_step, int depth,
                                 const int8_t* weights,
                                 DotSums<channels> (&sums)[pixels]) {
    dot_steps<Isa, pixels, channels>(patch, patch_step, depth, weights, sums);
  }

  static FIREFLY_INLINE void interleave_windows(const WindowRuns* windows,
                                                int32_t first, int16_t* to,
                                                int32_t pairs) {
    armv7em::interleave_windows(windows, first, to, pairs);
  }
  static FIREFLY_INLINE void dot_pixel_pairs(const PairedDotS8* layer,
                                             const int16_t* patch,
                                             int8_t* output, int output_step,
                                             int pairs) {
    armv7em::dot_pixel_pairs(layer, patch, output, output_step, pairs);
  }
  static FIREFLY_INLINE void widen_run(const int8_t* run, int32_t count,
                                       int16_t* to) {
    armv7em::widen_run(run, count, to);
  }
  static FIREFLY_INLINE void pair_run(const int8_t* upper, const int8_t* lower,
                                      int32_t count, int16_t* to) {
    armv7em::pair_run(upper, lower, count, to);
  }
  static FIREFLY_INLINE void spread_run(const int8_t* run, int32_t count,
                                        int16_t* to) {
    armv7em::spread_run(run, count, to);
  }
  template <class Windows, class Outputs>
  static FIREFLY_INLINE void dot_direct_pairs(const PairedDotS8* layer,
                                              const int16_t* patch,
                                              int8_t* output, int pairs) {
    armv7em::dot_direct_pairs<Windows, Outputs>(layer, patch, output, pairs);
  }
  static FIREFLY_INLINE void widen_window(const int8_t* window, int32_t count,
                                          int16_t* to) {
    armv7em::widen_window(window, count, to);
  }
  static FIREFLY_INLINE void dot_channels(const PairedDotS8* layer,
                                          const int16_t* patch, int8_t* output,
                                          int32_t count) {
    armv7em::dot_channels(layer, patch, output, count);
  }
  static FIREFLY_INLINE void dot_one_pixel(const PairedDotS8* layer,
                                           const int8_t* patch, int8_t* output,
                                           int output_step) {
    armv7em::dot_one_pixel(layer, patch, output, output_step);
  }

  static constexpr int32_t kPixelAlignment = 1;
  static FIREFLY_INLINE void winograd_inputs(const int8_t* pixels, int32_t step,
                                             int32_t depth, int16_t* to) {
    armv7em::winograd_inputs(pixels, step, depth, to);
  }
  static FIREFLY_INLINE void winograd_outputs(const WinogradDotS8* layer,
                                              const int16_t* inputs,
                                              int32_t* sums,
                                              WinogradTile* tiles,
                                              int32_t count) {
    armv7em::winograd_outputs(layer, inputs, sums, tiles, count);
  }
  static FIREFLY_INLINE void winograd_input_rows(int16_t* rows,
                                                 int32_t row_elems) {
    armv7em::winograd_input_rows(rows, row_elems);
  }
  static FIREFLY_INLINE void winograd_two_rows(
      const WinogradDotS8* layer, const int16_t* inputs, int32_t* sums,
      WinogradTile* tiles, int32_t count, int32_t row_step) {
    armv7em::winograd_two_rows(layer, inputs, sums, tiles, count, row_step);
  }
  static FIREFLY_INLINE void clamp_bytes(int8_t* bytes, int32_t count,
                                         int32_t low, int32_t high) {
    armv7em::clamp_bytes(bytes, count, low, high);
  }

  using ChannelSums = Sums<kChannel.lanes>;

  static FIREFLY_INLINE ChannelSums load_sums(const int32_t* from) {
    return {{from[0], from[1], from[2], from[3]}};
  }
  template <int pixels>
  static FIREFLY_INLINE void mac_channels(ChannelSums (&sums)[pixels],
                                          const int8_t* activations, int step,
                                          const int8_t* weights) {
    const uint32_t w = load_word(weights);
    const int32_t w_even = even_bytes(w);
    const int32_t w_odd = odd_bytes(w);
    FIREFLY_UNROLL
    for (int p = 0; p < pixels; ++p) {
      const uint32_t a = load_word(activations + p * step);
      const int32_t a_even = even_bytes(a);
      sums[p].lane[0] = smlabb(a_even, w_even, sums[p].lane[0]);
      sums[p].lane[2] = smlatt(a_even, w_even, sums[p].lane[2]);
      const int32_t a_odd = odd_bytes(a);
      sums[p].lane[1] = smlabb(a_odd, w_odd, sums[p].lane[1]);
      sums[p].lane[3] = smlatt(a_odd, w_odd, sums[p].lane[3]);
    }
  }

  struct Range {
    int32_t offset;  ///< 2 · zero point + 1.
    uint32_t low;    ///< Four times.
    uint32_t high;
  };
  static FIREFLY_INLINE Range load_range(const OutputRange& range) {
    constexpr uint32_t kFourTimes = 0x01010101;
    return {range.zero_point * 2 + 1,
            static_cast<uint8_t>(range.low) * kFourTimes,
            static_cast<uint8_t>(range.high) * kFourTimes};
  }
  template <int n>
  static FIREFLY_INLINE Scale<n> load_scale(const int32_t* multiplier,
                                            const int8_t* right_shift) {
    Scale<n> scale;
    FIREFLY_UNROLL
    for (int i = 0; i < n; ++i) {
      scale.multiplier[i] = multiplier[i];
      scale.right_shift[i] = right_shift[i] - 1;
    }
    return scale;
  }
  /// scale_small_sum() plus the zero point, for right shifts above 0. The
  /// doubling can not overflow; the last bit of the shift is taken together
  /// with its rounding, the zero point and the saturation.
  static FIREFLY_INLINE int32_t requantize(int32_t sum, int32_t multiplier,
                                           int32_t right_shift,
                                           const Range& range) {
    const int32_t high = smmulr(sum * 2, multiplier);
    const int32_t nudged = high + (high >> 31);
    return saturate_half((nudged >> right_shift) + range.offset);
  }
  template <int n>
  static FIREFLY_INLINE void store(const Sums<n>& sums, const Scale<n>& scale,
                                   const Range& range, int8_t* output,
                                   int count) {
    static_assert(n == 1 || n == 2 || n == 4);
    int32_t scaled[n];
    FIREFLY_UNROLL
    for (int i = 0; i < n; ++i) {
      scaled[i] = requantize(sums.lane[i], scale.multiplier[i],
                             scale.right_shift[i], range);
    }
    // The activation's bounds are applied to all channels at once.
    auto bytes = static_cast<uint32_t>(scaled[0]);
    if constexpr (n > 1) {
      bytes = insert_byte<1>(bytes, scaled[1]);
    }
    if constexpr (n > 2) {
      bytes = insert_byte<2>(bytes, scaled[2]);
      bytes = insert_byte<3>(bytes, scaled[3]);
    }
    bytes = max_bytes(bytes, range.low);
    bytes = min_bytes(bytes, range.high);
    if (count >= n) {
      __builtin_memcpy(output, &bytes, n);
      return;
    }
    for (; count > 0; --count, bytes >>= 8) {
      *output++ = static_cast<int8_t>(bytes);
    }
  }
};

}  // namespace firefly::armv7em
