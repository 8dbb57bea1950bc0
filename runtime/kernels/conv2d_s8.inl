// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "isa/portable.h"  // Some layers run on it whatever the target.
#include "kernels/conv2d_s8.h"
#include "kernels/conv2d_s8_pixel_pairs.inl"
#include "kernels/row_window.h"

namespace firefly {

template <class Isa>
FIREFLY_INLINE typename Isa::Patch* fill_patch(typename Isa::Patch* patch,
                                               int count, int32_t value) {
  for (int i = 0; i < count; ++i) {
    *patch++ = static_cast<typename Isa::Patch>(value);
  }
  return patch;
}

/// Copies the window of output pixel x, `depth` channels from the one to which
/// `rows` point, into a patch. Margins read as the zero point.
template <class Isa>
FIREFLY_KERNEL
void gather_patch(const Conv2dS8& layer, const int8_t* const* rows,
                  int first_channel, int x, typename Isa::Patch* patch) {
  const ConvShape& shape = layer.shape;
  const int depth = shape.group_input_channels();
  // Neighbouring pixels are one stretch of memory unless something lies
  // between them.
  const bool joined = shape.dilation_w == 1 && shape.groups == 1;
  const int run = joined ? shape.kernel_width : 1;
  typename Isa::Patch* const end = patch + layer.dot.depth;
  for (int ky = 0; ky < shape.kernel_height; ++ky) {
    const int8_t* row = rows[ky];
    for (int kx = 0; kx < shape.kernel_width; kx += run) {
      const int first =
          x * shape.stride_w - shape.margin_left + kx * shape.dilation_w;
      const int left = shape.input_width - first;
      const int begin = row == nullptr ? run : clamp(-first, 0, run);
      const int stop = max_of(begin, min_of(run, left));
      patch = fill_patch<Isa>(patch, begin * depth, layer.input_zero_point);
      if (stop > begin) {
        const int count = (stop - begin) * depth;
        Isa::widen(row + (first + begin) * shape.input_channels + first_channel,
                   count, patch);
        patch += count;
      }
      patch =
          fill_patch<Isa>(patch, (run - stop) * depth, layer.input_zero_point);
    }
  }
  fill_patch<Isa>(patch, static_cast<int>(end - patch), 0);
}

/// Whether the rows themselves are patches: int8, one pixel a window, nothing
/// to pad.
template <class Isa>
FIREFLY_INLINE bool rows_are_patches(const Conv2dS8& layer,
                                     const int8_t* const* rows) {
  const ConvShape& shape = layer.shape;
  return sizeof(typename Isa::Patch) == sizeof(int8_t) &&
         shape.kernel_height * shape.kernel_width == 1 &&
         layer.dot.depth == shape.input_channels && rows[0] != nullptr &&
         shape.margin_left == 0 &&
         (shape.output_width - 1) * shape.stride_w < shape.input_width;
}

/// All pixels of a row, one group's channels.
template <class Isa>
FIREFLY_INLINE void conv2d_s8_group(const Conv2dS8& layer, const DotS8& dot,
                                    const int8_t* const* rows,
                                    int first_channel, int8_t* output,
                                    typename Isa::Patch* patches) {
  constexpr int kPixels = Isa::kDot.pixels;
  const ConvShape& shape = layer.shape;
  int x = 0;
  if (rows_are_patches<Isa>(layer, rows)) {
    const auto* patch = reinterpret_cast<const typename Isa::Patch*>(rows[0]);
    const int step = shape.stride_w * dot.depth;
    for (; x + kPixels <= shape.output_width; x += kPixels) {
      dot_s8<Isa, kPixels, Isa::kDot.channels>(dot, patch, step, output,
                                               shape.output_channels);
      patch += kPixels * step;
      output += kPixels * shape.output_channels;
    }
  }
  for (; x + kPixels <= shape.output_width; x += kPixels) {
    for (int p = 0; p < kPixels; ++p) {
      gather_patch<Isa>(layer, rows, first_channel, x + p,
                        patches + p * dot.depth);
    }
    dot_s8<Isa, kPixels, Isa::kDot.channels>(dot, patches, dot.depth, output,
                                             shape.output_channels);
    output += kPixels * shape.output_channels;
  }
  for (; x < shape.output_width; ++x) {
    gather_patch<Isa>(layer, rows, first_channel, x, patches);
    dot_s8<Isa, 1, Isa::kDot.channels>(dot, patches, dot.depth, output, 0);
    output += shape.output_channels;
  }
}

/// The same two pixels a word; one that is left over goes alone.
template <class Isa>
FIREFLY_INLINE void conv2d_s8_group_in_pairs(const Conv2dS8& layer,
                                             const DotS8& dot,
                                             const int8_t* const* rows,
                                             int first_channel, int8_t* output,
                                             uint8_t* scratch) {
  const ConvShape& shape = layer.shape;
  const int x = conv2d_s8_pairs<Isa>(layer, dot, rows, first_channel, output,
                                     reinterpret_cast<int32_t*>(scratch));
  if (x == shape.output_width) {
    return;
  }
  auto* gathered = reinterpret_cast<typename Isa::Patch*>(scratch);
  const typename Isa::Patch* patch = gathered;
  if (rows_are_patches<Isa>(layer, rows)) {
    patch = rows[0] + x * shape.stride_w * dot.depth;
  } else {
    gather_patch<Isa>(layer, rows, first_channel, x, gathered);
  }
  dot_s8_pixel<Isa>(dot, patch, output + x * shape.output_channels);
}

template <class Isa>
FIREFLY_KERNEL
void conv2d_s8_row(const Conv2dS8& layer, const int8_t* const* rows,
                   int8_t* output, uint8_t* scratch) {
  const ConvShape& shape = layer.shape;
  DotS8 dot = layer.dot;
  const int padded_channels = round_up(dot.channels, Isa::kDot.channels);
  for (int group = 0; group < shape.groups; ++group) {
    const int first_channel = group * shape.group_input_channels();
    if constexpr (Isa::kDot.pairs_pixels) {
      conv2d_s8_group_in_pairs<Isa>(layer, dot, rows, first_channel, output,
                                    scratch);
    } else {
      conv2d_s8_group<Isa>(layer, dot, rows, first_channel, output,
                           reinterpret_cast<typename Isa::Patch*>(scratch));
    }
    dot.weights += padded_channels * dot.depth;
    dot.bias += padded_channels;
    dot.multiplier += padded_channels;
    dot.right_shift += padded_channels;
    output += dot.channels;
  }
}

template <class Isa>
FIREFLY_KERNEL
void conv2d_s8(const Conv2dS8& layer, const int8_t* input, int8_t* output,
               uint8_t* scratch) {
  auto** rows = reinterpret_cast<const int8_t**>(
      scratch + conv2d_s8_row_scratch_bytes(layer.shape, Isa::kDot));
  for_each_row(layer.shape, input, output, rows,
               [&](const int8_t* const* window, int8_t* row) {
                 conv2d_s8_row<Isa>(layer, window, row, scratch);
               });
}

}  // namespace firefly
