// SPDX-License-Identifier: Apache-2.0
//
// The loop nest of depthwise convolutions. Two taps of a channel are one pair
// of int16, as products of pairs want them; pixels side by side count as more
// channels, so that few channels fill vectors too.
#pragma once

#include "host/kernels.h"

namespace firefly::host {

/// `count` elements, at most a pair of vectors, in each of `blocks` places that
/// lie `layer.period` apart.
template <class Isa, int blocks>
FIREFLY_INLINE void depthwise_vector(const DepthwiseLayer& layer,
                                     const int16_t* weights,
                                     const int32_t* scales,
                                     const int16_t* staged, int8_t* out,
                                     int count) {
  using Vector = typename Isa::Vector;
  constexpr int kScaleElems = kScaleVectors * Isa::kLanes;
  const int32_t* const high_scales = scales + kScaleElems;
  Vector low[blocks];
  Vector high[blocks];
#pragma GCC unroll 4
  for (int b = 0; b < blocks; ++b) {
    low[b] = Isa::load(scales + kBias * Isa::kLanes);
    high[b] = Isa::load(high_scales + kBias * Isa::kLanes);
  }
  const int32_t* offset = layer.tap_offset;
  for (int pair = 0; pair < layer.tap_pairs; ++pair, offset += 2) {
    const Vector low_weights = Isa::load(weights);
    const Vector high_weights = Isa::load(weights + 2 * Isa::kLanes);
    weights += 4 * Isa::kLanes;
#pragma GCC unroll 4
    for (int b = 0; b < blocks; ++b) {
      const int16_t* const x = staged + b * layer.period;
      const auto pairs = Isa::interleave(x + offset[0], x + offset[1]);
      low[b] = Isa::dot_wide(low[b], pairs.low, low_weights);
      high[b] = Isa::dot_wide(high[b], pairs.high, high_weights);
    }
  }
  const typename Isa::Range range(layer.range);
  const typename Isa::Scale low_scale(scales);
  const typename Isa::Scale high_scale(high_scales);
#pragma GCC unroll 4
  for (int b = 0; b < blocks; ++b) {
    Isa::store_pair(out + b * layer.period, low_scale(low[b]),
                    high_scale(high[b]), range, count);
  }
}

template <class Isa>
void depthwise(const DepthwiseLayer& layer, const int16_t* staged,
               int8_t* out) {
  constexpr int kStep = 2 * Isa::kLanes;
  constexpr int kScaleElems = 2 * kScaleVectors * Isa::kLanes;
  const ptrdiff_t weight_elems = ptrdiff_t{4} * Isa::kLanes * layer.tap_pairs;
  for (int y = 0; y < layer.rows; ++y) {
    int block = 0;
    for (; block + 2 * layer.period <= layer.row_elems;
         block += 2 * layer.period) {
      for (int i = 0, v = 0; i < layer.period; i += kStep, ++v) {
        depthwise_vector<Isa, 2>(layer, layer.weights + v * weight_elems,
                                 layer.scales + v * kScaleElems,
                                 staged + block + i, out + block + i,
                                 min_of(layer.period - i, kStep));
      }
    }
    for (; block < layer.row_elems; block += layer.period) {
      const int elems = min_of(layer.row_elems - block, layer.period);
      for (int i = 0, v = 0; i < elems; i += kStep, ++v) {
        depthwise_vector<Isa, 1>(layer, layer.weights + v * weight_elems,
                                 layer.scales + v * kScaleElems,
                                 staged + block + i, out + block + i,
                                 min_of(elems - i, kStep));
      }
    }
    staged += layer.staged_row;
    out += layer.row_elems;
  }
}

}  // namespace firefly::host
