// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "isa/signal_words.h"

namespace firefly::features {

/// The first coefficients of a cosine transform, as products with a table.
struct CosineTransform {
  /// count rows of `length` values, in any format in which no sum of products
  /// overflows; 4-byte aligned.
  const int16_t* table;
  int32_t length;  ///< Even; a zero at the end makes it so.
  int32_t count;
};

/// The coefficient `index` of values, 4-byte aligned.
FIREFLY_INLINE int32_t cosine_coefficient(const CosineTransform& transform,
                                          const int16_t* values,
                                          int32_t index) {
  return dot_s16(transform.table + index * transform.length, values,
                 transform.length);
}

}  // namespace firefly::features
