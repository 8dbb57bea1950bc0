// SPDX-License-Identifier: Apache-2.0
//
// The loop nest of depthwise convolutions. Two taps of a channel are one pair
// of int16, as products of pairs want them; a few places share the weights
// while they are in registers.
#pragma once

#include "host/kernels.h"

namespace firefly::host {

/// Sums of one place: two vectors, in the order of Isa::interleave.
template <class Isa>
struct PlaceSums {
  typename Isa::Vector low;
  typename Isa::Vector high;
};

/// Requantizes. A function of its own, as store_tile of matmul.inl is.
template <class Isa>
FIREFLY_KERNEL
void store_places(const DepthwiseLayer& layer, const int32_t* scales,
                  const PlaceSums<Isa>* sums, int places,
                  const int32_t* output_offset, int8_t* out, int count) {
  const typename Isa::Range range(layer.range);
  const typename Isa::Scale low(scales);
  const typename Isa::Scale high(scales + kScaleVectors * Isa::kLanes);
  if (count == 2 * Isa::kLanes) {
    for (int p = 0; p < places; ++p) {
      Isa::store_pair(out + output_offset[p], low(sums[p].low),
                      high(sums[p].high), range, 2 * Isa::kLanes);
    }
  } else {
    for (int p = 0; p < places; ++p) {
      Isa::store_pair(out + output_offset[p], low(sums[p].low),
                      high(sums[p].high), range, count);
    }
  }
}

/// `count` elements, at most two vectors, at each of `places` places from
/// `first` on.
template <class Isa, int places>
FIREFLY_INLINE void depthwise_places(const DepthwiseLayer& layer,
                                     const int16_t* weights,
                                     const int32_t* scales,
                                     const int16_t* staged, int first,
                                     int8_t* out, int count) {
  using Vector = typename Isa::Vector;
  constexpr int kScaleElems = kScaleVectors * Isa::kLanes;
  const int16_t* from[places];
  Vector low[places];
  Vector high[places];
#pragma GCC unroll 8
  for (int p = 0; p < places; ++p) {
    from[p] = staged + layer.staged_offset[first + p];
    low[p] = Isa::load(scales + kBias * Isa::kLanes);
    high[p] = Isa::load(scales + kScaleElems + kBias * Isa::kLanes);
  }
  const int32_t* const end = layer.tap_offset + 2 * layer.tap_pairs;
  for (const int32_t* tap = layer.tap_offset; tap != end; tap += 2) {
    const Vector low_weights = Isa::load(weights);
    const Vector high_weights = Isa::load(weights + 2 * Isa::kLanes);
    weights += 4 * Isa::kLanes;
#pragma GCC unroll 8
    for (int p = 0; p < places; ++p) {
      const auto pairs = Isa::interleave(from[p] + tap[0], from[p] + tap[1]);
      low[p] = Isa::dot_wide(low[p], pairs.low, low_weights);
      high[p] = Isa::dot_wide(high[p], pairs.high, high_weights);
    }
  }
  PlaceSums<Isa> sums[places];
#pragma GCC unroll 8
  for (int p = 0; p < places; ++p) {
    sums[p] = {low[p], high[p]};
  }
  store_places<Isa>(layer, scales, sums, places, layer.output_offset + first,
                    out, count);
}

template <class Isa>
void depthwise(const DepthwiseLayer& layer, const int16_t* staged,
               int8_t* out) {
  constexpr int kStep = 2 * Isa::kLanes;
  constexpr int kPlaces = Isa::kPlaces;
  const int16_t* weights = layer.weights;
  const int32_t* scales = layer.scales;
  for (int i = 0; i < layer.elems; i += kStep) {
    const int count = min_of(layer.elems - i, kStep);
    if (layer.places < kPlaces) {
      for (int p = 0; p < layer.places; ++p) {
        depthwise_places<Isa, 1>(layer, weights, scales, staged + i, p, out + i,
                                 count);
      }
    }
    for (int p = 0; layer.places >= kPlaces && p < layer.places; p += kPlaces) {
      // The last ones compute some places again rather than fewer.
      depthwise_places<Isa, kPlaces>(layer, weights, scales, staged + i,
                                     min_of(p, layer.places - kPlaces), out + i,
                                     count);
    }
    weights += ptrdiff_t{2} * kStep * layer.tap_pairs;
    scales += 2 * kScaleVectors * Isa::kLanes;
  }
}

}  // namespace firefly::host
