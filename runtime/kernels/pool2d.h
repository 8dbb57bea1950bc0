// SPDX-License-Identifier: Apache-2.0
//
// Average, maximum and L2 norm over a sliding window, NHWC; TFLM's
// reference/pooling.h and reference/integer_ops/pooling.h. Elements outside
// the image are left out.
#pragma once

#include "isa/byte_lanes.h"
#include "kernels/float_math.h"
#include "kernels/limits.h"

namespace firefly {

/// T is the type of the activation's bounds: int32_t for integers, or float.
template <class T>
struct PoolLayer {
  int32_t input_width;
  int32_t output_width;
  int32_t channels;
  int32_t window_height;
  int32_t window_width;
  int32_t stride_w;
  int32_t margin_left;
  T low;
  T high;
};

/// What a row does not need to know: for whole-tensor calls.
template <class T>
struct PoolImages {
  PoolLayer<T> layer;
  int32_t images;
  int32_t input_height;
  int32_t output_height;
  int32_t stride_h;
  int32_t margin_top;
};

namespace pooling {

/// The type of sums, and of an activation's bounds.
template <class T>
struct Wide {
  using Type = int32_t;
};
template <>
struct Wide<float> {
  using Type = float;
};

/// Integers round to nearest, ties away from zero.
struct Average {
  template <class T>
  static constexpr typename Wide<T>::Type kStart = 0;
  template <class T>
  FIREFLY_INLINE static T step(T sum, T x) {
    return sum + x;
  }
  FIREFLY_INLINE static int32_t finish(int32_t sum, int32_t count) {
    const int32_t half = count / 2;
    return (sum > 0 ? sum + half : sum - half) / count;
  }
  FIREFLY_INLINE static float finish(float sum, int32_t count) {
    return sum / static_cast<float>(count);
  }
};

struct Maximum {
  template <class T>
  static constexpr typename Wide<T>::Type kStart = Limits<T>::kLowest;
  template <class T>
  FIREFLY_INLINE static T step(T largest, T x) {
    return max_of(largest, x);
  }
  template <class T>
  FIREFLY_INLINE static T finish(T largest, int32_t /*count*/) {
    return largest;
  }
};

/// Root of the mean square; float only.
struct L2 {
  template <class T>
  static constexpr typename Wide<T>::Type kStart = 0;
  FIREFLY_INLINE static float step(float sum, float x) { return sum + x * x; }
  FIREFLY_INLINE static float finish(float sum, int32_t count) {
    return float_math::sqrt(sum / static_cast<float>(count));
  }
};

/// The places of an input row that a window sees.
struct Stretch {
  int32_t begin;  ///< Element.
  int32_t pixels;
  int32_t channels;  ///< From one to the next.
};

/// Visits the rows of a window: visit(first element). Returns the places.
template <class T, class Visit>
FIREFLY_INLINE int32_t for_each_stretch(const T* const* rows, int32_t height,
                                        const Stretch& stretch, Visit visit) {
  int32_t count = 0;
  for (int32_t k = 0; k < height; ++k) {
    if (rows[k] != nullptr) {
      visit(rows[k] + stretch.begin);
      count += stretch.pixels;
    }
  }
  return count;
}

/// Neighbouring channels of an output pixel, as many at a time as pay: of the
/// first `channels` of them, returns how many there were.
template <class Function, class T, class Layer>
FIREFLY_INLINE int32_t pool_lanes(const Layer& /*layer*/,
                                  const T* const* /*rows*/,
                                  const Stretch& /*stretch*/,
                                  int32_t /*channels*/, T* /*out*/) {
  return 0;
}

template <>
FIREFLY_INLINE int32_t pool_lanes<Average, int8_t, PoolLayer<int32_t>>(
    const PoolLayer<int32_t>& layer, const int8_t* const* rows,
    const Stretch& stretch, int32_t channels, int8_t* out) {
  if (channels < 4) {
    return 0;
  }
  ByteSums lanes;
  const int32_t count = for_each_stretch(
      rows, layer.window_height, stretch, [&](const int8_t* from) {
        lanes.add(from, stretch.channels, stretch.pixels);
      });
  int32_t sums[4];
  lanes.get(sums);
  for (int i = 0; i < 4; ++i) {
    out[i] = static_cast<int8_t>(
        clamp(Average::finish(sums[i], count), layer.low, layer.high));
  }
  return 4;
}

/// The maxima of 4 · words channels.
template <int words>
FIREFLY_INLINE int32_t pool_maxima(const PoolLayer<int32_t>& layer,
                                   const int8_t* const* rows,
                                   const Stretch& stretch, int8_t* out) {
  ByteMaxima<words> lanes(layer.low);
  for_each_stretch(rows, layer.window_height, stretch, [&](const int8_t* from) {
    lanes.add(from, stretch.channels, stretch.pixels);
  });
  lanes.put(layer.high, out);
  return 4 * words;
}

template <>
FIREFLY_INLINE int32_t pool_lanes<Maximum, int8_t, PoolLayer<int32_t>>(
    const PoolLayer<int32_t>& layer, const int8_t* const* rows,
    const Stretch& stretch, int32_t channels, int8_t* out) {
  if (channels >= 4 * kMostMaxima) {
    return pool_maxima<kMostMaxima>(layer, rows, stretch, out);
  }
  return channels >= 4 ? pool_maxima<1>(layer, rows, stretch, out) : 0;
}

/// One channel.
template <class Function, class T, class Layer>
FIREFLY_INLINE void pool_channel(const Layer& layer, const T* const* rows,
                                 const Stretch& stretch, T* out) {
  using Sum = typename Wide<T>::Type;
  Sum sum = Function::template kStart<T>;
  const int32_t count =
      for_each_stretch(rows, layer.window_height, stretch, [&](const T* from) {
        for (int32_t i = stretch.pixels; i > 0; --i, from += stretch.channels) {
          sum = Function::step(sum, static_cast<Sum>(*from));
        }
      });
  *out = static_cast<T>(
      clamp(Function::finish(sum, count), layer.low, layer.high));
}

}  // namespace pooling

/// One output row [output_width, channels] from the `window_height` input rows
/// [input_width, channels] that its windows cover, null outside the image.
template <class Function, class T>
FIREFLY_INLINE void pool2d_row_plain(
    const PoolLayer<typename pooling::Wide<T>::Type>& layer,
    const T* const* rows, T* out) {
  const int32_t channels = layer.channels;
  for (int32_t x = 0; x < layer.output_width; ++x) {
    const int32_t first = x * layer.stride_w - layer.margin_left;
    const int32_t begin = max_of(first, int32_t{0});
    const int32_t end = min_of(first + layer.window_width, layer.input_width);
    pooling::Stretch stretch = {begin * channels, end - begin, channels};
    for (int32_t left = channels; left > 0;) {
      int32_t done =
          pooling::pool_lanes<Function>(layer, rows, stretch, left, out);
      if (done == 0) {
        pooling::pool_channel<Function>(layer, rows, stretch, out);
        done = 1;
      }
      left -= done;
      stretch.begin += done;
      out += done;
    }
  }
}

/// The same; instruction sets may have better ones.
template <class Function, class T>
FIREFLY_KERNEL
void pool2d_row(const PoolLayer<typename pooling::Wide<T>::Type>& layer,
                const T* const* rows, T* out) {
  pool2d_row_plain<Function>(layer, rows, out);
}

/// All rows of all images. scratch: window_height pointers.
template <class Function, class T>
FIREFLY_KERNEL
void pool2d(const PoolImages<typename pooling::Wide<T>::Type>& layer,
            const T* x, T* out, uint8_t* scratch) {
  auto** rows = reinterpret_cast<const T**>(scratch);
  const int32_t input_row = layer.layer.input_width * layer.layer.channels;
  const int32_t output_row = layer.layer.output_width * layer.layer.channels;
  for (int32_t n = 0; n < layer.images; ++n) {
    for (int32_t y = 0; y < layer.output_height; ++y) {
      for (int32_t k = 0; k < layer.layer.window_height; ++k) {
        const int32_t row = y * layer.stride_h - layer.margin_top + k;
        const bool inside = row >= 0 && row < layer.input_height;
        rows[k] = inside ? x + row * input_row : nullptr;
      }
      pool2d_row<Function>(layer.layer, rows, out);
      out += output_row;
    }
    x += layer.input_height * input_row;
  }
}

}  // namespace firefly
