// SPDX-License-Identifier: Apache-2.0
//
// One output pixel of a layer of int16 activations: sums over the runs of
// channels that a window finds in its input, requantised. Zero points are zero,
// so that what lies in a margin adds nothing. Bit for bit as conv2d() of
// conv2d.h.
#pragma once

#include "isa/dot_run.h"
#include "kernels/conv2d.h"

namespace firefly {

// From the sum of a channel to an output, by the layer's multipliers and
// shifts.

/// As TFLite does it where biases are of 64 bits: round(sum · multiplier /
/// 2^shift), ties towards +infinity, truncated to 32 bits. 0 <= multiplier <
/// 2^15, 0 < shift < 63. Products wrap.
struct WideScale {
  template <class Sum>
  static FIREFLY_INLINE int32_t apply(Sum sum, const int32_t* multiplier,
                                      const int32_t* shift, int channel) {
    const uint64_t product = multiply(sum, multiplier[channel]);
    const uint64_t half = uint64_t{1} << (shift[channel] - 1);
    return static_cast<int32_t>(static_cast<int64_t>(product + half) >>
                                shift[channel]);
  }

 private:
  static FIREFLY_INLINE uint64_t multiply(int32_t sum, int32_t multiplier) {
    return static_cast<uint64_t>(static_cast<int64_t>(sum) * multiplier);
  }
  static FIREFLY_INLINE uint64_t multiply(int64_t sum, int32_t multiplier) {
    return static_cast<uint64_t>(sum) * static_cast<uint64_t>(multiplier);
  }
};

/// The same for shifts of 16 to 32 and sums of 32 bits. Multipliers have been
/// multiplied by 2^(32 − shift), so that the upper word of a product is the
/// result; there are no shifts.
struct UpperScale {
  static FIREFLY_INLINE int32_t apply(int32_t sum, const int32_t* multiplier,
                                      const int32_t* /*shift*/, int channel) {
    return armv7em::smmulr(sum, multiplier[channel]);
  }
};

/// As TFLite does it where they are of 32 bits.
struct NarrowScale {
  static FIREFLY_INLINE int32_t apply(int32_t sum, const int32_t* multiplier,
                                      const int32_t* shift, int channel) {
    return multiply_by_quantized_multiplier(sum, multiplier[channel],
                                            shift[channel]);
  }
};

/// Constants of such a layer. Sum: int32_t where no sum can leave it or where
/// it shall wrap, else int64_t. Scale: one of those above.
template <class Sum, class Scale>
struct LayerS16 {
  ConvShape shape;
  const int8_t* weights;  ///< OHWI, I being a group's input channels.
  const Sum* bias;        ///< One a channel.
  const int32_t* multiplier;
  const int32_t* shift;  ///< Null for UpperScale.
  int32_t low;           ///< Of the fused activation and the type.
  int32_t high;          ///< Inclusive.
};

namespace sums_s16 {

inline constexpr int kChannels = 4;  ///< That share a load of activations.

/// The most products of int16 and int8 whose sum fits 32 bits, in fours.
inline constexpr int kLongestRun = 512;

template <int channels>
FIREFLY_INLINE void add_run(const int16_t* x, const int8_t* weights,
                            int32_t stride, int32_t count, int32_t* sums) {
  add_products<channels>(x, weights, stride, count, sums);
}
template <int channels>
FIREFLY_INLINE void add_run(const int16_t* x, const int8_t* weights,
                            int32_t stride, int32_t count, int64_t* sums) {
  while (count > 0) {
    const int32_t part = min_of<int32_t>(count, kLongestRun);
    int32_t narrow[channels] = {};
    add_products<channels>(x, weights, stride, part, narrow);
    FIREFLY_UNROLL
    for (int c = 0; c < channels; ++c) {
      sums[c] = wrapping_add(sums[c], static_cast<int64_t>(narrow[c]));
    }
    x += part;
    weights += part;
    count -= part;
  }
}

/// output: the pixel's channel 0.
template <int channels, class Sum, class Scale>
FIREFLY_INLINE void store_channels(const LayerS16<Sum, Scale>& layer,
                                   int32_t first, const Sum* sums,
                                   int16_t* output) {
  for (int c = 0; c < channels; ++c) {
    const int32_t scaled =
        Scale::apply(sums[c], layer.multiplier, layer.shift, first + c);
    output[first + c] =
        static_cast<int16_t>(clamp(scaled, layer.low, layer.high));
  }
}

/// Channels `first` to `first` + `channels` of a pixel; see output_pixel().
template <int channels, class Sum, class Scale, class Runs>
FIREFLY_INLINE void output_channels(const LayerS16<Sum, Scale>& layer,
                                    int32_t window, int32_t first,
                                    const Runs& runs, int16_t* output) {
  Sum sums[channels];
  FIREFLY_UNROLL
  for (int c = 0; c < channels; ++c) {
    sums[c] = layer.bias[first + c];
  }
  const int8_t* const weights = layer.weights + first * window;
  runs([&](const int16_t* x, int32_t at, int32_t count)
           __attribute__((always_inline)) {
             add_run<channels>(x, weights + at, window, count, sums);
           });
  store_channels<channels>(layer, first, sums, output);
}

}  // namespace sums_s16

/// Channels `begin` to `end` of a pixel. runs(f) calls f(x, at, count) for each
/// run of `count` activations from x on, whose weights lie `at` after the
/// beginning of a channel's. output: the pixel's channel 0.
template <class Sum, class Scale, class Runs>
FIREFLY_INLINE void output_pixel(const LayerS16<Sum, Scale>& layer,
                                 int32_t begin, int32_t end, const Runs& runs,
                                 int16_t* output) {
  const ConvShape& shape = layer.shape;
  const int32_t window =
      shape.kernel_height * shape.kernel_width * shape.group_input_channels();
  constexpr int kChannels = sums_s16::kChannels;
  for (; begin + kChannels <= end; begin += kChannels) {
    sums_s16::output_channels<kChannels>(layer, window, begin, runs, output);
  }
  for (; begin < end; ++begin) {
    sums_s16::output_channels<1>(layer, window, begin, runs, output);
  }
}

}  // namespace firefly
