// SPDX-License-Identifier: Apache-2.0
//
// Depthwise convolution on cores without SIMD: one channel of a few
// neighbouring pixels at a time. A table of pointers, one a column under their
// windows, is made once for all channels; those of a margin point to zero
// points, so that margins cost nothing else.
#pragma once

#include "kernels/depthwise_conv2d_s8.h"

namespace firefly {

/// Pixels side by side where the ISA has nothing of its own.
inline constexpr int kPlainPixels = 4;

/// Neighbouring output pixels. Of those past a row's end, the output is the
/// last one's.
template <int pixels>
struct ColumnPixels {
  const int8_t* const* columns;  ///< See windows_slide().
  int8_t* output[pixels];
};

/// Products of a window's row of three with as many columns as lie under all
/// pixels.
template <int pixels, int stride>
FIREFLY_INLINE void add_sliding_row(const int8_t* const* columns, int channel,
                                    const int8_t* weights,
                                    int32_t (&sums)[pixels]) {
  const int32_t w[3] = {weights[0], weights[1], weights[2]};
  FIREFLY_UNROLL
  for (int column = 0; column < (pixels - 1) * stride + 3; ++column) {
    const int32_t x = columns[column][channel];
    FIREFLY_UNROLL
    for (int p = 0; p < pixels; ++p) {
      const int kx = column - p * stride;
      if (kx >= 0 && kx < 3) {
        sums[p] += x * w[kx];
      }
    }
  }
}

/// Sums of a channel, see windows_slide(). stride 0: the windows do not slide.
template <int pixels, int stride>
FIREFLY_INLINE void add_windows(const ConvShape& shape,
                                const int8_t* const* columns, int channel,
                                const int8_t* weights,
                                int32_t (&sums)[pixels]) {
  if constexpr (stride > 0) {
    for (const int8_t* const end = weights + shape.kernel_height * 3;
         weights != end; weights += 3) {
      add_sliding_row<pixels, stride>(columns, channel, weights, sums);
      columns += (pixels - 1) * stride + 3;
    }
  } else {
    const int taps = shape.kernel_height * shape.kernel_width;
    for (const int8_t* const end = weights + taps; weights != end; ++weights) {
      FIREFLY_UNROLL
      for (int p = 0; p < pixels; ++p) {
        sums[p] += columns[p][channel] * *weights;
      }
      columns += pixels;
    }
  }
}

/// All channels of neighbouring pixels.
template <class Isa, int pixels, int stride>
FIREFLY_KERNEL
void depthwise_pixels(const DepthwiseConv2dS8& layer,
                      const ColumnPixels<pixels>& at) {
  const auto range = Isa::load_range(layer.range);
  const ConvShape& shape = layer.shape;
  const int taps = shape.kernel_height * shape.kernel_width;
  const int8_t* weights = layer.weights;
  const int32_t* const bias = layer.bias;
  const int32_t* const multiplier = layer.multiplier;
  const int8_t* const right_shift = layer.right_shift;
  const int channels = shape.output_channels;
  for (int channel = 0; channel < channels; ++channel) {
    int32_t sums[pixels];
    FIREFLY_UNROLL
    for (int p = 0; p < pixels; ++p) {
      sums[p] = bias[channel];
    }
    add_windows<pixels, stride>(shape, at.columns, channel, weights, sums);
    weights += taps;
    Isa::requantize(sums, multiplier[channel], right_shift[channel], range);
    // The last pixel's own result comes after those of pixels past it.
    FIREFLY_UNROLL
    for (int p = pixels - 1; p >= 0; --p) {
      at.output[p][channel] = static_cast<int8_t>(sums[p]);
    }
  }
}

/// Points `columns` at what lies under pixels x to x + pixels - 1.
FIREFLY_KERNEL
inline void find_columns(const ConvShape& shape, const int8_t* const* rows,
                         int x, int pixels, const int8_t* margin,
                         const int8_t** columns) {
  const bool slides = windows_slide(shape);
  const int taps = slides ? 1 : shape.kernel_width;
  const int count = slides ? columns_under(shape, pixels) : pixels;
  const auto step = static_cast<uint32_t>(slides ? 1 : shape.stride_w);
  const int step_bytes = static_cast<int>(step) * shape.input_channels;
  for (int ky = 0; ky < shape.kernel_height; ++ky) {
    const int8_t* const row = rows[ky];
    // No column is inside a margin row.
    const auto width =
        static_cast<uint32_t>(row == nullptr ? 0 : shape.input_width);
    for (int kx = 0; kx < taps; ++kx) {
      const int first =
          x * shape.stride_w - shape.margin_left + kx * shape.dilation_w;
      auto column =
          static_cast<uint32_t>(first);  // Negative ones are too large.
      int offset = first * shape.input_channels;
      for (int i = 0; i < count; ++i) {
        *columns++ = column < width ? row + offset : margin;
        column += step;
        offset += step_bytes;
      }
    }
  }
}

/// The same by what the ISA has for tiles of pixels whose windows slide.
template <class Isa, int pixels, int stride>
FIREFLY_INLINE void depthwise_sliding_pixels(const DepthwiseConv2dS8& layer,
                                             const ColumnPixels<pixels>& at) {
  if constexpr (pixels == Isa::kChannel.pixels) {
    if (Isa::has_depthwise_tile(layer)) {
      Isa::template depthwise_tile<stride>(layer, at.columns, at.output);
      return;
    }
  }
  if constexpr (pixels <= kPlainPixels) {
    depthwise_pixels<Isa, pixels, stride>(layer, at);
  }
}

/// `pixels` at a time from x on, of which the last ones may lie past the end.
template <class Isa, int pixels>
FIREFLY_INLINE void depthwise_tile(const DepthwiseConv2dS8& layer,
                                   const int8_t* const* rows, int x,
                                   const int8_t* margin, const int8_t** columns,
                                   int8_t* output) {
  const ConvShape& shape = layer.shape;
  find_columns(shape, rows, x, pixels, margin, columns);
  const int last = shape.output_width - 1;
  ColumnPixels<pixels> at;
  at.columns = columns;
  for (int p = 0; p < pixels; ++p) {
    at.output[p] = output + min_of(x + p, last) * shape.output_channels;
  }
  if (!windows_slide(shape)) {
    if constexpr (pixels <= kPlainPixels) {
      depthwise_pixels<Isa, pixels, 0>(layer, at);
    }
  } else if (pixels == 1 || shape.stride_w == 1) {
    depthwise_sliding_pixels<Isa, pixels, 1>(layer, at);
  } else {
    depthwise_sliding_pixels<Isa, pixels, 2>(layer, at);
  }
}

template <class Isa>
FIREFLY_INLINE void depthwise_conv2d_s8_row_by_column(
    const DepthwiseConv2dS8& layer, const int8_t* const* rows, int8_t* output,
    uint8_t* scratch) {
  constexpr int kPixels = Isa::kChannel.pixels;
  const ConvShape& shape = layer.shape;
  auto** const columns = reinterpret_cast<const int8_t**>(scratch);
  auto* const margin = reinterpret_cast<int8_t*>(
      columns + shape.kernel_height * columns_under(shape, kPixels));
  for (int i = 0; i < shape.input_channels; ++i) {
    margin[i] = static_cast<int8_t>(layer.input_zero_point);
  }
  int x = 0;
  if (kPixels > kPlainPixels && windows_slide(shape) &&
      Isa::has_depthwise_tile(layer)) {
    for (; x + kPlainPixels < shape.output_width; x += kPixels) {
      depthwise_tile<Isa, kPixels>(layer, rows, x, margin, columns, output);
    }
  }
  for (; x + 1 < shape.output_width; x += kPlainPixels) {
    depthwise_tile<Isa, kPlainPixels>(layer, rows, x, margin, columns, output);
  }
  if (x < shape.output_width) {
    depthwise_tile<Isa, 1>(layer, rows, x, margin, columns, output);
  }
}

}  // namespace firefly
