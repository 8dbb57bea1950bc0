// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "host/kernels/depthwise.inl"
#include "host/kernels/elementwise.inl"
#include "host/kernels/matmul.inl"
#include "host/kernels/mean.inl"
#include "host/kernels/pool.inl"
#include "host/kernels/stage.inl"

namespace firefly::host {

/// All kernels, written in the vocabulary of an instruction set:
///   Vector, load(p), repeat(i), widen(x, count), add, sub, mul: int32 lanes
///   Element, kOffset: a staged element; spread(p): its 4 bytes in all lanes
///   dot(sum, x, w): sums of products of the Elements of a lane with int8 or
///     int16 weights
///   interleave(a, b): {low, high}, pairs of int16 of 2 · kLanes elements
///   dot_wide(sum, x, w): sums of products of pairs of int16
///   Scale, Range, store, store_pair: from accumulators to int8
///   kVectors, tile_pixels<vectors>(), kPlaces: what fits its registers
template <class Isa>
constexpr Kernels kernels_of(const char* name) {
  return {name,
          Isa::kLanes,
          Isa::kVectors,
          sizeof(typename Isa::Element),
          Isa::kOffset,
          stage<Isa>,
          stage_wide<Isa>,
          matmul<Isa>,
          depthwise<Isa>,
          elementwise<Isa>,
          average_pool<Isa>,
          max_pool<Isa>,
          mean<Isa>};
}

}  // namespace firefly::host
