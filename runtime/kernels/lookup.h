// SPDX-License-Identifier: Apache-2.0
//
// Functions of one quantised element, as tables that the host computes.
#pragma once

#include "kernels/base.h"

namespace firefly {

/// Any function of an 8-bit element.
struct LookupS8 {
  int32_t count;         ///< Elements.
  const uint8_t* table;  ///< 256 outputs, indexed by the input's bits.
};

/// out[i] = table[x[i]]. Elements are 8-bit, signed or not: only their bits
/// count. `out` may be `x`.
FIREFLY_KERNEL
inline void lookup_s8(const LookupS8& layer, const void* x, void* out) {
  const auto* from = static_cast<const uint8_t*>(x);
  auto* to = static_cast<uint8_t*>(out);
  const uint8_t* const table = layer.table;
  const uint8_t* const end = from + layer.count;
  while (from != end) {
    *to++ = table[*from++];
  }
}

/// A smooth function of an int16_t element.
struct LookupS16 {
  int32_t count;
  const int16_t* table;  ///< 513 outputs, for the inputs −2^15, −2^15 + 2^7, …
};

/// Interpolates linearly between table entries, as TFLM's LUTLookup.
FIREFLY_INLINE int16_t interpolate_s16(int16_t x, const int16_t* table) {
  const int16_t* const entry = table + 256 + (x >> 7);
  const int32_t slope = static_cast<int16_t>(entry[1] - entry[0]);
  return static_cast<int16_t>(entry[0] + ((slope * (x & 0x7F) + 64) >> 7));
}

/// `out` may be `x`.
FIREFLY_KERNEL
inline void lookup_s16(const LookupS16& layer, const int16_t* x, int16_t* out) {
  for (int32_t i = 0; i < layer.count; ++i) {
    out[i] = interpolate_s16(x[i], layer.table);
  }
}

}  // namespace firefly
