// SPDX-License-Identifier: Apache-2.0
//
// Convolution on cores that multiply 32 bits at a time and have no SIMD. The
// activations of two pixels share a word, first + 2^kPairShift · second, so
// that each multiplication by a weight gives the products of both. How the
// sums are told apart is the ISA's business (Isa::dot_pairs()).
#pragma once

#include "kernels/conv2d_s8.h"

namespace firefly {

/// Neighbouring output pixels, two a word. Past a row's end the last one comes
/// twice, and computes and stores the same.
template <int pairs>
struct PixelPairs {
  static constexpr int kPixels = 2 * pairs;
  int32_t first_column;  ///< At which the first pixel's window begins.
  int32_t column_step;
  int32_t last_column_step;
  int32_t output_step;
  int32_t last_output_step;

  /// `x`: the first pixel; the row has at most one too few.
  FIREFLY_INLINE PixelPairs(const ConvShape& shape, int x)
      : first_column(x * shape.stride_w - shape.margin_left),
        column_step(shape.stride_w),
        output_step(shape.output_channels) {
    const int last = x + kPixels <= shape.output_width ? 1 : 0;
    last_column_step = last * column_step;
    last_output_step = last * output_step;
  }
  FIREFLY_INLINE int last_column() const {
    return first_column + (kPixels - 2) * column_step + last_column_step;
  }
};

/// Two activations in a word.
template <class Isa>
FIREFLY_INLINE int32_t pair_up(int32_t first, int32_t second) {
  return first + second * (1 << Isa::kPairShift);
}

/// `count` activations from each of the pointers.
template <class Isa, int pairs, int count>
FIREFLY_INLINE void pair_up_step(const int8_t* (&from)[2 * pairs],
                                 int32_t* words) {
  FIREFLY_UNROLL
  for (int i = 0; i < count * pairs; ++i) {
    const int pixel = i % pairs * 2;
    words[i] = pair_up<Isa>(from[pixel][i / pairs], from[pixel + 1][i / pairs]);
  }
  FIREFLY_UNROLL
  for (int p = 0; p < 2 * pairs; ++p) {
    from[p] += count;
  }
}
template <class Isa, int pairs>
FIREFLY_INLINE int32_t* pair_up_run(const int8_t* (&from)[2 * pairs], int count,
                                    int32_t* words) {
  const int8_t* const end = from[0] + count;
  while (end - from[0] >= 4) {
    pair_up_step<Isa, pairs, 4>(from, words);
    words += 4 * pairs;
  }
  while (from[0] != end) {
    pair_up_step<Isa, pairs, 1>(from, words);
    words += pairs;
  }
  return words;
}

/// The same where some pixels, null, read a margin.
template <class Isa, int pairs>
FIREFLY_INLINE int32_t* pair_up_margin(const int8_t* const (&pixel)[2 * pairs],
                                       int count, int32_t zero_point,
                                       int32_t* words) {
  for (int i = 0; i < count; ++i) {
    for (int pair = 0; pair < pairs; ++pair) {
      const int8_t* const first = pixel[2 * pair];
      const int8_t* const second = pixel[2 * pair + 1];
      *words++ = pair_up<Isa>(first == nullptr ? zero_point : first[i],
                              second == nullptr ? zero_point : second[i]);
    }
  }
  return words;
}

FIREFLY_INLINE int32_t* fill_words(int32_t* words, int count, int32_t value) {
  for (int i = 0; i < count; ++i) {
    *words++ = value;
  }
  return words;
}

/// A kernel row's taps, one by one: something lies between them or some are in
/// a margin.
template <class Isa, int pairs>
FIREFLY_KERNEL
int32_t* gather_taps(const Conv2dS8& layer, const int8_t* row,
                     const PixelPairs<pairs>& pixels, int32_t* words) {
  constexpr int kPixels = 2 * pairs;
  const ConvShape& shape = layer.shape;
  const int depth = shape.group_input_channels();
  for (int kx = 0; kx < shape.kernel_width; ++kx) {
    const int8_t* from[kPixels];
    bool margin = false;
    int column = pixels.first_column + kx * shape.dilation_w;
    FIREFLY_UNROLL
    for (int p = 0; p < kPixels; ++p) {
      // Negative ones are too large.
      const bool out = static_cast<uint32_t>(column) >=
                       static_cast<uint32_t>(shape.input_width);
      from[p] = out ? nullptr : row + column * shape.input_channels;
      margin |= out;
      column += p + 2 < kPixels ? pixels.column_step : pixels.last_column_step;
    }
    words = margin ? pair_up_margin<Isa, pairs>(from, depth,
                                                layer.input_zero_point, words)
                   : pair_up_run<Isa, pairs>(from, depth, words);
  }
  return words;
}

/// Copies the windows of pixels, a group's channels, into words:
/// [depth][pairs]. Margins read as the zero point.
template <class Isa, int pairs>
FIREFLY_KERNEL
void gather_pairs(const Conv2dS8& layer, const int8_t* const* rows,
                  int first_channel, const PixelPairs<pairs>& pixels,
                  int32_t* words) {
  constexpr int kPixels = 2 * pairs;
  const ConvShape& shape = layer.shape;
  const int reach = (shape.kernel_width - 1) * shape.dilation_w;
  const int row_taps = shape.kernel_width * shape.group_input_channels();
  int32_t* const end = words + pairs * layer.dot.depth;
  // A kernel row's taps are one stretch of memory.
  const bool joined = shape.dilation_w == 1 && shape.groups == 1 &&
                      pixels.first_column >= 0 &&
                      pixels.last_column() + reach < shape.input_width;
  const int first = first_channel + pixels.first_column * shape.input_channels;
  const int step = pixels.column_step * shape.input_channels;
  const int last_step = pixels.last_column_step * shape.input_channels;
  for (int ky = 0; ky < shape.kernel_height; ++ky) {
    const int8_t* const row = rows[ky];
    if (row == nullptr) {
      const int32_t zero_point = layer.input_zero_point;
      words = fill_words(words, pairs * row_taps,
                         pair_up<Isa>(zero_point, zero_point));
    } else if (joined) {
      const int8_t* from[kPixels];
      from[0] = row + first;
      FIREFLY_UNROLL
      for (int p = 1; p < kPixels; ++p) {
        from[p] = from[p - 1] + (p + 1 < kPixels ? step : last_step);
      }
      words = pair_up_run<Isa, pairs>(from, row_taps, words);
    } else {
      words =
          gather_taps<Isa, pairs>(layer, row + first_channel, pixels, words);
    }
  }
  fill_words(words, static_cast<int>(end - words), 0);
}

/// All channels of pixels whose windows are in `words`.
template <class Isa, int pairs>
FIREFLY_KERNEL
void dot_s8_pairs(const DotS8& layer, const int32_t* words,
                  const PixelPairs<pairs>& pixels, int8_t* output) {
  constexpr int kPixels = 2 * pairs;
  constexpr int kTile = Isa::kDot.channels;
  constexpr int kChannels = Isa::template kPairChannels<pairs>;
  const auto range = Isa::load_range(layer.range);
  // Copies, which stores of int8 can not alias.
  const int8_t* weights = layer.weights;
  const int32_t* const bias = layer.bias;
  const int32_t* const multiplier = layer.multiplier;
  const int8_t* const right_shift = layer.right_shift;
  const int depth = layer.depth;
  const int end_channel = layer.channels;
  for (int channel = 0; channel < end_channel; channel += kChannels) {
    int32_t sums[kChannels][kPixels];
    Isa::template dot_pairs<pairs>(words, depth,
                                   weights + channel % kTile * Isa::kDot.lanes,
                                   bias + channel, sums);
    if ((channel + kChannels) % kTile == 0) {
      weights += kTile * depth;
    }
    FIREFLY_UNROLL
    for (int c = 0; c < kChannels; ++c) {
      if (c > 0 && channel + c >= end_channel) {
        break;
      }
      Isa::requantize_fourfold(sums[c], multiplier[channel + c],
                               right_shift[channel + c], range);
      int8_t* to = output + channel + c;
      FIREFLY_UNROLL
      for (int p = 0; p < kPixels; ++p) {
        *to = static_cast<int8_t>(sums[c][p]);
        to += p + 2 < kPixels ? pixels.output_step : pixels.last_output_step;
      }
    }
  }
}

/// Pixels of a row, one group's channels, as far as pairs of them go. Returns
/// how many those are: all, or all but the last.
template <class Isa>
FIREFLY_INLINE int conv2d_s8_pairs(const Conv2dS8& layer, const DotS8& dot,
                                   const int8_t* const* rows, int first_channel,
                                   int8_t* output, int32_t* words) {
  constexpr int kPairs = kSmallCode ? 1 : Isa::kDot.pixels / 2;
  const ConvShape& shape = layer.shape;
  const int width = shape.output_width;
  int x = 0;
  if constexpr (kPairs > 1) {
    for (; x + 2 * kPairs - 1 <= width; x += 2 * kPairs) {
      const PixelPairs<kPairs> pixels(shape, x);
      gather_pairs<Isa, kPairs>(layer, rows, first_channel, pixels, words);
      dot_s8_pairs<Isa, kPairs>(dot, words, pixels,
                                output + x * shape.output_channels);
    }
  }
  for (; x + 2 <= width; x += 2) {
    const PixelPairs<1> pixels(shape, x);
    gather_pairs<Isa, 1>(layer, rows, first_channel, pixels, words);
    int8_t* const to = output + x * shape.output_channels;
    if (!Isa::dot_pair_of_pixels(dot, words, to, pixels.last_output_step)) {
      dot_s8_pairs<Isa, 1>(dot, words, pixels, to);
    }
  }
  return min_of(x, width);
}

}  // namespace firefly
