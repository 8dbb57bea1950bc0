// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/conv2d.h"

namespace firefly {

/// Where the input pixels lie that reach output coordinate `at` through a
/// kernel of `extent` taps: input i meets tap at + margin − i · stride.
struct TransposedTaps {
  int32_t begin;
  int32_t end;
};
FIREFLY_INLINE TransposedTaps transposed_taps(int32_t at, int32_t margin,
                                              int32_t extent, int32_t stride,
                                              int32_t inputs) {
  const int32_t reach = at + margin;
  const int32_t before = reach - extent + 1;
  const int32_t begin = before <= 0 ? 0 : (before + stride - 1) / stride;
  return {begin, min_of(inputs, reach / stride + 1)};
}

/// Transposed convolution. `shape` describes the transposed operator: the
/// margins are cropped from its full output. Weights OHWI as everywhere.
/// input: NHWC. output: NHWC.
/// Gathers, where TFLM's reference_ops/transpose_conv.h scatters into a
/// zeroed buffer; every output adds its products in the same order.
template <class T, class Weight, class Bias, class Arithmetic>
FIREFLY_KERNEL
void transpose_conv(const ConvLayer<Weight, Bias, Arithmetic>& layer,
                    const T* input, T* output) {
  const ConvShape& shape = layer.shape;
  const auto sum_at = [&](int y, int x, int channel) {
    const TransposedTaps rows =
        transposed_taps(y, shape.margin_top, shape.kernel_height,
                        shape.stride_h, shape.input_height);
    const TransposedTaps columns =
        transposed_taps(x, shape.margin_left, shape.kernel_width,
                        shape.stride_w, shape.input_width);
    Bias sum = 0;
    for (int32_t in_y = rows.begin; in_y < rows.end; ++in_y) {
      const int32_t ky = y + shape.margin_top - in_y * shape.stride_h;
      for (int32_t in_x = columns.begin; in_x < columns.end; ++in_x) {
        const int32_t kx = x + shape.margin_left - in_x * shape.stride_w;
        const T* pixel =
            input + (in_y * shape.input_width + in_x) * shape.input_channels;
        const Weight* weights =
            layer.weights +
            ((channel * shape.kernel_height + ky) * shape.kernel_width + kx) *
                shape.input_channels;
        for (int k = 0; k < shape.input_channels; ++k) {
          sum = layer.arithmetic.accumulate(sum, pixel[k], weights[k]);
        }
      }
    }
    return sum;
  };
  for (int batch = 0; batch < shape.batches; ++batch) {
    for (int y = 0; y < shape.output_height; ++y) {
      for (int x = 0; x < shape.output_width; ++x) {
        for (int channel = 0; channel < shape.output_channels; ++channel) {
          const Bias bias =
              layer.bias == nullptr ? Bias{0} : layer.bias[channel];
          *output++ = static_cast<T>(
              layer.arithmetic.output(sum_at(y, x, channel), bias, channel));
        }
      }
    }
    input += shape.input_height * shape.input_row_elems();
  }
}

}  // namespace firefly
