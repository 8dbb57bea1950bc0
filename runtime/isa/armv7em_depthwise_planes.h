// SPDX-License-Identifier: Apache-2.0
//
// depthwise_planes_s8.h on the DSP extension.
#pragma once

#include "isa/armv7em_plane_tile.h"

namespace firefly::armv7em {

/// What a layer's width and channels are.
template <int width, int channels>
struct PlaneOutputs {
  static constexpr int kWidth = width;
  static constexpr int kChannels = channels;
};

/// The next `pixels` output pixels.
template <int stride, PlaneWindows windows, int pixels, int channels>
FIREFLY_INLINE void next_plane_tile(const int32_t* stream, PlaneTile& tile) {
  depthwise_plane_tile<stride, windows, pixels, channels>(stream, &tile);
  tile.output += pixels * channels;
  tile.end += pixels * channels;
  tile.middle += pixels * stride * 2;
}

/// One output row. rows[k]: the input row of planes under kernel row k; null
/// for a margin, which rows[1] never is. output: int8 [output_width, channels].
/// The template arguments are what the layer's stride, margin and output ask
/// for, so that a model has the code of its own layers only.
template <int stride, PlaneWindows windows, class Outputs>
FIREFLY_KERNEL
void depthwise_planes_s8_row(const DepthwisePlanesS8& layer,
                             const int8_t* const* rows, int8_t* output) {
  constexpr int kChannels = Outputs::kChannels;
  // A margin's column is the second half of the word before a plane.
  constexpr int kStart =
      windows == PlaneWindows::kStraddling ? 0 : plane_start_bytes(1);
  PlaneTile tile{rows[1] + kStart, output, output + kChannels, 0, 0, 0};
  const int8_t* last = rows[1];
  if (rows[0] != nullptr) {
    tile.first = static_cast<int32_t>(rows[0] - last);
    last = rows[0];
  }
  if (rows[2] != nullptr) {
    tile.last = static_cast<int32_t>(rows[2] - last);
    last = rows[2];
  }
  tile.next = static_cast<int32_t>(rows[1] - last) +
              plane_bytes(layer.shape.input_width, 1);
  constexpr int kMost = DepthwisePlanesS8::kMaxTile;
  constexpr int kRest = plane_rest(Outputs::kWidth);
  for (int i = Outputs::kWidth / kMost - kRest / kMost; i > 0; --i) {
    next_plane_tile<stride, windows, kMost, kChannels>(layer.stream, tile);
  }
  if constexpr (kRest > kMost) {
    next_plane_tile<stride, windows, 4, kChannels>(layer.stream, tile);
    next_plane_tile<stride, windows, kRest - 4, kChannels>(layer.stream, tile);
  } else {
    next_plane_tile<stride, windows, kRest, kChannels>(layer.stream, tile);
  }
}

}  // namespace firefly::armv7em
