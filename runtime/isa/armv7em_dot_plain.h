// SPDX-License-Identifier: Apache-2.0
//
// armv7em_dot.h in C++, so that host tests run the layout and the arithmetic of
// the device.
#pragma once

#include "isa/armv7em_dsp.h"
#include "kernels/paired_dot_s8.h"

namespace firefly::armv7em {

/// a + b / 2^32 in 64 bits, as SMMLA; `rounding` 2^31 as SMMLAR.
FIREFLY_INLINE int32_t add_high_product(int32_t addend, int32_t a, int32_t b,
                                        int64_t rounding) {
  return static_cast<int32_t>(
      ((static_cast<int64_t>(addend) * (int64_t{1} << 32)) +
       static_cast<int64_t>(a) * b + rounding) >>
      32);
}

/// The output byte of a sum, which is the first of its pair or 256 times the
/// second, plus 128. scale: words of multiplier, addend, shift, which is absent
/// if there is a lead (kernels/direct_conv2d_s8.h).
FIREFLY_INLINE uint32_t paired_output(int32_t sum, bool is_second,
                                      const int8_t* scale, int32_t lead,
                                      const PairedDotS8& layer) {
  const auto multiplier = static_cast<int32_t>(load_word(scale));
  const auto addend = static_cast<int32_t>(load_word(scale + 4));
  int32_t value;
  if (lead >= 0) {
    value = is_second
                ? add_high_product(addend, sum, multiplier, 0) >> (16 - lead)
                : add_high_product(addend, wrapping_shift_left(sum, 8 + lead),
                                   multiplier, 0) >>
                      16;
    return static_cast<uint32_t>(
        clamp<int32_t>(value, static_cast<int32_t>(layer.low & 0xFF),
                       static_cast<int32_t>(layer.high & 0xFF)));
  }
  const auto shift = static_cast<int32_t>(load_word(scale + 8));
  if ((layer.form & paired_form::kGeneralBit) != 0) {
    const int32_t twice = is_second ? sum >> 7 : wrapping_shift_left(sum, 1);
    value = wrapping_add(
                add_high_product(addend, twice, multiplier, int64_t{1} << 31),
                twice >> 31) >>
            shift;
  } else if (is_second) {
    value = add_high_product(addend, sum, multiplier, 0) >> shift;
  } else {
    value = add_high_product(addend, wrapping_shift_left(sum, shift),
                             multiplier, 0) >>
            16;
  }
  const int32_t low = static_cast<int32_t>(layer.low & 0xFF);
  const int32_t high = static_cast<int32_t>(layer.high & 0xFF);
  return static_cast<uint32_t>(clamp<int32_t>(value, low, high));
}

/// Where the words of a tile's weights and scales lie.
struct TileWeights {
  const int8_t* bias;  ///< Of the first pair of channels, raw.
  const int8_t* weights;
  int32_t step;  ///< Bytes from the weights of two activations to the next.
  const int8_t* scales;
  int32_t lead = -1;  ///< As DirectOutputs::kLead.
};
FIREFLY_INLINE const int8_t* tile_scales(const PairedDotS8& layer, int tile) {
  return reinterpret_cast<const int8_t*>(layer.scales) +
         tile * layer.scale_step;
}
FIREFLY_INLINE TileWeights tile_weights(const PairedDotS8& layer, int tile) {
  const int8_t* const bias =
      layer.weights + tile * paired_tile_bytes(layer.depth);
  return {bias, bias + kPairedBiasBytes, 8, tile_scales(layer, tile)};
}
/// Of layers whose tiles are interleaved by twos.
FIREFLY_INLINE TileWeights interleaved_weights(const PairedDotS8& layer,
                                               int tile) {
  const int odd = tile % 2;
  const int8_t* const bias =
      layer.weights + (tile - odd) * paired_tile_bytes(layer.depth);
  return {bias + odd * kPairedBiasBytes, bias + 2 * kPairedBiasBytes + 8 * odd,
          16, tile_scales(layer, tile)};
}

/// One tile of one pixel; x(k): the activation, store(channel, byte): takes an
/// output plus 128.
template <class Activation, class Store>
FIREFLY_INLINE void dot_tile_plain(const PairedDotS8& layer, int tile,
                                   const TileWeights& from, const Activation& x,
                                   const Store& store) {
  const int left = layer.channels - tile * kPairedChannels;
  const int scale_bytes = from.lead < 0 ? 12 : 8;
  constexpr int kChannel[] = {2, 0, 3, 1};  // First and second of the pairs.
  for (int pair = 0; pair < 2; ++pair) {
    auto raw = static_cast<int32_t>(load_word(from.bias + 8 * pair));
    auto first = static_cast<int32_t>(load_word(from.bias + 8 * pair + 4));
    for (int k = 0; k < layer.depth; k += 2) {
      const int at = k / 4 * 4 + k % 4 / 2;
      const auto xs =
          static_cast<int32_t>(static_cast<uint16_t>(x(at)) |
                               (static_cast<uint32_t>(x(at + 2)) << 16));
      const uint32_t word =
          load_word(from.weights + k / 2 * from.step + 4 * pair);
      raw = smlad(xs, static_cast<int32_t>(word), raw);
      first = smlad(xs, even_bytes(word), first);
    }
    const int32_t second = wrapping_add(raw, wrapping_multiply(first, -1));
    for (int i = 0; i < 2; ++i) {
      const int channel = kChannel[2 * pair + i];
      if (channel < left) {
        store(tile * kPairedChannels + channel,
              paired_output(i == 0 ? first : second, i == 1,
                            from.scales + (2 * pair + i) * scale_bytes,
                            from.lead, layer));
      }
    }
  }
}

/// All tiles of pixel 0 or 1; of a lone pixel, a plane's second half is zero.
/// weights(tile): where they lie.
template <class Weights, class Activation>
FIREFLY_INLINE void dot_pixel_plain(const PairedDotS8& layer,
                                    const Weights& weights, int pixel,
                                    const Activation& x, int8_t* output,
                                    int32_t output_step) {
  const auto store = [&](int channel, uint32_t byte) {
    if (layer.form != paired_form::kPlanes) {
      output[pixel * output_step + channel] = static_cast<int8_t>(byte ^ 0x80U);
    } else if (pixel == 0) {
      store_word(output + channel * output_step, byte);
    } else {
      output[channel * output_step + 2] = static_cast<int8_t>(byte);
    }
  };
  for (int tile = 0; tile * kPairedChannels < layer.channels; ++tile) {
    dot_tile_plain(layer, tile, weights(tile), x, store);
  }
}

FIREFLY_KERNEL
inline void dot_pixel_pairs(const PairedDotS8* layer, const int16_t* patch,
                            int8_t* output, int32_t output_step,
                            int32_t pairs) {
  const int32_t pair_step =
      layer->form == paired_form::kPlanes ? 4 : 2 * output_step;
  const auto weights = [&](int tile) { return tile_weights(*layer, tile); };
  for (int pixel = 0; pixel < 2 * pairs; ++pixel) {
    const int16_t* const pair = patch + pixel / 2 * 2 * layer->depth;
    const auto x = [&](int k) {
      return pair[k / 4 * 8 + k % 2 * 4 + pixel % 2 * 2 + k % 4 / 2];
    };
    dot_pixel_plain(*layer, weights, pixel % 2, x,
                    output + pixel / 2 * pair_step, output_step);
  }
}

FIREFLY_KERNEL
inline void dot_channels(const PairedDotS8* layer, const int16_t* patch,
                         int8_t* output, int32_t count) {
  const auto x = [&](int k) {
    return patch[k / 4 * 4 + k % 2 * 2 + k % 4 / 2];
  };
  const auto store = [&](int channel, uint32_t byte) {
    output[channel] = static_cast<int8_t>(byte ^ 0x80U);
  };
  for (int tile = 0; tile * kPairedChannels < count; ++tile) {
    dot_tile_plain(*layer, tile, interleaved_weights(*layer, tile), x, store);
  }
}

FIREFLY_KERNEL
inline void dot_one_pixel(const PairedDotS8* layer, const int8_t* patch,
                          int8_t* output, int32_t output_step) {
  dot_pixel_plain(
      *layer, [&](int tile) { return tile_weights(*layer, tile); }, 0,
      [&](int k) { return patch[k]; }, output, output_step);
}

}  // namespace firefly::armv7em
