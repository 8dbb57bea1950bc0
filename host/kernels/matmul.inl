// SPDX-License-Identifier: Apache-2.0
//
// The loop nest of all products of matrices: a tile of pixels by vectors of
// channels stays in registers while the depth goes by.
#pragma once

#include "host/kernels.h"

namespace firefly::host {

/// Requantizes [pixels, vectors] sums. A function of its own: compilers would
/// make room in the loop over the depth for what only the end needs.
template <class Isa>
FIREFLY_KERNEL
void store_tile(const MatmulLayer& layer, const int32_t* scales,
                const typename Isa::Vector* sum, int pixels, int vectors,
                int first_pixel, int first_channel, int8_t* out) {
  const typename Isa::Range range(layer.range);
  // Copies: the bytes written to `out` could otherwise be the layer's.
  const ptrdiff_t stride = layer.output_channels;
  int left = layer.channels - first_channel;
  out += first_pixel * stride + first_channel;
  for (int v = 0; v < vectors; ++v, ++sum) {
    const typename Isa::Scale scale(scales + v * kScaleVectors * Isa::kLanes);
    int8_t* to = out;
    if (left >= Isa::kLanes) {
      for (int p = 0; p < pixels; ++p, to += stride) {
        Isa::store(to, scale(sum[p * vectors]), range, Isa::kLanes);
      }
    } else {
      for (int p = 0; p < pixels; ++p, to += stride) {
        Isa::store(to, scale(sum[p * vectors]), range, left);
      }
    }
    out += Isa::kLanes;
    left -= Isa::kLanes;
  }
}

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
  const int32_t* const end = layer.word_offset + layer.words;
  for (const int32_t* word = layer.word_offset; word != end; ++word) {
    Vector w[vectors];
#pragma GCC unroll 16
    for (int v = 0; v < vectors; ++v) {
      w[v] = Isa::load(weights + v * Isa::kLanes * 4);
    }
    weights += vectors * Isa::kLanes * 4;
#pragma GCC unroll 16
    for (int p = 0; p < pixels; ++p) {
      const Vector x = Isa::spread(pixel[p] + *word);
#pragma GCC unroll 16
      for (int v = 0; v < vectors; ++v) {
        sum[p][v] = Isa::dot(sum[p][v], x, w[v]);
      }
    }
  }
  // A copy, so that the sums themselves need no address.
  Vector kept[pixels * vectors];
#pragma GCC unroll 16
  for (int p = 0; p < pixels; ++p) {
#pragma GCC unroll 16
    for (int v = 0; v < vectors; ++v) {
      kept[p * vectors + v] = sum[p][v];
    }
  }
  store_tile<Isa>(layer, scales, kept, pixels, vectors, first_pixel,
                  first_channel, out);
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
      static_cast<ptrdiff_t>(layer.words) * Isa::kLanes * 4;
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
