// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "isa/tiles.h"

namespace firefly {

/// Isa::dot() for instruction sets whose steps the compiler schedules well:
/// written over Vector, load(), load_weights() and mac().
template <class Isa, int pixels, int channels>
FIREFLY_INLINE void dot_steps(
    const typename Isa::Patch* patch, int patch_step, int depth,
    const int8_t* weights,
    typename Isa::template DotSums<channels> (&sums)[pixels]) {
  using Vector = typename Isa::Vector;
  const typename Isa::Patch* const end = patch + depth;
  while (patch != end) {
    Vector activations[pixels];
    FIREFLY_UNROLL
    for (int p = 0; p < pixels; ++p) {
      activations[p] = Isa::load(patch + p * patch_step);
    }
    patch += Isa::kDot.lanes;
    FIREFLY_UNROLL
    for (int c = 0; c < channels; ++c) {
      const Vector weight = Isa::load_weights(weights);
      weights += Isa::kDot.lanes;
      FIREFLY_UNROLL
      for (int p = 0; p < pixels; ++p) {
        Isa::mac(sums[p].lane[c], activations[p], weight);
      }
    }
  }
}

}  // namespace firefly
