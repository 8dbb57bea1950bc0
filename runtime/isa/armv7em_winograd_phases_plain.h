// SPDX-License-Identifier: Apache-2.0
//
// armv7em_winograd_phases.h in C++, so that host tests run the layout and the
// arithmetic of the device.
#pragma once

#include "isa/armv7em_winograd_two_rows_plain.h"
#include "kernels/winograd_phases_s8.h"

namespace firefly::armv7em {

inline constexpr uint32_t kMinusHalves = ~0U;

FIREFLY_KERNEL
inline void winograd_phase_inputs(const int8_t* pixels, int32_t step,
                                  int32_t depth, int16_t* to, int32_t place) {
  const int32_t term_elems = phase_term_elems(depth);
  int16_t* const even = to + place * term_elems;
  int16_t* const left = to + (kPhaseTerms + 2 * place) * term_elems;
  int16_t* const right = to + (3 * kPhaseTerms + 2 * place) * term_elems;
  for (int32_t pair = 0; pair < depth / 2; ++pair) {
    const int32_t k = pair / 2 * 4 + pair % 2;
    const int32_t at = 4 * pair;
    const auto d = [&](int column) {
      const int8_t* const pixel = pixels + column * step + k;
      return static_cast<uint32_t>(pair_of(pixel[0], pixel[2]));
    };
    store_word(even + at, d(2));
    store_word(left + at, add_halves(d(0), d(2), kMinusHalves));
    store_word(left + term_elems + at, d(1));
    store_word(right + at, d(3));
    store_word(right + term_elems + at, add_halves(d(4), d(2), kMinusHalves));
  }
}

FIREFLY_KERNEL
inline void winograd_phase_rows(int16_t* rows, int32_t row_elems) {
  for (int32_t at = 0; at < row_elems; at += 2) {
    const uint32_t even = load_word(rows + at);
    constexpr int kRows[] = {1, 4};
    for (const int row : kRows) {
      int16_t* const place = rows + row * row_elems + at;
      store_word(place, add_halves(load_word(place), even, kMinusHalves));
    }
  }
}

/// A term of activations times its kind of weights, over the channels.
inline uint32_t phase_products(const int16_t* term, const int32_t* weights,
                               int32_t pairs) {
  int32_t sum = 0;
  for (int32_t pair = 0; pair < pairs; ++pair) {
    sum = smlad(static_cast<int32_t>(load_word(term + 4 * pair)),
                weights[pair * kWinogradChannels], sum);
  }
  return static_cast<uint32_t>(sum);
}

/// M_ij of a tile and channel; row, column: 0 for B, 1 for A, 2 for C.
inline uint32_t phase_sum(const WinogradDotS8& layer, const int16_t* terms,
                          int column, int row, int tile, int channel) {
  const int32_t pairs = layer.depth / 2;
  const int32_t kind_words = pairs * kWinogradChannels;
  const int32_t* const weights =
      layer.weights +
      channel / kWinogradChannels * kPhaseKinds * kPhaseKinds * kind_words +
      channel % kWinogradChannels;
  const int rows = row == 0 ? 1 : 2;
  const int columns = column == 0 ? 1 : 2;
  uint32_t sum = 0;
  for (int y = 0; y < rows; ++y) {
    for (int x = 0; x < columns; ++x) {
      const int kind =
          column == 0 ? row + y : kPhaseKinds + 3 * (row + y) + column + x - 1;
      const int place = row == 0 ? 0 : 2 * row - 1 + y;
      const int term = (column == 0 ? 0 : (2 * column - 1) * kPhaseTerms) +
                       columns * place + x;
      sum += phase_products(
          terms + term * phase_term_elems(layer.depth) + 2 * tile,
          weights + kind * kind_words, pairs);
    }
  }
  return sum;
}

FIREFLY_KERNEL
inline void winograd_phase_outputs(const WinogradDotS8* layer,
                                   const int16_t* terms, int32_t* /*sums*/,
                                   PhaseTile* tiles, int32_t count,
                                   int32_t row_step) {
  for (int channel = 0; channel < layer->channels; ++channel) {
    const int32_t* const scales = layer->scales + channel * kPhaseScales;
    for (int pixel = 4 * count - 1; pixel >= 0; --pixel) {
      const int tile = pixel / 4;
      const int below = pixel % 4 / 2;
      const int beside = pixel % 2;
      const auto m = [&](int column, int row) {
        return phase_sum(*layer, terms, column, row, tile, channel);
      };
      const uint32_t all = m(0, 0) + m(0, 1 + below) + m(1 + beside, 0) +
                           m(1 + beside, 1 + below);
      const auto sum =
          static_cast<int32_t>(all * static_cast<uint32_t>(scales[0]) +
                               static_cast<uint32_t>(scales[1]));
      const int32_t nudge = sum < 0 ? scales[4] : 0;
      const int32_t scaled = add_high_product(scales[3], sum, scales[2], 0);
      int8_t* const to =
          tiles[tile].output + below * row_step + beside * tiles[tile].offset;
      to[channel] = static_cast<int8_t>(
          clamp<int32_t>((scaled - nudge) >> 16, -128, 127));
    }
  }
}

}  // namespace firefly::armv7em
