// SPDX-License-Identifier: Apache-2.0
//
// depthwise_wide_planes_s8.h on the DSP extension.
#pragma once

#include "isa/armv7em_dsp.h"
#include "kernels/depthwise_wide_planes_s8.h"

namespace firefly::armv7em {

/// A kernel row's products of four neighbouring output pixels. The first one's
/// window starts in half `first` of a word. Where a window starts in the second
/// half, a pair of pixels lies across two words; put together it is the wrong
/// way round, which smladx() makes good.
template <int stride, int first, int taps>
struct WideTile {
  static constexpr int kPairs = wide_plane_pairs(taps);
  static constexpr int kPixels = DepthwiseWidePlanesS8::kTile;
  static constexpr int kWords =
      (first + (kPixels - 1) * stride + taps - 1) / 2 + 1;

  /// Half of the row in which pixel i's window starts.
  static constexpr int start(int i) { return first + i * stride; }

  FIREFLY_INLINE static void add(const int32_t* row, const int32_t* weights,
                                 int32_t (&sums)[kPixels]) {
    int32_t pairs[kPairs];
    FIREFLY_UNROLL
    for (int t = 0; t < kPairs; ++t) {
      pairs[t] = load_now(weights + t);
    }
    int32_t word = load_now(row);
    FIREFLY_UNROLL
    for (int j = 0; j < kWords; ++j) {
      const int32_t next = j + 1 < kWords ? load_now(row + j + 1) : 0;
      FIREFLY_UNROLL
      for (int i = 0; i < kPixels; ++i) {
        const int t = j - start(i) / 2;
        if (t < 0 || t >= kPairs) {
          continue;
        }
        if (start(i) % 2 == 0) {
          sums[i] = smlad_now(word, pairs[t], sums[i]);
        } else if (2 * t + 1 < taps) {
          sums[i] = smladx_now(across(word, next), pairs[t], sums[i]);
        } else {
          sums[i] = smladx_now(word, pairs[t], sums[i]);
        }
      }
      word = next;
    }
  }
};

/// One output row. rows[k]: the input row of planes under kernel row k; null
/// for a margin, above all others or below. output: int8
/// [output_width, channels]. `first` is 1 if margin_left is odd.
template <int stride, int first, int taps>
FIREFLY_KERNEL
void depthwise_wide_planes_s8_row(const DepthwiseWidePlanesS8& layer,
                                  const int8_t* const* rows, int8_t* output) {
  using Tile = WideTile<stride, first, taps>;
  const ConvShape& shape = layer.shape;
  const int width = shape.output_width;
  const int channels = shape.output_channels;
  // Stride 1 wants windows to start in the same half in all tiles.
  const int last = width - Tile::kPixels + (stride == 1 ? width % 2 : 0);
  int top = 0;
  while (top < shape.kernel_height && rows[top] == nullptr) {
    ++top;
  }
  int bottom = shape.kernel_height;
  while (bottom > top && rows[bottom - 1] == nullptr) {
    --bottom;
  }
  const int32_t* stream = layer.stream;
  int32_t plane =
      plane_start_bytes(layer.margin) - 2 * (shape.margin_left + first);
  for (int channel = 0; channel < channels; ++channel, ++output) {
    const int32_t* const weights =
        stream + DepthwiseWidePlanesS8::kHeadWords + top * Tile::kPairs;
    for (int x = 0;; x = min_of(x + Tile::kPixels, last)) {
      const int32_t at = plane + 2 * stride * x;
      int32_t sums[Tile::kPixels] = {stream[0], stream[0], stream[0],
                                     stream[0]};
      const int32_t* row_weights = weights;
      for (int k = top; k < bottom; ++k, row_weights += Tile::kPairs) {
        Tile::add(reinterpret_cast<const int32_t*>(rows[k] + at), row_weights,
                  sums);
      }
      int8_t* pixel = output + x * channels;
      const int count = min_of(Tile::kPixels, width - x);
      FIREFLY_UNROLL
      for (int i = 0; i < Tile::kPixels; ++i, pixel += channels) {
        if (i + 1 < Tile::kPixels || i < count) {
          *pixel = static_cast<int8_t>(
              saturate_byte(smmla(sums[i], stream[1], stream[2]) >>
                            DepthwisePlanesS8::kShift));
        }
      }
      if (x + Tile::kPixels >= width) {
        break;
      }
    }
    stream +=
        DepthwiseWidePlanesS8::kHeadWords + shape.kernel_height * Tile::kPairs;
    plane += plane_bytes(shape.input_width, layer.margin);
  }
}

}  // namespace firefly::armv7em
