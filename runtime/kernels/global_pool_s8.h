// SPDX-License-Identifier: Apache-2.0
//
// Average over a whole int8 image, a row of it at a time: the image itself need
// not be there. Bit for bit pool2d (AVERAGE_POOL_2D) and reduce (MEAN).
#pragma once

#include "isa/tiles.h"
#include "kernels/pool2d.h"
#include "kernels/requantize.h"

namespace firefly {

/// Of the image. width <= 256.
struct GlobalPoolShape {
  int32_t height;
  int32_t width;
  int32_t channels;
};

/// As AVERAGE_POOL_2D.
struct GlobalAverageS8 {
  GlobalPoolShape shape;
  int32_t low;
  int32_t high;

  FIREFLY_INLINE int32_t finish(int32_t sum) const {
    return clamp(pooling::Average::finish(sum, shape.height * shape.width), low,
                 high);
  }
};

/// As MEAN over height and width.
struct GlobalMeanS8 {
  GlobalPoolShape shape;
  int32_t input_offset;  ///< −zero point · height · width.
  int32_t multiplier;    ///< With the division.
  int32_t shift;
  OutputRange range;

  FIREFLY_INLINE int32_t finish(int32_t sum) const {
    return requantize(wrapping_add(sum, input_offset), multiplier, shift,
                      range);
  }
};

/// Scratch of global_pool_s8_row(): a sum a channel. It keeps its contents from
/// row to row.
constexpr int32_t global_pool_scratch_bytes(int32_t channels) {
  return 4 * channels;
}

/// Adds up a row, int8 [width, channels], byte by byte.
FIREFLY_INLINE void add_row_bytes(const GlobalPoolShape& shape,
                                  const int8_t* row, int32_t* sums) {
  for (int x = 0; x < shape.width; ++x) {
    for (int c = 0; c < shape.channels; ++c) {
      sums[c] += *row++;
    }
  }
}

/// The same, four channels at once where rows allow it: they fill the 16-bit
/// halves of two words, as numbers from 0 to 255.
FIREFLY_KERNEL
inline void add_row_s8(const GlobalPoolShape& shape, const int8_t* row,
                       int32_t* sums) {
  constexpr uint32_t kSigns = 0x80808080;
  constexpr uint32_t kEven = 0x00FF00FF;
  const int channels = shape.channels;
  const int32_t offset = -128 * shape.width;
  if (kSmallCode || channels % 4 != 0) {
    add_row_bytes(shape, row, sums);
    return;
  }
  for (int c = 0; c < channels; c += 4, row += 4, sums += 4) {
    const int8_t* pixel = row;
    uint32_t even = 0;
    uint32_t odd = 0;
    for (int x = 0; x < shape.width; ++x, pixel += channels) {
      uint32_t word;
      __builtin_memcpy(&word, __builtin_assume_aligned(pixel, 4), 4);
      word ^= kSigns;
      even += word & kEven;
      odd += (word >> 8) & kEven;
    }
    sums[0] += static_cast<int32_t>(even & 0xFFFF) + offset;
    sums[1] += static_cast<int32_t>(odd & 0xFFFF) + offset;
    sums[2] += static_cast<int32_t>(even >> 16) + offset;
    sums[3] += static_cast<int32_t>(odd >> 16) + offset;
  }
}

/// What global_pool_s8_row() does, with add_row(shape, row, sums) to add a row
/// up.
template <class Layer, class AddRow>
FIREFLY_INLINE void global_pool_row(const Layer& layer, const int8_t* row,
                                    int y, int8_t* output, uint8_t* scratch,
                                    const AddRow& add_row) {
  const GlobalPoolShape& shape = layer.shape;
  auto* const sums = reinterpret_cast<int32_t*>(scratch);
  if (y == 0) {
    for (int c = 0; c < shape.channels; ++c) {
      sums[c] = 0;
    }
  }
  add_row(shape, row, sums);
  if (y == shape.height - 1) {
    for (int c = 0; c < shape.channels; ++c) {
      output[c] = static_cast<int8_t>(layer.finish(sums[c]));
    }
  }
}

/// Takes row y of the image, int8 [width, channels], aligned to 4 bytes if
/// channels are a multiple of 4. The last row completes `output`, int8
/// [channels].
template <class Layer>
FIREFLY_KERNEL
void global_pool_s8_row(const Layer& layer, const int8_t* row, int y,
                        int8_t* output, uint8_t* scratch) {
  global_pool_row(layer, row, y, output, scratch, add_row_s8);
}

}  // namespace firefly
