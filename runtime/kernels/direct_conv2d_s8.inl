// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/copy_run.h"
#include "kernels/direct_conv2d_s8.h"

namespace firefly {

FIREFLY_INLINE int16_t* fill_halves(int16_t* to, int count, int32_t value) {
  for (; count > 0; --count) {
    *to++ = static_cast<int16_t>(value);
  }
  return to;
}

/// `columns` columns of a row from `first` on, margins as the zero point.
template <class Isa>
FIREFLY_INLINE void widen_columns(const PairedConv2dS8& layer,
                                  const int8_t* row, int first, int columns,
                                  int16_t* to) {
  const ConvShape& shape = layer.shape;
  const int channels = shape.input_channels;
  const int begin =
      row == nullptr ? columns : min_of(max_of(-first, 0), columns);
  const int end =
      max_of(begin, min_of<int>(columns, shape.input_width - first));
  to = fill_halves(to, begin * channels, layer.input_zero_point);
  const int inside = (end - begin) * channels;
  if (inside > 0) {
    Isa::widen_run(row + (first + begin) * channels, inside, to);
  }
  fill_halves(to + inside, (columns - end) * channels, layer.input_zero_point);
}

/// Where the columns of a row that a strip sees lie.
struct StripColumns {
  int first;   ///< Of the image, in which the strip begins.
  int before;  ///< Of the strip, margins to the left of the image.
  int inside;
  int all;
};
FIREFLY_INLINE StripColumns strip_columns(const ConvShape& shape, int first,
                                          int columns) {
  const int before = min_of(max_of(-first, 0), columns);
  const int end =
      max_of(before, min_of<int>(columns, shape.input_width - first));
  return {first + before, before, end - before, columns};
}

/// Words of two zero points.
FIREFLY_INLINE void fill_words(const PairedConv2dS8& layer, int16_t* to,
                               int count) {
  if (count > 0) {
    const auto half = static_cast<uint16_t>(layer.input_zero_point);
    fill_run(reinterpret_cast<int8_t*>(to), 4 * count, half * 0x10001U);
  }
}

/// Two rows as words of a value and the one below it.
template <class Isa>
FIREFLY_INLINE void pair_columns(const PairedConv2dS8& layer,
                                 const int8_t* const* rows,
                                 const StripColumns& columns, int16_t* to) {
  const int channels = layer.shape.input_channels;
  const int offset = columns.first * channels;
  const int before = columns.before * channels;
  const int count = columns.inside * channels;
  if (rows[0] == nullptr || rows[1] == nullptr || count == 0) {
    fill_words(layer, to, columns.all * channels);
    for (int below = 0; below < 2; ++below, ++to) {
      for (int i = 0; rows[below] != nullptr && i < count; ++i) {
        to[2 * (before + i)] = rows[below][offset + i];
      }
    }
    return;
  }
  fill_words(layer, to, before);
  to += 2 * before;
  Isa::pair_run(rows[0] + offset, rows[1] + offset, count, to);
  fill_words(layer, to + 2 * count, columns.all * channels - before - count);
}

/// A row as words of a value and the next one, two words apart.
template <class Isa>
FIREFLY_INLINE void spread_columns(const PairedConv2dS8& layer,
                                   const int8_t* row,
                                   const StripColumns& columns, int16_t* to) {
  const int channels = layer.shape.input_channels;
  const int all = columns.all * channels;
  if (row == nullptr || columns.inside == 0) {
    fill_words(layer, to, all);
    return;
  }
  int at = columns.before * channels;
  const int end = at + columns.inside * channels;
  const int8_t* from = row + columns.first * channels;
  fill_words(layer, to, round_up(at, 2));
  if (at % 2 != 0) {
    to[2 * at - 1] = *from++;
    ++at;
  }
  if (at < end) {
    Isa::spread_run(from, end - at, to + 2 * at);
  }
  if (end % 2 != 0) {
    to[2 * end - 1] = static_cast<int16_t>(layer.input_zero_point);
  }
  const int behind = round_up(end, 2);
  fill_words(layer, to + 2 * behind, max_of(all - behind, 0));
}

/// The same of every value.
template <class Isa>
FIREFLY_INLINE void overlap_columns(const PairedConv2dS8& layer,
                                    const int8_t* row,
                                    const StripColumns& columns, int16_t* to) {
  const int channels = layer.shape.input_channels;
  const int all = columns.all * channels;
  if (row == nullptr || columns.inside == 0) {
    fill_words(layer, to, all);
    return;
  }
  const int before = columns.before * channels;
  const int last = before + columns.inside * channels - 1;
  const int8_t* const from = row + columns.first * channels;
  fill_words(layer, to, before);
  Isa::pair_run(from, from + 1, last - before, to + 2 * before);
  fill_words(layer, to + 2 * last, all - last);
  to[2 * last] = from[last - before];
  if (before > 0) {
    to[2 * before - 1] = from[0];
  }
}

/// What a strip's windows see, from column `first` on.
template <class Isa, class Windows>
FIREFLY_INLINE void widen_strip(const PairedConv2dS8& layer,
                                const int8_t* const* rows, int first, int pairs,
                                int16_t* patch) {
  const ConvShape& shape = layer.shape;
  if (!Windows::kPaired && windows_are_runs(shape)) {
    Isa::widen_window(rows[0] + first * shape.input_channels,
                      2 * pairs * shape.input_channels, patch);
    return;
  }
  constexpr int kHalves = Windows::kRowBytes / 2;
  const int columns = (2 * pairs - 1) * shape.stride_w + shape.kernel_width;
  if constexpr (Windows::kPaired) {
    const StripColumns strip = strip_columns(shape, first, columns);
    for (int pair = 0; pair < Windows::kRows; ++pair) {
      pair_columns<Isa>(layer, rows + 2 * pair, strip, patch + pair * kHalves);
    }
    if constexpr (Windows::kLoneWords > 0) {
      const int8_t* const row = rows[2 * Windows::kRows];
      int16_t* const to = patch + Windows::kRows * kHalves;
      if constexpr (Windows::kSecond % 8 == 0) {
        spread_columns<Isa>(layer, row, strip, to);
      } else {
        overlap_columns<Isa>(layer, row, strip, to);
      }
    }
  } else {
    for (int ky = 0; ky < Windows::kRows; ++ky) {
      widen_columns<Isa>(layer, rows[ky], first, columns, patch + ky * kHalves);
    }
  }
}

template <class Isa, class Windows, class Outputs>
FIREFLY_KERNEL
void direct_conv2d_s8_row(const PairedConv2dS8& layer,
                          const int8_t* const* rows, int8_t* output,
                          uint8_t* scratch) {
  const ConvShape& shape = layer.shape;
  auto* const patch = reinterpret_cast<int16_t*>(scratch);
  constexpr bool kPlanes = Outputs::kForm == paired_form::kPlanes;
  constexpr int32_t kPairStep = kPlanes ? 4 : 2 * Outputs::kStep;
  if (const int32_t margin = layer.plane_margin; kPlanes && margin != 0) {
    write_plane_margins(output, shape.output_width, shape.output_channels,
                        margin);
    output += plane_start_bytes(margin);
  }
  int first = -shape.margin_left;
  for (int left = shape.output_width / 2; left > 0; left -= layer.strip_pairs) {
    const int pairs = min_of<int>(left, layer.strip_pairs);
    widen_strip<Isa, Windows>(layer, rows, first, pairs, patch);
    Isa::template dot_direct_pairs<Windows, Outputs>(&layer.dot, patch, output,
                                                     pairs);
    first += 2 * pairs * shape.stride_w;
    output += pairs * kPairStep;
  }
}

/// Pixels [first, first + count) of rows of single pixels.
template <class Isa>
FIREFLY_INLINE void widen_pixels(const ConvShape& shape,
                                 const int8_t* const* rows, int first,
                                 int count, int16_t* to) {
  const int channels = shape.input_channels;
  const int width = shape.input_width;
  for (; first >= width; first -= width) {
    ++rows;
  }
  while (count > 0) {
    const int here = min_of(count, width - first);
    Isa::widen_window(*rows + first * channels, here * channels, to);
    to += here * channels;
    count -= here;
    first = 0;
    ++rows;
  }
}

/// Where the outputs of two rows' pixels go.
template <class Isa, class Outputs>
struct DirectRows {
  static constexpr bool kPlanes = Outputs::kForm == paired_form::kPlanes;
  static constexpr int kPairStep = kPlanes ? 4 : 2 * Outputs::kStep;

  const PairedDotS8& dot;
  int8_t* output;
  int pixels;       ///< Still to come.
  int8_t* outputs;  ///< Memory for those of a pair.

  /// The next `pairs` pairs, as far as there are pixels.
  template <class Windows>
  FIREFLY_INLINE void run(const int16_t* patch, int pairs) {
    pairs = min_of(pairs, pixels / 2);
    if (pairs > 0) {
      Isa::template dot_direct_pairs<Windows, Outputs>(&dot, patch, output,
                                                       pairs);
      output += pairs * kPairStep;
      pixels -= 2 * pairs;
    }
  }
  /// The next pair, of which the second pixel may be missing.
  template <class Windows>
  FIREFLY_INLINE void run_last(const int16_t* patch) {
    if (pixels == 1) {
      int8_t* const to = kPlanes ? output : outputs;
      Isa::template dot_direct_pairs<Windows, Outputs>(&dot, patch, to, 1);
      if (!kPlanes) {
        __builtin_memcpy(output, outputs, Outputs::kStep);
      }
      pixels = 0;
    } else {
      run<Windows>(patch, 1);
    }
  }
};

template <class Isa, class Windows, class Last, class Outputs>
FIREFLY_KERNEL
void direct_conv2d_s8_two_rows(const PairedConv2dS8& layer,
                               const int8_t* const* rows, int8_t* output,
                               uint8_t* scratch, int count) {
  const ConvShape& shape = layer.shape;
  const DirectRowPairs pairs = direct_row_pairs(shape);
  auto* const patch = reinterpret_cast<int16_t*>(scratch);
  const int width = shape.output_width;
  DirectRows<Isa, Outputs> to{
      layer.dot, output, count * width,
      reinterpret_cast<int8_t*>(scratch + pairs.patch_bytes)};
  if constexpr (Windows::kRowBytes == 0) {
    for (int first = 0; to.pixels > 0; first += 2 * pairs.strip_pairs) {
      widen_pixels<Isa>(shape, rows, first,
                        min_of<int>(to.pixels, 2 * pairs.strip_pairs), patch);
      const int whole = min_of<int>(to.pixels / 2, pairs.strip_pairs);
      to.template run<Windows>(patch, whole);
      if (to.pixels == 1 && whole < pairs.strip_pairs) {
        to.template run_last<Windows>(patch + whole * Windows::kSecond);
      }
    }
  } else {
    constexpr int kHalves = Windows::kRowBytes / 2;
    const int columns = (width - 1) * shape.stride_w + shape.kernel_width;
    const int height = Windows::kRows + (count - 1) * shape.stride_h;
    for (int ky = 0; ky < height; ++ky) {
      widen_columns<Isa>(layer, rows[ky], -shape.margin_left, columns,
                         patch + ky * kHalves);
    }
    constexpr int kPixel = Windows::kSecond / 2;
    to.template run<Windows>(patch, width / 2);
    to.template run_last<Last>(patch + (width - 1) * kPixel);
    to.template run<Windows>(patch + shape.stride_h * kHalves + kPixel,
                             width / 2);
  }
}

}  // namespace firefly
