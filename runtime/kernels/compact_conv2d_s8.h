// SPDX-License-Identifier: Apache-2.0
//
// One kernel for convolutions, depthwise ones and fully connected layers where
// flash is scarce: a pixel's window is gathered, then multiplied by the weights
// of four channels at a time. Bit for bit conv2d() of conv2d.h.
#pragma once

#include "kernels/requantize.h"

namespace firefly {

/// Constants of a layer; extents in pixels. A fully connected layer is a 1x1
/// convolution over a row of one pixel a batch. Preconditions as of DotS8, with
/// right shifts from 1 to 31.
struct CompactConv2dS8 {
  /// As they are in the file: [output_channels][kernel_height][kernel_width]
  /// [input_channels], or [kernel_height][kernel_width][channels] of a
  /// depthwise layer, which may have kCompactOverread bytes more.
  const int8_t* weights;
  /// One a channel: 256 · bias, with the input's zero point folded in, + right
  /// shift − 1.
  const int32_t* bias;
  const int32_t* multiplier;  ///< One a channel, `multiplier_step` apart.
  int32_t input;              ///< Bytes from the start of the model's memory.
  int32_t output;
  /// Of compact_conv2d_s8_scratch_bytes(), unless is_pointwise.
  int32_t scratch;
  uint16_t input_height;
  uint16_t input_width;
  uint16_t input_channels;
  uint16_t input_kept;  ///< Row y lies at y mod this many rows.
  uint16_t output_height;
  uint16_t output_width;
  uint16_t output_channels;
  uint16_t output_kept;
  uint8_t kernel_height;
  uint8_t kernel_width;
  uint8_t stride_h;
  uint8_t stride_w;
  uint8_t dilation_h;
  uint8_t dilation_w;
  uint8_t margin_top;
  uint8_t margin_left;
  int8_t input_zero_point;
  int8_t output_zero_point;
  int8_t low;
  int8_t high;
  uint8_t multiplier_step;  ///< Bytes; 0 if all channels share a multiplier.
  bool is_depthwise;
  bool is_pointwise;  ///< Dense, of one tap, without margins.
  bool is_backward;   ///< Rows are made from the last to the first.
};

/// Bits of CompactConv2dS8::bias that hold the right shift less 1.
inline constexpr int kCompactShiftBits = 8;

/// Bytes that kernels may read past the end of a depthwise layer's window and
/// weights if its channels are no multiple of 4.
inline constexpr int kCompactOverread = 3;

/// Scratch of compact_conv2d_s8_row(): a pixel's window.
constexpr int32_t compact_conv2d_s8_scratch_bytes(int32_t taps,
                                                  int32_t input_channels) {
  return (taps * input_channels + kCompactOverread + 7) / 8 * 8;
}

/// All channels of a pixel, and how to make them.
struct CompactPixel {
  const int8_t* window;
  const int8_t* weights;
  int32_t count;  ///< Products of a channel.
  /// Bytes between the weights of channels; in a depthwise layer between those
  /// of taps, and between the window's.
  int32_t step;
  const int32_t* bias;
  const int32_t* multiplier;
  int32_t multiplier_step;  ///< Bytes.
  int8_t* output;
  int32_t zero_point;
  int32_t is_depthwise;
  int32_t channels;
  int32_t sums[4];  ///< The kernel's own.
};

/// Makes a pixel, in plain C++. Its fields are the kernel's to change.
struct PlainCompactPixels {
  static FIREFLY_KERNEL
  void make(CompactPixel& pixel) {
    const bool is_depthwise = pixel.is_depthwise != 0;
    const int32_t apart = is_depthwise ? pixel.step : 1;
    for (; pixel.channels > 0; --pixel.channels) {
      const int8_t* x = pixel.window;
      const int8_t* w = pixel.weights;
      int32_t sum = 0;
      for (int32_t k = 0; k < pixel.count; ++k, x += apart, w += apart) {
        sum += *x * *w;
      }
      pixel.window += is_depthwise ? 1 : 0;
      pixel.weights += is_depthwise ? 1 : pixel.step;
      const int32_t bias = *pixel.bias++;
      const int32_t scaled =
          scale_small_sum(sum + (bias >> kCompactShiftBits), *pixel.multiplier,
                          (bias & ((1 << kCompactShiftBits) - 1)) + 1);
      pixel.multiplier += pixel.multiplier_step / 4;
      *pixel.output++ = static_cast<int8_t>(
          clamp<int32_t>(scaled + pixel.zero_point, INT8_MIN, INT8_MAX));
    }
  }
};

/// Copies `count` bytes, or repeats those of a word if `step` is 0 instead of
/// 4. Returns the end of the copy.
FIREFLY_KERNEL
inline int8_t* copy_bytes(const int8_t* from, int step, int8_t* to, int count) {
  for (; count >= 4; count -= 4, from += step, to += 4) {
    uint32_t word;
    __builtin_memcpy(&word, from, 4);
    __builtin_memcpy(to, &word, 4);
  }
  for (; count > 0; --count) {
    *to++ = *from++;
  }
  return to;
}

/// The window of a pixel, [kernel_height][kernel_width][channels], whose first
/// tap is at (y, x): where it lies, or a copy in the scratch.
FIREFLY_INLINE const int8_t* compact_window(const CompactConv2dS8& layer,
                                            uint8_t* memory, int y,
                                            int first_x) {
  const int channels = layer.input_channels;
  const int width = layer.input_width;
  const uint32_t margin =
      0x01010101U * static_cast<uint8_t>(layer.input_zero_point);
  auto* const patch = reinterpret_cast<int8_t*>(memory + layer.scratch);
  int8_t* to = patch;
  for (int ky = 0; ky < layer.kernel_height; ++ky, y += layer.dilation_h) {
    const auto* const row = reinterpret_cast<const int8_t*>(
        memory + layer.input + y % layer.input_kept * width * channels);
    if (layer.is_pointwise) {
      return row + first_x * channels;
    }
    int taps = 1;
    int x = first_x;
    for (int left = layer.kernel_width; left > 0;
         left -= taps, x += taps * layer.dilation_w) {
      if (layer.dilation_w == 1) {  // Taps side by side go together.
        taps = min_of(left, x < 0 ? -x : x < width ? width - x : left);
      }
      const bool is_inside =
          y >= 0 && y < layer.input_height && x >= 0 && x < width;
      to = is_inside ? copy_bytes(row + x * channels, 4, to, taps * channels)
                     : copy_bytes(reinterpret_cast<const int8_t*>(&margin), 0,
                                  to, taps * channels);
    }
  }
  return patch;
}

/// Makes output row y. Input: int8 [input_width, input_channels] a row; output:
/// int8 [output_width, output_channels].
template <class Pixels>
FIREFLY_KERNEL
void compact_conv2d_s8_row(const CompactConv2dS8& layer, uint8_t* memory,
                           int y) {
  const int taps = layer.kernel_height * layer.kernel_width;
  const int depth = taps * layer.input_channels;
  auto* const output = reinterpret_cast<int8_t*>(
      memory + layer.output +
      y % layer.output_kept * layer.output_width * layer.output_channels);
  CompactPixel pixel;
  pixel.count = layer.is_depthwise ? taps : depth;
  pixel.step = layer.is_depthwise ? layer.input_channels : depth;
  pixel.multiplier_step = layer.multiplier_step;
  pixel.output = output;
  pixel.zero_point = layer.output_zero_point;
  pixel.is_depthwise = layer.is_depthwise;
  for (int x = 0; x < layer.output_width; ++x) {
    pixel.window =
        compact_window(layer, memory, y * layer.stride_h - layer.margin_top,
                       x * layer.stride_w - layer.margin_left);
    pixel.weights = layer.weights;
    pixel.bias = layer.bias;
    pixel.multiplier = layer.multiplier;
    pixel.channels = layer.output_channels;
    Pixels::make(pixel);
  }
  if (layer.low != INT8_MIN || layer.high != INT8_MAX) {
    for (int8_t* at = output; at < pixel.output; ++at) {
      *at = clamp(*at, layer.low, layer.high);
    }
  }
}

/// Makes all rows.
template <class Pixels>
FIREFLY_KERNEL
void compact_conv2d_s8(const CompactConv2dS8& layer, uint8_t* memory) {
  for (int i = 0; i < layer.output_height; ++i) {
    compact_conv2d_s8_row<Pixels>(
        layer, memory, layer.is_backward ? layer.output_height - 1 - i : i);
  }
}

}  // namespace firefly
