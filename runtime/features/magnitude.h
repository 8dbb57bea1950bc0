// SPDX-License-Identifier: Apache-2.0
//
// Square roots of the power of a spectrum, by table: a division is a hundred
// instructions on a core that has none.
#pragma once

#include "isa/signal_words.h"

namespace firefly::features {

/// Of a magnitude, behind the point.
inline constexpr int32_t kMagnitudeBits = 8;

/// sqrt(1 + i/32) − 1 in Q15. Lines between these are off by 3.1e-5 at most.
inline constexpr uint16_t kRootTable[97] = {
    0,     508,   1008,  1502,  1988,  2467,  2940,  3407,  3868,  4323,  4772,
    5217,  5656,  6090,  6519,  6944,  7364,  7780,  8192,  8600,  9003,  9403,
    9799,  10191, 10580, 10965, 11347, 11726, 12101, 12474, 12843, 13209, 13573,
    13934, 14291, 14647, 14999, 15349, 15697, 16041, 16384, 16724, 17062, 17398,
    17731, 18062, 18391, 18718, 19043, 19366, 19686, 20005, 20322, 20637, 20951,
    21262, 21572, 21879, 22186, 22490, 22793, 23094, 23394, 23691, 23988, 24283,
    24576, 24868, 25158, 25447, 25735, 26021, 26305, 26589, 26871, 27151, 27431,
    27709, 27985, 28261, 28535, 28808, 29080, 29351, 29620, 29889, 30156, 30422,
    30687, 30951, 31214, 31475, 31736, 31995, 32254, 32511, 32768,
};

/// sqrt(x) in Q8, to within 4.6e-5 of itself and one unit.
FIREFLY_INLINE uint32_t square_root_q8(uint32_t x) {
  if (x == 0) {
    return 0;
  }
  // x · 4^pairs in 2^30 … 2^32 has a root of 16 bits.
  const int32_t pairs = leading_zeros(x) / 2;
  const uint32_t mantissa = x << (2 * pairs);
  const uint32_t index = (mantissa >> 25) - 32;
  const auto fraction = static_cast<int32_t>((mantissa >> 10) & 0x7FFFU);
  const int32_t begin = kRootTable[index];
  const int32_t step = kRootTable[index + 1] - begin;
  const int32_t root = (1 << 15) + begin + ((step * fraction) >> 15);
  return (static_cast<uint32_t>(root) << kMagnitudeBits) >> pairs;
}

FIREFLY_KERNEL
inline void take_square_roots(uint32_t* values, int32_t count) {
  for (int32_t i = 0; i < count; ++i) {
    values[i] = square_root_q8(values[i]);
  }
}

}  // namespace firefly::features
