// SPDX-License-Identifier: Apache-2.0
//
// Depthwise convolutions of int16 activations and int8 weights, as many outputs
// as inputs. Four channels at a time: with the DSP extension three loads bring
// their activations and weights.
#pragma once

#include "kernels/sums_s16.h"

namespace firefly {

namespace depthwise_s16 {

/// The columns of a window that lie in the input, begin to end.
struct Columns {
  int32_t begin;
  int32_t end;
};
FIREFLY_INLINE Columns columns_of(const ConvShape& shape, int32_t left) {
  Columns columns = {0, shape.kernel_width};
  while (columns.begin < columns.end &&
         left + columns.begin * shape.dilation_w < 0) {
    ++columns.begin;
  }
  while (columns.begin < columns.end &&
         left + (columns.end - 1) * shape.dilation_w >= shape.input_width) {
    --columns.end;
  }
  return columns;
}

/// Channels `first` to `first` + `channels` of the pixel whose window begins at
/// column `left` of the input.
template <int channels, class Sum, class Scale, class RowOf>
FIREFLY_INLINE void output_channels(const LayerS16<Sum, Scale>& layer,
                                    const RowOf& row_of, int32_t left,
                                    const Columns& columns, int32_t first,
                                    int16_t* output) {
  const ConvShape& shape = layer.shape;
  const int32_t depth = shape.input_channels;
  const int32_t step = shape.dilation_w * depth;
  const int32_t at = left * depth + columns.begin * step + first;
  const int8_t* next = layer.weights + columns.begin * depth + first;
  int32_t sums[channels] = {};
  for (int ky = 0; ky < shape.kernel_height; ++ky) {
    const int16_t* const row = row_of(ky);
    const int8_t* weights = next;
    next += shape.kernel_width * depth;
    if (row == nullptr) {
      continue;
    }
    const int16_t* x = row + at;
    for (int32_t count = columns.end - columns.begin; count > 0; --count) {
      add_channels<channels>(x, weights, sums);
      x += step;
      weights += depth;
    }
  }
  Sum totals[channels];
  FIREFLY_UNROLL
  for (int c = 0; c < channels; ++c) {
    totals[c] = wrapping_add(layer.bias[first + c], static_cast<Sum>(sums[c]));
  }
  sums_s16::store_channels<channels>(layer, first, totals, output);
}

template <class Sum, class Scale, class RowOf>
FIREFLY_INLINE void row_from(const LayerS16<Sum, Scale>& layer,
                             const RowOf& row_of, int16_t* output) {
  constexpr int kChannels = sums_s16::kChannels;
  const ConvShape& shape = layer.shape;
  for (int x = 0; x < shape.output_width; ++x) {
    const int32_t left = x * shape.stride_w - shape.margin_left;
    const Columns columns = columns_of(shape, left);
    int32_t first = 0;
    for (; first + kChannels <= shape.output_channels; first += kChannels) {
      output_channels<kChannels>(layer, row_of, left, columns, first, output);
    }
    for (; first < shape.output_channels; ++first) {
      output_channels<1>(layer, row_of, left, columns, first, output);
    }
    output += shape.output_channels;
  }
}

}  // namespace depthwise_s16

/// As conv2d_s16_row(); layer.weights are HWC, a window of at most
/// sums_s16::kLongestRun taps.
template <class Sum, class Scale>
FIREFLY_KERNEL
void depthwise_conv2d_s16_row(const LayerS16<Sum, Scale>& layer,
                              const int16_t* const* rows, int16_t* output) {
  depthwise_s16::row_from(
      layer, [rows](int k) { return rows[k]; }, output);
}

/// As conv2d_s16().
template <class Sum, class Scale>
FIREFLY_KERNEL
void depthwise_conv2d_s16(const LayerS16<Sum, Scale>& layer,
                          const int16_t* input, int16_t* output) {
  for_each_row_of(layer.shape, input, output,
                  [&](const auto& row_of, int16_t* row) {
                    depthwise_s16::row_from(layer, row_of, row);
                  });
}

}  // namespace firefly
