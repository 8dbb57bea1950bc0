// SPDX-License-Identifier: Apache-2.0
//
// depthwise_planes_s8.h on the DSP extension.
#pragma once

#include "isa/armv7em_plane_tile.h"

namespace firefly::armv7em {

/// The tile for a layer's stride and alignment.
FIREFLY_INLINE void plane_tile_of(const ConvShape& shape, const int32_t* stream,
                                  const PlaneTile& tile, int pixels) {
  const bool straddles = shape.margin_left != 0;
  if (shape.stride_w == 1) {
    straddles ? depthwise_plane_tile<1, true>(stream, &tile, pixels)
              : depthwise_plane_tile<1, false>(stream, &tile, pixels);
  } else {
    straddles ? depthwise_plane_tile<2, true>(stream, &tile, pixels)
              : depthwise_plane_tile<2, false>(stream, &tile, pixels);
  }
}

/// One output row. rows[k]: the input row of planes under kernel row k; null
/// for a margin, which rows[1] never is. output: int8 [output_width, channels].
FIREFLY_KERNEL
inline void depthwise_planes_s8_row(const DepthwisePlanesS8& layer,
                                    const int8_t* const* rows, int8_t* output) {
  const ConvShape& shape = layer.shape;
  // A margin's column is the second half of the word before a plane.
  const int start = shape.margin_left != 0 ? 0 : kPlaneRowStartBytes;
  const auto from = [&](const int8_t* row) {
    return row == nullptr ? nullptr : row + start;
  };
  PlaneTile tile{output,           shape.output_channels,
                 plane_bytes(shape.input_width),
                 output + shape.output_channels,
                 from(rows[1]),    from(rows[0]),
                 from(rows[2])};
  for (int left = shape.output_width;;) {
    const int pixels = plane_tile(left);
    plane_tile_of(shape, layer.stream, tile, pixels);
    left -= pixels;
    if (left == 0) {
      return;
    }
    const int outputs = pixels * shape.output_channels;
    const int inputs = pixels * shape.stride_w * 2;
    tile.output += outputs;
    tile.end += outputs;
    tile.middle += inputs;
    tile.first = tile.first == nullptr ? nullptr : tile.first + inputs;
    tile.last = tile.last == nullptr ? nullptr : tile.last + inputs;
  }
}

}  // namespace firefly::armv7em
