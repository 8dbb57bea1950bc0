// SPDX-License-Identifier: Apache-2.0
//
// depthwise_planes_s8.h on the DSP extension.
#pragma once

#include "isa/armv7em_plane_tile.h"

namespace firefly::armv7em {

/// One output row. rows[k]: the input row of planes under kernel row k; null
/// for a margin, which rows[1] never is. output: int8 [output_width, channels].
/// The template arguments are what the layer's stride, margin and width ask
/// for, so that a model has the code of its own layers only.
template <int stride, PlaneWindows windows>
FIREFLY_KERNEL
void depthwise_planes_s8_row(const DepthwisePlanesS8& layer,
                             const int8_t* const* rows, int8_t* output) {
  const ConvShape& shape = layer.shape;
  const int channels = shape.output_channels;
  // A margin's column is the second half of the word before a plane.
  constexpr int kStart =
      windows == PlaneWindows::kStraddling ? 0 : plane_start_bytes(1);
  const auto distance = [&](const int8_t* row) {
    return row == nullptr ? 0 : static_cast<int32_t>(row - rows[1]);
  };
  PlaneTile tile{rows[1] + kStart,  output,
                 channels,          plane_bytes(shape.input_width, 1),
                 output + channels, distance(rows[0]),
                 distance(rows[2])};
  for (int left = shape.output_width;;) {
    const int pixels = plane_tile(left);
    depthwise_plane_tile<stride, windows>(layer.stream, &tile, pixels);
    left -= pixels;
    if (windows == PlaneWindows::kRow || left == 0) {
      return;
    }
    tile.output += pixels * channels;
    tile.end += pixels * channels;
    tile.middle += pixels * stride * 2;
  }
}

}  // namespace firefly::armv7em
