// SPDX-License-Identifier: Apache-2.0
//
// The logarithm of energies. Other bases are a factor, which the step after
// this has anyway.
#pragma once

#include "isa/signal_words.h"

namespace firefly::features {

/// log2(1 + i/64) in Q15. Lines between these are off by 4.4e-5 at most.
inline constexpr uint16_t kLog2Table[65] = {
    0,     733,   1455,  2166,  2866,  3556,  4236,  4907,  5568,  6220,  6863,
    7498,  8124,  8742,  9352,  9954,  10549, 11136, 11716, 12289, 12855, 13415,
    13968, 14514, 15055, 15589, 16117, 16639, 17156, 17667, 18173, 18673, 19168,
    19658, 20143, 20623, 21098, 21568, 22034, 22495, 22952, 23404, 23852, 24296,
    24736, 25172, 25604, 26031, 26455, 26876, 27292, 27705, 28114, 28520, 28922,
    29321, 29717, 30109, 30498, 30884, 31267, 31647, 32024, 32397, 32768,
};

/// Below the logarithm of anything that a 64-bit number may stand for.
inline constexpr int32_t kLog2OfZero = -(256 << 15);

/// log2(x) in Q15, to within 9e-5; kLog2OfZero of 0.
FIREFLY_INLINE int32_t log2_q15(uint64_t x) {
  uint32_t high = static_cast<uint32_t>(x >> 32);
  uint32_t low = static_cast<uint32_t>(x);
  int32_t exponent = 63;
  if (high == 0) {
    if (low == 0) {
      return kLog2OfZero;
    }
    high = low;
    low = 0;
    exponent = 31;
  }
  const int zeros = leading_zeros(high);
  // A shift by 32 is undefined; two shifts are not.
  const uint32_t mantissa = (high << zeros) | (low >> 1 >> (31 - zeros));
  const uint32_t index = (mantissa >> 25) & 63U;
  const auto fraction = static_cast<int32_t>((mantissa >> 10) & 0x7FFFU);
  const int32_t begin = kLog2Table[index];
  const int32_t step = kLog2Table[index + 1] - begin;
  return ((exponent - zeros) << 15) + begin +
         ((step * fraction + (1 << 14)) >> 15);
}

}  // namespace firefly::features
