// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/paired_dot_s8.h"

namespace firefly {

/// All channels of one pixel. window: dot.depth int8 activations. If kWide,
/// eight channels at a time as far as they go: faster, in more code, and with
/// `widened`, memory for dot.depth int16; dot.channels is at least 8 then,
/// their weights are interleaved (PairedDotS8), and the output is no row of
/// planes. In planes, output is the pixel's word in the first one and those of
/// the next ones lie `output_step` bytes further each; a zero is the second
/// pixel.
template <class Isa, bool kWide>
FIREFLY_INLINE void paired_pixel_s8(const PairedDotS8& dot,
                                    const int8_t* window, int16_t* widened,
                                    int8_t* output, int32_t output_step) {
  if constexpr (kWide) {
    constexpr int kChannels = 2 * kPairedChannels;
    const int count = dot.channels / kChannels * kChannels;
    Isa::widen_window(window, dot.depth, widened);
    Isa::dot_channels(&dot, widened, output, count);
    if (count < dot.channels) {
      const int tiles = count / kPairedChannels;
      PairedDotS8 rest = dot;
      rest.channels -= count;
      rest.weights += tiles * paired_tile_bytes(dot.depth);
      rest.scales += tiles * (dot.scale_step / 4);
      Isa::dot_one_pixel(&rest, window, output + count, output_step);
    }
  } else {
    Isa::dot_one_pixel(&dot, window, output, output_step);
  }
}

/// Whether that is worth its code: `pixels` go through it.
constexpr bool is_wide_worthwhile(int32_t depth, int32_t channels,
                                  int32_t pixels) {
  constexpr int64_t kProducts = 1 << 14;
  return channels >= 2 * kPairedChannels &&
         int64_t{depth} * channels * pixels >= kProducts;
}

}  // namespace firefly
