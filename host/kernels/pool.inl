// SPDX-License-Identifier: Apache-2.0
//
// Pooling: plain loops over channels, which compilers turn into vectors.
#pragma once

#include "host/kernels.h"

namespace firefly::host {

struct PoolWindow {
  int y_begin;
  int y_end;
  int x_begin;
  int x_end;
};

/// What the window of an output pixel sees of the image.
FIREFLY_INLINE PoolWindow pool_window(const PoolLayer& layer, int y, int x) {
  const int top = y * layer.stride_h - layer.margin_top;
  const int left = x * layer.stride_w - layer.margin_left;
  return {max_of(top, 0), min_of(top + layer.window_height, layer.input_height),
          max_of(left, 0),
          min_of(left + layer.window_width, layer.input_width)};
}

/// Calls `row(pixels, count)` for the rows of a window: channels of `count`
/// pixels.
template <class Row>
FIREFLY_INLINE void for_each_pool_row(const PoolLayer& layer,
                                      const PoolWindow& window,
                                      const int8_t* image, const Row& row) {
  for (int y = window.y_begin; y < window.y_end; ++y) {
    for (int x = window.x_begin; x < window.x_end; ++x) {
      row(image +
          (static_cast<ptrdiff_t>(y) * layer.input_width + x) * layer.channels);
    }
  }
}

/// Integers round to nearest, ties away from zero. Quotients of numbers below
/// 2^23 are exact enough in float that cutting them is right.
template <class Isa, int channels>
FIREFLY_INLINE void average_of(const PoolLayer& layer, const PoolWindow& window,
                               const int8_t* image, int left, int8_t* out) {
  int32_t sum[channels] = {};
  const int used = min_of(left, channels);
  for_each_pool_row(layer, window, image, [&](const int8_t* x) {
    if (used == channels) {
      for (int c = 0; c < channels; ++c) {
        sum[c] += x[c];
      }
    } else {
      for (int c = 0; c < used; ++c) {
        sum[c] += x[c];
      }
    }
  });
  const int count =
      (window.y_end - window.y_begin) * (window.x_end - window.x_begin);
  const int half = count / 2;
  const auto divisor = static_cast<float>(count);
  int8_t result[channels];
  for (int c = 0; c < channels; ++c) {
    const int rounded = sum[c] > 0 ? sum[c] + half : sum[c] - half;
    const auto mean =
        static_cast<int32_t>(static_cast<float>(rounded) / divisor);
    result[c] = static_cast<int8_t>(clamp(mean, layer.low, layer.high));
  }
  for (int c = 0; c < used; ++c) {
    out[c] = result[c];
  }
}

template <class Isa, int channels>
FIREFLY_INLINE void largest_of(const PoolLayer& layer, const PoolWindow& window,
                               const int8_t* image, int left, int8_t* out) {
  int8_t largest[channels];
  const int used = min_of(left, channels);
  for (int c = 0; c < channels; ++c) {
    largest[c] = INT8_MIN;
  }
  for_each_pool_row(layer, window, image, [&](const int8_t* x) {
    if (used == channels) {
      for (int c = 0; c < channels; ++c) {
        largest[c] = max_of(largest[c], x[c]);
      }
    } else {
      for (int c = 0; c < used; ++c) {
        largest[c] = max_of(largest[c], x[c]);
      }
    }
  });
  for (int c = 0; c < used; ++c) {
    out[c] = static_cast<int8_t>(
        clamp(static_cast<int32_t>(largest[c]), layer.low, layer.high));
  }
}

/// `pixel(window, image, channels left, out)` for blocks of `channels`.
template <int channels, class Pixel>
FIREFLY_INLINE void for_each_pool_block(const PoolLayer& layer, const int8_t* x,
                                        int8_t* out, const Pixel& pixel) {
  const ptrdiff_t image = static_cast<ptrdiff_t>(layer.input_height) *
                          layer.input_width * layer.channels;
  for (int n = 0; n < layer.images; ++n, x += image) {
    for (int y = 0; y < layer.output_height; ++y) {
      for (int column = 0; column < layer.output_width; ++column) {
        const PoolWindow window = pool_window(layer, y, column);
        for (int c = 0; c < layer.channels; c += channels) {
          pixel(window, x + c, layer.channels - c, out + c);
        }
        out += layer.channels;
      }
    }
  }
}

template <class Isa>
void average_pool(const PoolLayer& layer, const int8_t* x, int8_t* out) {
  constexpr int kChannels = 64;
  for_each_pool_block<kChannels>(
      layer, x, out,
      [&](const PoolWindow& window, const int8_t* image, int left, int8_t* to) {
        average_of<Isa, kChannels>(layer, window, image, left, to);
      });
}

template <class Isa>
void max_pool(const PoolLayer& layer, const int8_t* x, int8_t* out) {
  constexpr int kChannels = 64;
  for_each_pool_block<kChannels>(
      layer, x, out,
      [&](const PoolWindow& window, const int8_t* image, int left, int8_t* to) {
        largest_of<Isa, kChannels>(layer, window, image, left, to);
      });
}

}  // namespace firefly::host
