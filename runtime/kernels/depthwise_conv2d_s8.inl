// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "isa/portable.h"  // Some layers run on it whatever the target.
#include "kernels/depthwise_conv2d_s8.h"
#include "kernels/depthwise_conv2d_s8_columns.inl"
#include "kernels/row_window.h"

namespace firefly {

/// Channels that do not fill a tile, one by one.
template <class Isa>
struct OneChannel {
  static constexpr int kLanes = 1;
  using Sums = typename Isa::template DotSums<1>;

  static FIREFLY_INLINE Sums load(const int32_t* from) { return {{*from}}; }
  static FIREFLY_INLINE void mac(Sums (&sums)[1], const int8_t* activations,
                                 int /*step*/, const int8_t* weights) {
    sums[0].lane[0] += *activations * *weights;
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
  template <int pixels>
  static FIREFLY_INLINE void mac(Sums (&sums)[pixels],
                                 const int8_t* activations, int step,
                                 const int8_t* weights) {
    Isa::mac_channels(sums, activations, step, weights);
  }
};

/// Where the window of a pixel that touches a margin finds its taps: a pointer
/// a tap.
struct ScatteredTaps {
  static constexpr int kPixels = 1;
  const int8_t* const* taps;
  const int8_t* const* end;
  int output_step = 0;

  template <class Tile>
  FIREFLY_INLINE const int8_t* mac(typename Tile::Sums (&sums)[kPixels],
                                   int channel, const int8_t* weights) const {
    for (const int8_t* const* tap = taps; tap != end; ++tap) {
      Tile::mac(sums, *tap + channel, 0, weights);
      weights += Tile::kLanes;
    }
    return weights;
  }
};

/// Where neighbouring pixels whose windows touch no margin find them: in the
/// rows.
template <int pixels>
struct RowTaps {
  static constexpr int kPixels = pixels;
  const int8_t* const* rows;
  int kernel_height;
  int row_end;  ///< Past the last tap of a row.
  int offset;   ///< Of the first tap, in each row.
  int tap_step;
  int pixel_step;
  int output_step;

  template <class Tile>
  FIREFLY_INLINE const int8_t* mac(typename Tile::Sums (&sums)[kPixels],
                                   int channel, const int8_t* weights) const {
    for (int ky = 0; ky < kernel_height; ++ky) {
      const int8_t* tap = rows[ky] + offset + channel;
      const int8_t* const end = tap + row_end;
      do {
        Tile::mac(sums, tap, pixel_step, weights);
        tap += tap_step;
        weights += Tile::kLanes;
      } while (tap != end);
    }
    return weights;
  }
};

/// Channels [channel, end) of output pixels, in steps of Tile::kLanes. Returns
/// the weights that follow.
template <class Isa, class Tile, class Taps>
FIREFLY_INLINE const int8_t* depthwise_channels(const DepthwiseConv2dS8& layer,
                                                const Taps& taps,
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
    typename Tile::Sums sums[Taps::kPixels];
    FIREFLY_UNROLL
    for (int p = 0; p < Taps::kPixels; ++p) {
      sums[p] = Tile::load(bias + channel);
    }
    weights = taps.template mac<Tile>(sums, channel, weights);
    const auto scale = Isa::template load_scale<kLanes>(multiplier + channel,
                                                        right_shift + channel);
    FIREFLY_UNROLL
    for (int p = 0; p < Taps::kPixels; ++p) {
      Isa::store(sums[p], scale, range, output + p * taps.output_step + channel,
                 kLanes);
    }
  }
  return weights;
}

/// All channels of an output pixel.
template <class Isa>
FIREFLY_KERNEL
void depthwise_pixel(const DepthwiseConv2dS8& layer, const ScatteredTaps& taps,
                     int8_t* output) {
  const int channels = layer.shape.output_channels;
  const int tiled = channels / Isa::kChannel.lanes * Isa::kChannel.lanes;
  const int8_t* weights = depthwise_channels<Isa, ChannelTile<Isa>>(
      layer, taps, layer.weights, 0, tiled, output);
  depthwise_channels<Isa, OneChannel<Isa>>(layer, taps, weights, tiled,
                                           channels, output);
}

/// The same of neighbouring pixels. The channels fill tiles.
template <class Isa>
FIREFLY_KERNEL
void depthwise_inner_pixels(const DepthwiseConv2dS8& layer,
                            const RowTaps<Isa::kChannel.pixels>& taps,
                            int8_t* output) {
  depthwise_channels<Isa, ChannelTile<Isa>>(
      layer, taps, layer.weights, 0, layer.shape.output_channels, output);
}

/// Points `taps` at the taps of an output pixel, `first` its first column;
/// those in the margins at `margin`.
FIREFLY_INLINE void find_taps(const ConvShape& shape, const int8_t* const* rows,
                              int first, const int8_t* margin,
                              const int8_t** taps) {
  const int tap_step = shape.dilation_w * shape.input_channels;
  for (int ky = 0; ky < shape.kernel_height; ++ky) {
    const int8_t* row = rows[ky];
    // No column is inside a margin row.
    const auto width =
        static_cast<uint32_t>(row == nullptr ? 0 : shape.input_width);
    int offset = first * shape.input_channels;
    auto in_x = static_cast<uint32_t>(first);  // Negative ones are too large.
    for (int kx = 0; kx < shape.kernel_width; ++kx) {
      *taps++ = in_x < width ? row + offset : margin;
      offset += tap_step;
      in_x += static_cast<uint32_t>(shape.dilation_w);
    }
  }
}

/// The last column at which pixels may start that depthwise_inner_pixels() can
/// do: their windows touch no margin; negative if there is none.
template <class Isa>
FIREFLY_INLINE int last_inner_column(const ConvShape& shape,
                                     const int8_t* const* rows) {
  if (shape.input_channels % Isa::kChannel.lanes != 0) {
    return -1;
  }
  for (int ky = 0; ky < shape.kernel_height; ++ky) {
    if (rows[ky] == nullptr) {
      return -1;
    }
  }
  return shape.input_width - 1 - (shape.kernel_width - 1) * shape.dilation_w -
         (Isa::kChannel.pixels - 1) * shape.stride_w;
}

template <class Isa>
FIREFLY_INLINE void depthwise_conv2d_s8_row_by_tap(
    const DepthwiseConv2dS8& layer, const int8_t* const* rows, int8_t* output,
    uint8_t* scratch) {
  constexpr int kPixels = Isa::kChannel.pixels;
  const ConvShape& shape = layer.shape;
  const int channels = shape.input_channels;
  auto** const taps = reinterpret_cast<const int8_t**>(scratch);
  const int tap_count = shape.kernel_height * shape.kernel_width;
  auto* const margin = reinterpret_cast<int8_t*>(taps + tap_count);
  for (int i = 0; i < channels; ++i) {
    margin[i] = static_cast<int8_t>(layer.input_zero_point);
  }
  RowTaps<kPixels> inner;
  inner.rows = rows;
  inner.kernel_height = shape.kernel_height;
  inner.tap_step = shape.dilation_w * channels;
  inner.row_end = shape.kernel_width * inner.tap_step;
  inner.pixel_step = shape.stride_w * channels;
  inner.output_step = channels;
  const int last_inner = last_inner_column<Isa>(shape, rows);
  int first = -shape.margin_left;
  for (int x = 0; x < shape.output_width;) {
    int done = 1;
    if (first >= 0 && first <= last_inner &&
        x + kPixels <= shape.output_width) {
      inner.offset = first * channels;
      depthwise_inner_pixels<Isa>(layer, inner, output);
      done = kPixels;
    } else {
      find_taps(shape, rows, first, margin, taps);
      depthwise_pixel<Isa>(layer, ScatteredTaps{taps, taps + tap_count},
                           output);
    }
    x += done;
    first += done * shape.stride_w;
    output += done * channels;
  }
}

template <class Isa>
FIREFLY_KERNEL
void depthwise_conv2d_s8_row(const DepthwiseConv2dS8& layer,
                             const int8_t* const* rows, int8_t* output,
                             uint8_t* scratch) {
  if constexpr (Isa::kChannel.by_column) {
    depthwise_conv2d_s8_row_by_column<Isa>(layer, rows, output, scratch);
  } else {
    depthwise_conv2d_s8_row_by_tap<Isa>(layer, rows, output, scratch);
  }
}

template <class Isa>
FIREFLY_KERNEL
void depthwise_conv2d_s8(const DepthwiseConv2dS8& layer, const int8_t* input,
                         int8_t* output, uint8_t* scratch) {
  constexpr int kPointerBytes = sizeof(const int8_t*);
  auto** rows = reinterpret_cast<const int8_t**>(
      scratch + depthwise_conv2d_s8_row_scratch_bytes(
                    layer.shape, Isa::kChannel, kPointerBytes));
  for_each_row(layer.shape, input, output, rows,
               [&](const int8_t* const* window, int8_t* row) {
                 depthwise_conv2d_s8_row<Isa>(layer, window, row, scratch);
               });
}

}  // namespace firefly
