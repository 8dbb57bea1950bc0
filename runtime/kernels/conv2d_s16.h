// SPDX-License-Identifier: Apache-2.0
//
// Convolutions of int16 activations and int8 weights, which are read as the
// model has them: no scratch, no packing.
#pragma once

#include "kernels/sums_s16.h"

namespace firefly {

/// One output row. rows[k]: the input row under kernel row k, int16
/// [input_width, input_channels]; null for a margin. output: int16
/// [output_width, output_channels].
template <class Sum, class Scale, class RowOf>
FIREFLY_INLINE void conv2d_s16_row_from(const LayerS16<Sum, Scale>& layer,
                                        const RowOf& row_of, int16_t* output) {
  const ConvShape& shape = layer.shape;
  const int32_t depth = shape.group_input_channels();
  // Neighbouring pixels are one run unless something lies between them.
  const bool joined = shape.dilation_w == 1 && shape.groups == 1;
  for (int x = 0; x < shape.output_width; ++x) {
    const int32_t left = x * shape.stride_w - shape.margin_left;
    for (int group = 0; group < shape.groups; ++group) {
      const auto runs = [&](const auto& add) __attribute__((always_inline)) {
        for (int ky = 0; ky < shape.kernel_height; ++ky) {
          const int16_t* const row = row_of(ky);
          if (row == nullptr) {
            continue;
          }
          const int32_t at = ky * shape.kernel_width;
          if (joined) {
            const int32_t begin = max_of<int32_t>(-left, 0);
            const int32_t end =
                min_of(shape.kernel_width, shape.input_width - left);
            if (begin < end) {
              add(row + (left + begin) * depth, (at + begin) * depth,
                  (end - begin) * depth);
            }
            continue;
          }
          for (int kx = 0; kx < shape.kernel_width; ++kx) {
            const int32_t in_x = left + kx * shape.dilation_w;
            if (in_x >= 0 && in_x < shape.input_width) {
              add(row + in_x * shape.input_channels + group * depth,
                  (at + kx) * depth, depth);
            }
          }
        }
      };
      const int32_t channels = shape.group_output_channels();
      output_pixel(layer, group * channels, (group + 1) * channels, runs,
                   output);
    }
    output += shape.output_channels;
  }
}

template <class Sum, class Scale>
FIREFLY_KERNEL
void conv2d_s16_row(const LayerS16<Sum, Scale>& layer,
                    const int16_t* const* rows, int16_t* output) {
  conv2d_s16_row_from(
      layer, [rows](int k) { return rows[k]; }, output);
}

/// The whole tensor. input: int16 NHWC. output: int16 NHWC.
template <class Sum, class Scale>
FIREFLY_KERNEL
void conv2d_s16(const LayerS16<Sum, Scale>& layer, const int16_t* input,
                int16_t* output) {
  for_each_row_of(layer.shape, input, output,
                  [&](const auto& row_of, int16_t* row) {
                    conv2d_s16_row_from(layer, row_of, row);
                  });
}

}  // namespace firefly
