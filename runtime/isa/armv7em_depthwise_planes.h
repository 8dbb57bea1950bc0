// SPDX-License-Identifier: Apache-2.0
//
// depthwise_planes_s8.h on the DSP extension.
#pragma once

#include "isa/armv7em_plane_inner_tile.h"
#include "isa/armv7em_plane_pair_tile.h"

namespace firefly::armv7em {

/// What a layer's width and channels are, and the bytes of an output element:
/// 1, or 2 for a convolution that multiplies int16. row_bytes: of an input row
/// of planes if the layer is worth code for rows that are neighbours; else 0.
template <int width, int channels, int bytes = 1, int row_bytes = 0>
struct PlaneOutputs {
  static constexpr int kWidth = width;
  static constexpr int kChannels = channels;
  static constexpr int kBytes = bytes;
  static constexpr int kRowBytes = row_bytes;
  /// Of a plane of such rows.
  static constexpr int kPlane = (row_bytes - plane_start_bytes(1)) / channels;
  /// From a pixel's outputs to the next one's: int16 pixels begin with a word.
  static constexpr int kStep =
      bytes == 1 ? channels : bytes * wide_channels(channels);
};

/// Tiles of rows anywhere in memory.
template <int stride, PlaneWindows windows, class Outputs>
struct PlaneTiles {
  template <int pixels>
  FIREFLY_INLINE static void run(const int32_t* stream, const PlaneTile* tile) {
    depthwise_plane_tile<stride, windows, windows, pixels, Outputs::kStep,
                         Outputs::kBytes>(stream, tile);
  }
};

/// Tiles of rows that are neighbours.
template <int stride, PlaneWindows windows, class Outputs, RowOrder order>
struct InnerPlaneTiles {
  template <int pixels>
  FIREFLY_INLINE static void run(const int32_t* stream, const PlaneTile* tile) {
    depthwise_plane_inner_tile<stride, windows, pixels, Outputs::kStep,
                               Outputs::kBytes, Outputs::kRowBytes,
                               Outputs::kPlane, order>(stream, tile);
  }
};

/// The next `pixels` output pixels.
template <class Tiles, int stride, int pixels, class Outputs>
FIREFLY_INLINE void next_plane_tile(const int32_t* stream, PlaneTile& tile) {
  Tiles::template run<pixels>(stream, &tile);
  tile.output += pixels * Outputs::kStep;
  tile.end += pixels * Outputs::kStep;
  tile.middle += pixels * stride * 2;
}

/// A row's tiles from the first one on.
template <class Tiles, int stride, class Outputs>
FIREFLY_INLINE void run_plane_tiles(const int32_t* stream, PlaneTile tile) {
  constexpr int kMost = DepthwisePlanesS8::kMaxTile;
  constexpr int kRest = plane_rest(Outputs::kWidth);
  for (int i = Outputs::kWidth / kMost - kRest / kMost; i > 0; --i) {
    next_plane_tile<Tiles, stride, kMost, Outputs>(stream, tile);
  }
  if constexpr (kRest > kMost) {
    next_plane_tile<Tiles, stride, 4, Outputs>(stream, tile);
    next_plane_tile<Tiles, stride, kRest - 4, Outputs>(stream, tile);
  } else {
    next_plane_tile<Tiles, stride, kRest, Outputs>(stream, tile);
  }
}

/// The row, if the three under the kernel are neighbours in memory; start:
/// bytes from a row's beginning to where the first window's word is.
template <int stride, PlaneWindows windows, class Outputs>
FIREFLY_INLINE bool run_inner_plane_tiles(const int32_t* stream,
                                          const int8_t* const* rows, int start,
                                          int8_t* output) {
  constexpr int kRow = Outputs::kRowBytes;
  if (rows[0] == nullptr || rows[2] == nullptr) {
    return false;
  }
  const auto run = [&](const int8_t* lowest, auto order) {
    using Tiles =
        InnerPlaneTiles<stride, windows, Outputs, decltype(order)::kOrder>;
    run_plane_tiles<Tiles, stride, Outputs>(
        stream, {lowest + start, output,
                 output + Outputs::kChannels * Outputs::kBytes, 0, 0, 0});
    return true;
  };
  const auto second = static_cast<int32_t>(rows[1] - rows[0]);
  const auto third = static_cast<int32_t>(rows[2] - rows[0]);
  if (second == kRow && third == 2 * kRow) {
    return run(rows[0], OrderOf<RowOrder::kFirst>());
  }
  if (second == kRow && third == -kRow) {
    return run(rows[2], OrderOf<RowOrder::kSecond>());
  }
  if (second == -2 * kRow && third == -kRow) {
    return run(rows[1], OrderOf<RowOrder::kThird>());
  }
  return false;
}

/// The tile of a row's first pixels. start[k]: its word in the first plane of
/// the row under kernel row k; null for a margin. plane: bytes from a plane to
/// the next. bytes: of a pixel's outputs.
FIREFLY_INLINE PlaneTile first_plane_tile(const int8_t* const* start,
                                          int32_t plane, int8_t* output,
                                          int32_t bytes) {
  PlaneTile tile{start[1], output, output + bytes, 0, 0, 0};
  const int8_t* row = start[1];
  if (start[0] != nullptr) {
    tile.first = static_cast<int32_t>(start[0] - row);
    row = start[0];
  }
  if (start[2] != nullptr) {
    tile.last = static_cast<int32_t>(start[2] - row);
    row = start[2];
  }
  tile.next = static_cast<int32_t>(start[1] - row) + plane;
  return tile;
}

/// One output row. rows[k]: the input row of planes under kernel row k; null
/// for a margin, which rows[1] never is. output: int8, or int16 as Outputs
/// says, [output_width, channels], pixels of int16 wide_channels() each.
/// The template arguments are what the layer's stride, margin and output ask
/// for, so that a model has the code of its own layers only.
template <int stride, PlaneWindows windows, class Outputs>
FIREFLY_KERNEL
void depthwise_planes_s8_row(const DepthwisePlanesS8& layer,
                             const int8_t* const* rows, int8_t* output) {
  // A margin's column is the second half of the word before a plane.
  constexpr int kStart =
      windows == PlaneWindows::kStraddling ? 0 : plane_start_bytes(1);
  if constexpr (Outputs::kRowBytes != 0) {
    if (run_inner_plane_tiles<stride, windows, Outputs>(layer.stream, rows,
                                                        kStart, output)) {
      return;
    }
  }
  PlaneTile tile =
      first_plane_tile(rows, plane_bytes(layer.shape.input_width, 1), output,
                       Outputs::kChannels * Outputs::kBytes);
  tile.middle += kStart;
  run_plane_tiles<PlaneTiles<stride, windows, Outputs>, stride, Outputs>(
      layer.stream, tile);
}

/// The same on planes of two rows each, of stride 1 and a width of 3 or 5.
/// rows: as if every row had a place of its own; y: the output row.
template <class Outputs>
FIREFLY_KERNEL
void depthwise_plane_pairs_s8_row(const DepthwisePlanesS8& layer,
                                  const int8_t* const* rows, int8_t* output,
                                  int y) {
  constexpr int kWidth = Outputs::kWidth;
  constexpr int kChannels = Outputs::kChannels;
  constexpr int kOddRow =
      plane_pair_odd_bytes(kWidth) - plane_pair_row_bytes(kWidth, kChannels);
  constexpr int32_t kPlane = plane_pair_bytes(kWidth);
  constexpr auto kRow = PlaneWindows::kRow;
  constexpr auto kOdd = PlaneWindows::kOddRow;
  const int32_t* const stream = layer.stream;
  const bool is_odd = (y - layer.shape.margin_top + 1) % 2 != 0;
  if (rows[0] != nullptr && rows[2] != nullptr) {
    // The third row is in the planes of the middle one.
    const int8_t* const middle = rows[1] + (is_odd ? kOddRow : 0);
    const int8_t* const other = is_odd ? rows[2] : rows[0] + kOddRow;
    const auto to_other = static_cast<int32_t>(other - middle);
    const PlaneTile tile{middle,   output, output + kChannels,
                         to_other, 0,      kPlane - to_other};
    is_odd ? depthwise_plane_pair_tile<kOdd, kWidth, kChannels>(stream, &tile)
           : depthwise_plane_pair_tile<kRow, kWidth, kChannels>(stream, &tile);
    return;
  }
  const int8_t* start[3];
  for (int k = 0; k < 3; ++k) {
    const bool starts_odd = is_odd == (k == 1);
    start[k] =
        rows[k] == nullptr ? nullptr : rows[k] + (starts_odd ? kOddRow : 0);
  }
  const PlaneTile tile = first_plane_tile(start, kPlane, output, kChannels);
  is_odd
      ? depthwise_plane_tile<1, kOdd, kRow, kWidth, kChannels>(stream, &tile)
      : depthwise_plane_tile<1, kRow, kOdd, kWidth, kChannels>(stream, &tile);
}

}  // namespace firefly::armv7em
