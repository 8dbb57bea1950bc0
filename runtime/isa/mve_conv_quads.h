// SPDX-License-Identifier: Apache-2.0
//
// conv2d_s8 with MVE by quads of pixels (mve_dot_quads.h), of layers for which
// has_quads(). Windows are read from the input's rows where they are; the
// columns of a quad that sees a margin are copied into a patch first.
#pragma once

#include "isa/mve_copy.h"
#include "isa/mve_dot_quads.h"
#include "kernels/conv2d_s8.h"

namespace firefly::mve {

/// The code of a list's entries.
struct QuadCode {
  void (*first)();
  void (*run)();
  void (*skip)();
};

/// Of one output row.
struct QuadRow {
  const Conv2dS8& layer;
  const int8_t* const* rows;
  int8_t* output;
  const QuadCode& code;
  bool needs_patches = false;  ///< Rows are margins that have no biases.
  int left_out = -1;           ///< The row that is one and has biases, if any.
  // The scratch.
  QuadRun* list;  ///< Past what makes its vectors whole.
  int8_t* patch;
  QuadPass pass;

  FIREFLY_INLINE QuadRow(const Conv2dS8& of, const int8_t* const* input,
                         int8_t* to, uint8_t* scratch, const QuadCode& by)
      : layer(of), rows(input), output(to), code(by) {
    const ConvShape& shape = layer.shape;
    patch = reinterpret_cast<int8_t*>(scratch + quad_list_bytes(shape));
    pass.moving = reinterpret_cast<QuadRun*>(scratch);
    find_margins();
    const int skips = left_out < 0 ? 0 : 1;
    const int entries =
        (shape.kernel_height - skips) * (shape.input_channels / 16) + skips;
    list = pass.moving + entries % 2;
    pass.list = list;
    pass.moving_vectors = (entries + 1) / 2;
    set_pass();
  }

  /// Output pixels [x, x + 4 · quads), whose windows see no margin at the
  /// sides.
  FIREFLY_INLINE void run_inner(int x, int quads) {
    const int offset = first_column(x) * layer.shape.input_channels;
    set_list([&](int ky) { return rows[ky] + offset; });
    run(x, quads);
  }

  /// The list of patched quads.
  FIREFLY_INLINE void list_patch() {
    const int row_bytes =
        quad_columns(layer.shape) * layer.shape.input_channels;
    set_list([&](int ky) { return patch + ky * row_bytes; });
  }

  /// Output pixels [x, x + 4) by way of the patch.
  FIREFLY_INLINE void run_patched(int x) {
    gather(first_column(x));
    run(x, 1);
  }

 private:
  FIREFLY_INLINE void find_margins() {
    int missing = 0;
    const int last = layer.shape.kernel_height - 1;
    for (int ky = 0; ky <= last; ++ky) {
      if (rows[ky] == nullptr) {
        ++missing;
        left_out = ky;
      }
    }
    const bool at_end = left_out == 0 || left_out == last;
    if (missing > 1 || last == 0 || !at_end) {
      needs_patches = missing > 0;
      left_out = -1;
    }
  }

  /// From an input row to what the window of output pixel x sees first.
  FIREFLY_INLINE int first_column(int x) const {
    return x * layer.shape.stride_w - layer.shape.margin_left;
  }

  FIREFLY_INLINE void run(int x, int quads) {
    pass.output = output + x * layer.shape.output_channels;
    pass.quads = quads;
    dot_quads(&pass);
  }

  /// row(ky) is where the first columns of the window's rows are.
  template <class F>
  FIREFLY_INLINE void set_list(F&& row) {
    const ConvShape& shape = layer.shape;
    QuadRun* entry = list;
    if (left_out == 0) {
      (entry++)->code = code.skip;
    }
    void (*next)() = code.first;
    for (int ky = 0; ky < shape.kernel_height; ++ky) {
      if (ky == left_out) {
        continue;
      }
      const int8_t* columns = row(ky);
      const int8_t* const end = columns + shape.input_channels;
      do {
        *entry++ = {columns, next};
        next = code.run;
        columns += 16;
      } while (columns != end);
    }
    if (left_out > 0) {
      (entry++)->code = code.skip;
    }
    entry->columns = reinterpret_cast<const int8_t*>(
        static_cast<intptr_t>(layer.dot.range.zero_point));
    pass.end = entry;
  }

  FIREFLY_INLINE void set_pass() {
    const ConvShape& shape = layer.shape;
    const DotS8& dot = layer.dot;
    const int channels = shape.output_channels;
    pass.stream = dot.weights;
    pass.bias = dot.bias;
    if (left_out >= 0) {
      pass.bias += left_out == 0 ? channels : 2 * channels;
    }
    pass.bias_end = pass.bias + channels;
    const int step = kQuadPixels * shape.stride_w * shape.input_channels;
    pass.step[0] = pass.step[2] = static_cast<uint32_t>(step);
    pass.step[1] = pass.step[3] = 0;
    pass.gap = (kQuadPixels - 1) * channels;
    pass.low = dot.range.low;
    pass.high = dot.range.high;
    pass.finish = finish_of(dot.range, nullptr);
    // Two halfwords at a time.
    uint32_t places = 0x10000;
    for (int i = 0; i < 2 * kQuadPixels; i += 2) {
      __builtin_memcpy(&pass.places[i], &places, sizeof(places));
      places += static_cast<uint32_t>(channels) * 0x10001;
    }
  }

  /// Copies the columns from `first` on that a quad sees; margins read as the
  /// zero point.
  FIREFLY_INLINE void gather(int first) {
    const ConvShape& shape = layer.shape;
    const int channels = shape.input_channels;
    const int columns = quad_columns(shape);
    const int begin = clamp<int>(-first, 0, columns);
    const int end = clamp<int>(shape.input_width - first, begin, columns);
    const int offset = (first + begin) * channels;
    const int before = begin * channels;
    const int inside = (end - begin) * channels;
    const int after = (columns - end) * channels;
    const int8x16_t zero =
        vdupq_n_s8(static_cast<int8_t>(layer.input_zero_point));
    int8_t* to = patch;
    for (int ky = 0; ky < shape.kernel_height; ++ky) {
      const int8_t* const row = rows[ky];
      fill(to, before, zero);
      to += before;
      row == nullptr ? fill(to, inside, zero) : copy(row + offset, inside, to);
      to += inside;
      fill(to, after, zero);
      to += after;
    }
  }
};

/// The arguments of conv2d_s8_row().
inline FIREFLY_KERNEL
void quads_conv2d_s8_row(const Conv2dS8& layer, const int8_t* const* rows,
                         int8_t* output, uint8_t* scratch,
                         const QuadCode& code) {
  const ConvShape& shape = layer.shape;
  QuadRow row(layer, rows, output, scratch, code);
  const int stride = shape.stride_w;
  // Quads from `begin` to `last` see no margin, and start at whole ones.
  const int begin =
      round_up((shape.margin_left + stride - 1) / stride, kQuadPixels);
  const int room = shape.input_width + shape.margin_left - quad_columns(shape);
  const int last_quad = shape.output_width - kQuadPixels;
  const int last = room < 0 ? -1 : min_of(room / stride, last_quad);
  const int inner =
      last < begin || row.needs_patches ? 0 : (last - begin) / kQuadPixels + 1;
  if (inner > 0) {
    row.run_inner(begin, inner);
  }
  row.list_patch();
  for (int x = 0; x < shape.output_width; x += kQuadPixels) {
    if (x == begin) {
      x += kQuadPixels * inner;
    }
    if (x < shape.output_width) {
      row.run_patched(min_of(x, last_quad));  // It ends where the row does.
    }
  }
}

template <class Columns>
FIREFLY_INLINE void quads_conv2d_s8_row(const Conv2dS8& layer,
                                        const int8_t* const* rows,
                                        int8_t* output, uint8_t* scratch) {
  static constexpr QuadCode kCode = {Columns::template run<true>,
                                     Columns::template run<false>,
                                     skip_quad_row<Columns::kBytes>};
  quads_conv2d_s8_row(layer, rows, output, scratch, kCode);
}

}  // namespace firefly::mve
