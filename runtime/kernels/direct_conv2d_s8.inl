// SPDX-License-Identifier: Apache-2.0
#pragma once

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

/// What a strip's windows see, from column `first` on.
template <class Isa, class Windows>
FIREFLY_INLINE void widen_strip(const PairedConv2dS8& layer,
                                const int8_t* const* rows, int first, int pairs,
                                int16_t* patch) {
  const ConvShape& shape = layer.shape;
  if (windows_are_runs(shape)) {
    Isa::widen_window(rows[0] + first * shape.input_channels,
                      2 * pairs * shape.input_channels, patch);
    return;
  }
  const int columns = (2 * pairs - 1) * shape.stride_w + shape.kernel_width;
  for (int ky = 0; ky < Windows::kRows; ++ky) {
    widen_columns<Isa>(layer, rows[ky], first, columns,
                       patch + ky * (Windows::kRowBytes / 2));
  }
}

template <class Isa, class Windows, class Outputs>
FIREFLY_KERNEL
void direct_conv2d_s8_row(const PairedConv2dS8& layer,
                          const int8_t* const* rows, int8_t* output,
                          uint8_t* scratch) {
  const ConvShape& shape = layer.shape;
  auto* const patch = reinterpret_cast<int16_t*>(scratch);
  int32_t pair_step = 2 * Outputs::kStep;
  if (const int32_t margin = layer.plane_margin; margin != 0) {
    pair_step = 4;
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
    output += pairs * pair_step;
  }
}

}  // namespace firefly
