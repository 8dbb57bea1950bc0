// SPDX-License-Identifier: Apache-2.0
//
// Convolution, plain: the obvious loops for every element type. The reference
// for all faster kernels, and the device kernel where there is none.
//
// Two operators are special cases and come here as such: a depthwise
// convolution is a grouped one with a group an input channel, a fully connected
// layer is a 1x1 convolution over a row of one pixel a batch.
//
// Numerics: TFLM tensorflow/lite/kernels/internal/reference/conv.h (float) and
// integer_ops/conv.h; the order of float additions is kernel row, kernel
// column, channel, then the bias.
#pragma once

#include "kernels/requantize.h"

namespace firefly {

/// The geometry of a two-dimensional convolution. Extents in pixels.
struct ConvShape {
  int32_t batches;
  int32_t input_height;
  int32_t input_width;
  int32_t input_channels;
  int32_t output_height;
  int32_t output_width;
  int32_t output_channels;
  int32_t kernel_height;
  int32_t kernel_width;
  int32_t stride_h;
  int32_t stride_w;
  int32_t dilation_h;
  int32_t dilation_w;
  int32_t margin_top;
  int32_t margin_left;
  int32_t groups;

  constexpr int32_t group_input_channels() const {
    return input_channels / groups;
  }
  constexpr int32_t group_output_channels() const {
    return output_channels / groups;
  }
  constexpr int32_t input_row_elems() const {
    return input_width * input_channels;
  }
  constexpr int32_t output_row_elems() const {
    return output_width * output_channels;
  }
};

/// The input row under kernel row k of output row y, null for a margin.
/// input: one image.
template <class T>
FIREFLY_INLINE const T* input_row(const ConvShape& shape, const T* input, int y,
                                  int k) {
  const int in_y = y * shape.stride_h - shape.margin_top + k * shape.dilation_h;
  return in_y < 0 || in_y >= shape.input_height
             ? nullptr
             : input + in_y * shape.input_row_elems();
}

/// body(row_of, output row) for each output row of a whole NHWC tensor.
template <class T, class Body>
FIREFLY_INLINE void for_each_row_of(const ConvShape& shape, const T* input,
                                    T* output, const Body& body) {
  for (int batch = 0; batch < shape.batches; ++batch) {
    for (int y = 0; y < shape.output_height; ++y) {
      body([&](int k) { return input_row(shape, input, y, k); }, output);
      output += shape.output_row_elems();
    }
    input += shape.input_height * shape.input_row_elems();
  }
}

/// Quantised elements: real = scale · (q − zero_point) on both sides.
struct QuantizedArithmetic {
  int32_t input_zero_point;
  int32_t weight_zero_point;
  OutputRange range;
  const int32_t* multiplier;  ///< One a channel.
  const int32_t* shift;       ///< One a channel; positive is left.

  /// Sums wrap, as they do in TFLite's builds.
  FIREFLY_INLINE int32_t accumulate(int32_t sum, int32_t x, int32_t w) const {
    return wrapping_add(
        sum, wrapping_multiply(x - input_zero_point, w - weight_zero_point));
  }
  FIREFLY_INLINE int64_t accumulate(int64_t sum, int32_t x, int32_t w) const {
    return wrapping_add(sum, static_cast<int64_t>(x - input_zero_point) *
                                 (w - weight_zero_point));
  }
  template <class Accumulator>
  FIREFLY_INLINE int32_t output(Accumulator sum, Accumulator bias,
                                int channel) const {
    return requantize(wrapping_add(sum, bias), multiplier[channel],
                      shift[channel], range);
  }
};

struct FloatArithmetic {
  float low;
  float high;

  FIREFLY_INLINE float accumulate(float sum, float x, float w) const {
    return sum + x * w;
  }
  FIREFLY_INLINE float output(float sum, float bias, int /*channel*/) const {
    return clamp(sum + bias, low, high);
  }
};

/// A convolution's constants. Weights OHWI, I being a group's input channels.
/// `Bias` is the accumulator's type too; a null bias is all zeros.
template <class Weight, class Bias, class Arithmetic>
struct ConvLayer {
  ConvShape shape;
  const Weight* weights;
  const Bias* bias;
  Arithmetic arithmetic;
};

/// One output row from `row_of(k)`, the input row under kernel row k or null
/// for a margin.
template <class T, class Weight, class Bias, class Arithmetic, class RowOf>
void conv2d_row_from(const ConvLayer<Weight, Bias, Arithmetic>& layer,
                     const RowOf& row_of, T* output) {
  const ConvShape& shape = layer.shape;
  const int depth = shape.group_input_channels();
  for (int x = 0; x < shape.output_width; ++x) {
    const Weight* weights = layer.weights;
    for (int channel = 0; channel < shape.output_channels; ++channel) {
      const int first = channel / shape.group_output_channels() * depth;
      Bias sum = 0;
      for (int ky = 0; ky < shape.kernel_height; ++ky) {
        const T* row = row_of(ky);
        for (int kx = 0; kx < shape.kernel_width; ++kx, weights += depth) {
          const int in_x =
              x * shape.stride_w - shape.margin_left + kx * shape.dilation_w;
          if (row == nullptr || in_x < 0 || in_x >= shape.input_width) {
            continue;
          }
          const T* pixel = row + in_x * shape.input_channels + first;
          for (int k = 0; k < depth; ++k) {
            sum = layer.arithmetic.accumulate(sum, pixel[k], weights[k]);
          }
        }
      }
      const Bias bias = layer.bias == nullptr ? Bias{0} : layer.bias[channel];
      *output++ = static_cast<T>(layer.arithmetic.output(sum, bias, channel));
    }
  }
}

/// One output row: rows[k] is the input row under kernel row k, null for a
/// margin. output: [output_width, output_channels].
template <class T, class Weight, class Bias, class Arithmetic>
FIREFLY_KERNEL
void conv2d_row(const ConvLayer<Weight, Bias, Arithmetic>& layer,
                const T* const* rows, T* output) {
  conv2d_row_from(
      layer, [rows](int k) { return rows[k]; }, output);
}

/// The whole tensor. input: NHWC. output: NHWC.
template <class T, class Weight, class Bias, class Arithmetic>
FIREFLY_KERNEL
void conv2d(const ConvLayer<Weight, Bias, Arithmetic>& layer, const T* input,
            T* output) {
  for_each_row_of(layer.shape, input, output, [&](const auto& row_of, T* row) {
    conv2d_row_from(layer, row_of, row);
  });
}

}  // namespace firefly
