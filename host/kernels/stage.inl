// SPDX-License-Identifier: Apache-2.0
//
// Images with their margins written out, in the type that products take: every
// window then lies inside, and no kernel looks at borders.
#pragma once

#include "host/kernels.h"

namespace firefly::host {

template <class Element, int offset>
FIREFLY_INLINE void stage_fill(Element* out, ptrdiff_t count, int32_t value) {
  for (ptrdiff_t i = 0; i < count; ++i) {
    out[i] = static_cast<Element>(value + offset);
  }
}

/// In steps of a length that compilers know, since pixels are short.
template <class Element, int offset>
FIREFLY_INLINE void stage_copy(Element* out, ptrdiff_t count, const int8_t* x) {
  constexpr int kStep = 16;
  for (; count >= kStep; count -= kStep, out += kStep, x += kStep) {
    for (int i = 0; i < kStep; ++i) {
      out[i] = static_cast<Element>(x[i] + offset);
    }
  }
  for (ptrdiff_t i = 0; i < count; ++i) {
    out[i] = static_cast<Element>(x[i] + offset);
  }
}

template <class Element, int offset>
FIREFLY_INLINE void stage_row(const StageLayer& layer, const int8_t* row,
                              Element* out) {
  const ptrdiff_t channels = layer.channels;
  const int left = min_of(layer.margin_left, layer.columns);
  const int inside = min_of(layer.columns - left, layer.input_width);
  stage_fill<Element, offset>(out, left * channels, layer.fill);
  stage_copy<Element, offset>(out + left * channels, inside * channels, row);
  stage_fill<Element, offset>(out + (left + inside) * channels,
                              (layer.columns - left - inside) * channels,
                              layer.fill);
}

/// `Isa` only keeps the instances of instruction sets apart.
template <class Isa, class Element, int offset>
FIREFLY_INLINE void stage_image(const StageLayer& layer, const int8_t* image,
                                Element* out) {
  const ptrdiff_t input_row =
      static_cast<ptrdiff_t>(layer.input_width) * layer.channels;
  const ptrdiff_t row = static_cast<ptrdiff_t>(layer.columns) * layer.channels;
  for (int y = 0; y < layer.rows; ++y, out += row) {
    const int in_y = y - layer.margin_top;
    if (in_y < 0 || in_y >= layer.input_height) {
      stage_fill<Element, offset>(out, row, layer.fill);
    } else {
      stage_row<Element, offset>(layer, image + in_y * input_row, out);
    }
  }
}

template <class Isa>
void stage(const StageLayer& layer, const int8_t* image, uint8_t* staged) {
  using Element = typename Isa::Element;
  stage_image<Isa, Element, Isa::kOffset>(layer, image,
                                          reinterpret_cast<Element*>(staged));
}

template <class Isa>
void stage_wide(const StageLayer& layer, const int8_t* image, int16_t* staged) {
  stage_image<Isa, int16_t, 0>(layer, image, staged);
}

}  // namespace firefly::host
