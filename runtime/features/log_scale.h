// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "isa/signal_words.h"

namespace firefly::features {

/// The natural logarithm of TensorFlow's micro_frontend (log_scale.c), bit for
/// bit.
struct LogScale {
  const int16_t* table;     ///< As natural_log_q16() takes it.
  int32_t correction_bits;  ///< Left shift of the signal, or a right one.
  int32_t output_bits;      ///< Behind the point.
};

/// ln(x) in Q16 for x > 0. table: log2(1 + i/128) − i/128 in Q16 for
/// i = 0 … 128.
FIREFLY_INLINE uint32_t natural_log_q16(const int16_t* table, uint32_t x) {
  const int32_t integer = 31 - leading_zeros(x);
  const uint32_t above = x - (1U << integer);
  const uint32_t fraction =
      integer < 16 ? above << (16 - integer) : above >> (integer - 16);
  const uint32_t segment = fraction >> 9;
  const int32_t begin = table[segment];
  const int32_t step = table[segment + 1] - begin;
  const int32_t rise = (step * static_cast<int32_t>(fraction & 0x1FFU)) >> 16;
  const uint32_t log2 = (static_cast<uint32_t>(integer) << 16) + fraction +
                        static_cast<uint32_t>(begin + rise);
  constexpr uint32_t kLn2 = 45426;  // Q16
  return static_cast<uint32_t>(add_product(1U << 15, log2, kLn2) >> 16);
}

/// ln(x), 0 of x <= 1, saturated.
FIREFLY_INLINE uint32_t scaled_log(const LogScale& scale, uint32_t signal) {
  const uint32_t x = scale.correction_bits < 0
                         ? signal >> -scale.correction_bits
                         : signal << scale.correction_bits;
  if (x <= 1) {
    return 0;
  }
  constexpr uint32_t kHalf = 1U << 15;
  const uint32_t log = natural_log_q16(scale.table, x);
  return min_of<uint32_t>(((log << scale.output_bits) + kHalf) >> 16, 0xFFFF);
}

}  // namespace firefly::features
