// SPDX-License-Identifier: Apache-2.0
//
// The way back from the logarithms of features/log2.h.
#pragma once

#include "kernels/base.h"

namespace firefly::features {

/// 2^(i/64) − 1 in Q15. Lines between these are off by 1.5e-5 of 2^x at most.
inline constexpr uint16_t kExp2Table[65] = {
    0,     357,   718,   1082,  1451,  1823,  2200,  2581,  2966,  3355,  3748,
    4146,  4548,  4954,  5365,  5780,  6200,  6624,  7053,  7487,  7925,  8368,
    8816,  9269,  9727,  10190, 10657, 11130, 11608, 12091, 12580, 13074, 13573,
    14078, 14588, 15103, 15625, 16152, 16684, 17223, 17767, 18317, 18874, 19436,
    20005, 20579, 21160, 21747, 22341, 22941, 23548, 24161, 24781, 25408, 26041,
    26681, 27329, 27983, 28645, 29313, 29989, 30673, 31364, 32062, 32768,
};

/// 2^x for x in Q15, to within 5e-5 of itself and to nearest; all above 2^32
/// as UINT32_MAX.
FIREFLY_INLINE uint32_t exp2_q15(int32_t x) {
  const int32_t exponent = x >> 15;
  if (exponent >= 32) {
    return UINT32_MAX;
  }
  if (exponent < -1) {
    return 0;
  }
  const auto fraction = static_cast<uint32_t>(x) & 0x7FFFU;
  const uint32_t index = fraction >> 9;
  const uint32_t begin = kExp2Table[index];
  const uint32_t step = kExp2Table[index + 1] - begin;
  const uint32_t mantissa =
      (1U << 15) + begin + ((step * (fraction & 0x1FFU) + 256) >> 9);
  if (exponent >= 15) {
    return mantissa << (exponent - 15);
  }
  return (mantissa + (1U << (14 - exponent))) >> (15 - exponent);
}

}  // namespace firefly::features
