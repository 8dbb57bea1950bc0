// SPDX-License-Identifier: Apache-2.0
//
// Transposed convolutions of int16 activations and int8 weights.
#pragma once

#include "kernels/sums_s16.h"
#include "kernels/transpose_conv.h"

namespace firefly {

/// The whole tensor; bit for bit transpose_conv(). input: int16 NHWC. output:
/// int16 NHWC.
template <class Sum, class Scale>
FIREFLY_KERNEL
void transpose_conv_s16(const LayerS16<Sum, Scale>& layer, const int16_t* input,
                        int16_t* output) {
  const ConvShape& shape = layer.shape;
  const int32_t depth = shape.input_channels;
  for (int batch = 0; batch < shape.batches; ++batch) {
    for (int y = 0; y < shape.output_height; ++y) {
      const TransposedTaps rows =
          transposed_taps(y, shape.margin_top, shape.kernel_height,
                          shape.stride_h, shape.input_height);
      for (int x = 0; x < shape.output_width; ++x) {
        const TransposedTaps columns =
            transposed_taps(x, shape.margin_left, shape.kernel_width,
                            shape.stride_w, shape.input_width);
        const auto runs = [&](const auto& add) __attribute__((always_inline)) {
          for (int32_t in_y = rows.begin; in_y < rows.end; ++in_y) {
            const int32_t ky = y + shape.margin_top - in_y * shape.stride_h;
            for (int32_t in_x = columns.begin; in_x < columns.end; ++in_x) {
              const int32_t kx = x + shape.margin_left - in_x * shape.stride_w;
              add(input + (in_y * shape.input_width + in_x) * depth,
                  (ky * shape.kernel_width + kx) * depth, depth);
            }
          }
        };
        output_pixel(layer, 0, shape.output_channels, runs, output);
        output += shape.output_channels;
      }
    }
    input += shape.input_height * shape.input_row_elems();
  }
}

}  // namespace firefly
