// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "isa/portable.h"

namespace firefly::scalar {

/// Adds one pixel's products with tiles of weights, which follow each other;
/// depth is a multiple of the lanes.
template <const DotTiles& tiles, int channels>
FIREFLY_INLINE void add_products(const int8_t* patch, int depth,
                                 const int8_t* weights,
                                 portable::Sums<channels>& sums) {
  for (int first = 0; first < channels; first += tiles.channels) {
    int32_t* const lanes = sums.lane + first;
    for (const int8_t* x = patch; x != patch + depth; x += tiles.lanes) {
      FIREFLY_UNROLL
      for (int lane = 0; lane < tiles.lanes; ++lane) {
        FIREFLY_UNROLL
        for (int c = 0; c < tiles.channels; ++c) {
          lanes[c] += x[lane] * weights[c * tiles.lanes + lane];
        }
      }
      weights += tiles.lanes * tiles.channels;
    }
  }
}

}  // namespace firefly::scalar
