// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "isa/portable.h"  // Some layers run on it whatever the target.
#include "kernels/depthwise_conv2d_s8.h"
#include "kernels/row_window.h"

namespace firefly {

/// Channels that do not fill a tile, one by one.
template <class Isa>
struct OneChannel {
  static constexpr int kLanes = 1;
  using Sums = typename Isa::template DotSums<1>;

  static FIREFLY_INLINE Sums load(const int32_t* from) { return {{*from}}; }
  static FIREFLY_INLINE void mac(Sums& sums, const int8_t* activations,
                                 const int8_t* weights) {
    sums.lane[0] += *activations * *weights;
  }
};

/// Channels side by side.
template <class Isa>
struct ChannelTile {
  static constexpr int kLanes = Isa::kChannel.lanes;
  using Sums = typename Isa::ChannelSums;

  static FIREFLY_INLINE Sums load(const int32_t* from) {
    return Isa::load_sums(from);
  }
  static FIREFLY_INLINE void mac(Sums& sums, const int8_t* activations,
                                 const int8_t* weights) {
    Isa::mac_channels(sums, activations, weights);
  }
};

/// Channels [channel, end) of an output pixel, in steps of Tile::kLanes.
/// taps: pointers to the pixels under the window. Returns the weights that
/// follow.
template <class Isa, class Tile>
FIREFLY_INLINE const int8_t* depthwise_channels(const DepthwiseConv2dS8& layer,
                                                const int8_t* const* taps,
                                                const int8_t* const* taps_end,
                                                const int8_t* weights,
                                                int channel, int end,
                                                int8_t* output) {
  constexpr int kLanes = Tile::kLanes;
  const auto range = Isa::load_range(layer.range);
  // Copies, which stores of int8 can not alias.
  const int32_t* const bias = layer.bias;
  const int32_t* const multiplier = layer.multiplier;
  const int8_t* const right_shift = layer.right_shift;
  for (; channel < end; channel += kLanes) {
    typename Tile::Sums sums = Tile::load(bias + channel);
    for (const int8_t* const* tap = taps; tap != taps_end; ++tap) {
      Tile::mac(sums, *tap + channel, weights);
      weights += kLanes;
    }
    const auto scale = Isa::template load_scale<kLanes>(multiplier + channel,
                                                        right_shift + channel);
    Isa::store(sums, scale, range, output + channel, kLanes);
  }
  return weights;
}

/// All channels of an output pixel.
template <class Isa>
FIREFLY_KERNEL
void depthwise_pixel(const DepthwiseConv2dS8& layer, const int8_t* const* taps,
                     int8_t* output) {
  const ConvShape& shape = layer.shape;
  const int8_t* const* const end =
      taps + shape.kernel_height * shape.kernel_width;
  const int channels = shape.output_channels;
  const int tiled = channels / Isa::kChannel.lanes * Isa::kChannel.lanes;
  const int8_t* weights = depthwise_channels<Isa, ChannelTile<Isa>>(
      layer, taps, end, layer.weights, 0, tiled, output);
  depthwise_channels<Isa, OneChannel<Isa>>(layer, taps, end, weights, tiled,
                                           channels, output);
}

template <class Isa>
FIREFLY_KERNEL
void depthwise_conv2d_s8_row(const DepthwiseConv2dS8& layer,
                             const int8_t* const* rows, int8_t* output,
                             uint8_t* scratch) {
  const ConvShape& shape = layer.shape;
  auto** const taps = reinterpret_cast<const int8_t**>(scratch);
  auto* const margin = reinterpret_cast<int8_t*>(taps + shape.kernel_height *
                                                            shape.kernel_width);
  for (int i = 0; i < shape.input_channels; ++i) {
    margin[i] = static_cast<int8_t>(layer.input_zero_point);
  }
  const int tap_step = shape.dilation_w * shape.input_channels;
  for (int x = 0; x < shape.output_width; ++x) {
    const int first = x * shape.stride_w - shape.margin_left;
    const int8_t** tap = taps;
    for (int ky = 0; ky < shape.kernel_height; ++ky) {
      const int8_t* row = rows[ky];
      // No column is inside a margin row.
      const auto width =
          static_cast<uint32_t>(row == nullptr ? 0 : shape.input_width);
      int offset = first * shape.input_channels;
      auto in_x = static_cast<uint32_t>(first);  // Negative ones are too large.
      for (int kx = 0; kx < shape.kernel_width; ++kx) {
        *tap++ = in_x < width ? row + offset : margin;
        offset += tap_step;
        in_x += static_cast<uint32_t>(shape.dilation_w);
      }
    }
    depthwise_pixel<Isa>(layer, taps, output);
    output += shape.output_channels;
  }
}

template <class Isa>
FIREFLY_KERNEL
void depthwise_conv2d_s8(const DepthwiseConv2dS8& layer, const int8_t* input,
                         int8_t* output, uint8_t* scratch) {
  constexpr int kPointerBytes = sizeof(const int8_t*);
  auto** rows = reinterpret_cast<const int8_t**>(
      scratch +
      depthwise_conv2d_s8_row_scratch_bytes(layer.shape, kPointerBytes));
  for_each_row(layer.shape, input, output, rows,
               [&](const int8_t* const* window, int8_t* row) {
                 depthwise_conv2d_s8_row<Isa>(layer, window, row, scratch);
               });
}

}  // namespace firefly
