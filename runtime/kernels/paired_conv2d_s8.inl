// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/copy_run.h"
#include "kernels/paired_conv2d_s8.h"
#include "kernels/row_window.h"

namespace firefly {

/// Finds the windows of a row's pixels and brings them into the order in which
/// the dot products read them.
struct PairedWindows {
  const ConvShape& shape;
  const int8_t* const* rows;
  int32_t input_zero_point;
  int32_t depth;          ///< Of a window, padded.
  int32_t first_channel;  ///< Of the group.

  FIREFLY_INLINE int first_column(int x) const {
    return x * shape.stride_w - shape.margin_left;
  }
  /// Kernel columns whose activations are one stretch of memory.
  FIREFLY_INLINE int run() const {
    return shape.dilation_w == 1 && shape.groups == 1 ? shape.kernel_width : 1;
  }
  /// Whether the windows of pixels [x, x + count) touch no side margin.
  FIREFLY_INLINE bool is_inside(int x, int count) const {
    return first_column(x) >= 0 &&
           first_column(x + count - 1) +
                   (shape.kernel_width - 1) * shape.dilation_w <
               shape.input_width;
  }

  template <class T>
  FIREFLY_INLINE T* fill(T* to, int count) const {
    for (; count > 0; --count) {
      *to++ = static_cast<T>(input_zero_point);
    }
    return to;
  }

  /// The window of pixel x, margins as the zero point. What pads it is left as
  /// it is: its weights are zero.
  FIREFLY_KERNEL
  void gather(int x, int8_t* to) const {
    const int channels = shape.group_input_channels();
    const int run_length = run();
    const int row_elems = shape.kernel_width * channels;
    for (int kx = 0; kx < shape.kernel_width; kx += run_length) {
      // The same columns of every row are margins.
      const int first = first_column(x) + kx * shape.dilation_w;
      const int left = shape.input_width - first;
      const int begin = clamp(-first, 0, run_length);
      const int stop = max_of(begin, min_of(run_length, left));
      const int offset = (first + begin) * shape.input_channels + first_channel;
      int8_t* at = to + kx * channels;
      for (int ky = 0; ky < shape.kernel_height; ++ky, at += row_elems) {
        const int8_t* const row = rows[ky];
        if (row == nullptr || begin == stop) {
          fill(at, run_length * channels);
          continue;
        }
        const int count = (stop - begin) * channels;
        int8_t* inside = at;
        if (count != run_length * channels) {
          inside = fill(at, begin * channels);
          fill(inside + count, (run_length - stop) * channels);
        }
        copy_run(row + offset, inside, count);
      }
    }
  }
};

/// The windows of pixels x and x + 1, side by side. bytes: memory for both.
template <class Isa>
FIREFLY_KERNEL
void interleave_windows(const PairedWindows& windows, int x, int16_t* patch,
                        int8_t* bytes) {
  const ConvShape& shape = windows.shape;
  const int run_length = windows.run();
  const int run = run_length * shape.group_input_channels();
  const int first =
      windows.first_column(x) * shape.input_channels + windows.first_channel;
  const int second = first + shape.stride_w * shape.input_channels;
  int8_t* const second_bytes = bytes + windows.depth;
  if (windows.is_inside(x, 2) && run % 4 == 0) {
    const int step = shape.dilation_w * shape.input_channels;
    for (int ky = 0; ky < shape.kernel_height; ++ky) {
      const int8_t* const row = windows.rows[ky];
      for (int kx = 0; kx < shape.kernel_width; kx += run_length) {
        if (row == nullptr) {
          patch = windows.fill(patch, 2 * run);
        } else {
          patch = Isa::interleave_pixels(row + first + kx * step,
                                         row + second + kx * step, run, patch);
        }
      }
    }
    return;
  }
  if (windows.is_inside(x, 2) && run_length == shape.kernel_width) {
    int at = 0;
    for (int ky = 0; ky < shape.kernel_height; ++ky, at += run) {
      const int8_t* const row = windows.rows[ky];
      if (row == nullptr) {
        windows.fill(bytes + at, run);
        windows.fill(second_bytes + at, run);
      } else {
        copy_run(row + first, bytes + at, run);
        copy_run(row + second, second_bytes + at, run);
      }
    }
  } else {
    windows.gather(x, bytes);
    windows.gather(x + 1, second_bytes);
  }
  Isa::interleave_pixels(bytes, second_bytes, windows.depth, patch);
}

/// Where outputs go: bytes from a pixel to the next, or in planes from a
/// channel to the next, and from a pair of pixels to the next.
struct PairedSteps {
  int32_t output;
  int32_t pair;
};

/// All pixels of a row, one group's channels.
template <class Isa>
FIREFLY_INLINE void paired_conv2d_s8_group(const PairedDotS8& dot,
                                           const PairedWindows& windows,
                                           const PairedSteps& steps,
                                           int8_t* output, uint8_t* scratch) {
  const ConvShape& shape = windows.shape;
  auto* const patch = reinterpret_cast<int16_t*>(scratch);
  auto* const bytes = reinterpret_cast<int8_t*>(
      scratch + (shape.output_width > 1 ? 4 * windows.depth : 0));
  int x = 0;
  for (; x + 2 <= shape.output_width; x += 2) {
    interleave_windows<Isa>(windows, x, patch, bytes);
    Isa::dot_two_pixels(&dot, patch, output, steps.output);
    output += steps.pair;
  }
  if (x < shape.output_width) {
    const int8_t* window = bytes;
    if (windows_are_runs(shape)) {
      window = windows.rows[0] +
               windows.first_column(x) * shape.input_channels +
               windows.first_channel;
    } else {
      windows.gather(x, bytes);
    }
    Isa::dot_one_pixel(&dot, window, output, steps.output);
  }
}

template <class Isa>
FIREFLY_KERNEL
void paired_conv2d_s8_row(const PairedConv2dS8& layer,
                          const int8_t* const* rows, int8_t* output,
                          uint8_t* scratch) {
  PairedDotS8 dot = layer.dot;
  PairedWindows windows{layer.shape, rows, layer.input_zero_point, dot.depth,
                        0};
  const int tiles = (dot.channels + kPairedChannels - 1) / kPairedChannels;
  PairedSteps steps{layer.shape.output_channels,
                    2 * layer.shape.output_channels};
  if (layer.plane_bytes != 0) {
    steps = {layer.plane_bytes, 4};
    write_plane_margins(output, layer.shape.output_width, dot.channels);
    output += kPlaneRowStartBytes;
  }
  for (int group = 0; group < layer.shape.groups; ++group) {
    paired_conv2d_s8_group<Isa>(dot, windows, steps, output, scratch);
    dot.weights += tiles * kPairedChannels * dot.depth;
    dot.bias += tiles * kPairedBiases;
    dot.scales += tiles * (dot.scale_step / 4);
    windows.first_channel += layer.shape.group_input_channels();
    output += dot.channels;
  }
}

template <class Isa>
FIREFLY_KERNEL
void paired_conv2d_s8(const PairedConv2dS8& layer, const int8_t* input,
                      int8_t* output, uint8_t* scratch) {
  auto** rows = reinterpret_cast<const int8_t**>(
      scratch + paired_conv2d_s8_row_scratch_bytes(layer.shape));
  for_each_row(layer.shape, input, output, rows,
               [&](const int8_t* const* window, int8_t* row) {
                 paired_conv2d_s8_row<Isa>(layer, window, row, scratch);
               });
}

}  // namespace firefly
