// SPDX-License-Identifier: Apache-2.0
//
// The loop nest of all products of matrices: a tile of pixels by vectors of
// channels stays in registers while the depth goes by.
#pragma once

#include "host/kernels.h"

namespace firefly::host {

/// `pixels` x `vectors` outputs of one block of channels.
template <class Isa, int pixels, int vectors>
FIREFLY_INLINE void matmul_tile(const MatmulLayer& layer,
                                const uint8_t* weights, const int32_t* scales,
                                const uint8_t* staged, int first_pixel,
                                int first_channel, int8_t* out) {
  using Vector = typename Isa::Vector;
  constexpr int kScaleElems = kScaleVectors * Isa::kLanes;
  const uint8_t* pixel[pixels];
  Vector sum[pixels][vectors];
#pragma GCC unroll 16
  for (int p = 0; p < pixels; ++p) {
    pixel[p] = staged + layer.pixel_offset[first_pixel + p];
#pragma GCC unroll 16
    for (int v = 0; v < vectors; ++v) {
      sum[p][v] = Isa::load(scales + v * kScaleElems + kBias * Isa::kLanes);
    }
  }
  for (int run = 0; run < layer.runs; ++run) {
    const ptrdiff_t begin = layer.run_offset[run];
    const ptrdiff_t end = begin + 4 * static_cast<ptrdiff_t>(layer.run_words);
    for (ptrdiff_t at = begin; at < end; at += 4) {
      Vector w[vectors];
#pragma GCC unroll 16
      for (int v = 0; v < vectors; ++v) {
        w[v] = Isa::load(weights);
        weights += Isa::kLanes * 4;
      }
#pragma GCC unroll 16
      for (int p = 0; p < pixels; ++p) {
        const Vector x = Isa::spread(pixel[p] + at);
#pragma GCC unroll 16
        for (int v = 0; v < vectors; ++v) {
          sum[p][v] = Isa::dot(sum[p][v], x, w[v]);
        }
      }
    }
  }
  const typename Isa::Range range(layer.range);
#pragma GCC unroll 16
  for (int v = 0; v < vectors; ++v) {
    const typename Isa::Scale scale(scales + v * kScaleElems);
    const int channel = first_channel + v * Isa::kLanes;
    const int count = min_of(layer.channels - channel, Isa::kLanes);
#pragma GCC unroll 16
    for (int p = 0; p < pixels; ++p) {
      Isa::store(
          out +
              static_cast<ptrdiff_t>(first_pixel + p) * layer.output_channels +
              channel,
          scale(sum[p][v]), range, count);
    }
  }
}

/// All pixels of one block of channels.
template <class Isa, int vectors>
void matmul_block(const MatmulLayer& layer, const uint8_t* weights,
                  const int32_t* scales, const uint8_t* staged,
                  int first_channel, int8_t* out) {
  constexpr int kPixels = Isa::template tile_pixels<vectors>();
  if (layer.pixels < kPixels) {
    for (int p = 0; p < layer.pixels; ++p) {
      matmul_tile<Isa, 1, vectors>(layer, weights, scales, staged, p,
                                   first_channel, out);
    }
    return;
  }
  for (int p = 0; p < layer.pixels; p += kPixels) {
    // The last tile computes some pixels again rather than fewer.
    matmul_tile<Isa, kPixels, vectors>(layer, weights, scales, staged,
                                       min_of(p, layer.pixels - kPixels),
                                       first_channel, out);
  }
}

template <class Isa>
void matmul(const MatmulLayer& layer, const uint8_t* staged, int8_t* out) {
  constexpr int kScaleElems = kScaleVectors * Isa::kLanes;
  const int all = (layer.channels + Isa::kLanes - 1) / Isa::kLanes;
  const ptrdiff_t vector_bytes =
      static_cast<ptrdiff_t>(layer.runs) * layer.run_words * Isa::kLanes * 4;
  const uint8_t* weights = layer.weights;
  for (int first = 0; first < all; first += Isa::kVectors) {
    const int vectors = min_of(all - first, Isa::kVectors);
    const int32_t* scales = layer.scales + first * kScaleElems;
    const int channel = first * Isa::kLanes;
    if (vectors == 1) {
      matmul_block<Isa, 1>(layer, weights, scales, staged, channel, out);
    } else if (vectors == 2) {
      matmul_block<Isa, 2>(layer, weights, scales, staged, channel, out);
    } else if constexpr (Isa::kVectors == 4) {
      if (vectors == 3) {
        matmul_block<Isa, 3>(layer, weights, scales, staged, channel, out);
      } else {
        matmul_block<Isa, 4>(layer, weights, scales, staged, channel, out);
      }
    }
    weights += vectors * vector_bytes;
  }
}

}  // namespace firefly::host
