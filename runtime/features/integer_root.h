// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "features/magnitude.h"

namespace firefly::features {

/// floor(sqrt(x)), and what is left: x − root².
struct IntegerRoot {
  uint32_t root;
  uint32_t remainder;
};

FIREFLY_INLINE IntegerRoot integer_root(uint32_t x) {
  if (x == 0) {
    return {0, 0};
  }
  uint32_t root = square_root_q8(x) >> kMagnitudeBits;
  // The table is off by a few units at most.
  auto remainder = static_cast<int32_t>(x - root * root);
  while (remainder < 0) {
    --root;
    remainder += static_cast<int32_t>(2 * root + 1);
  }
  while (remainder > static_cast<int32_t>(2 * root)) {
    remainder -= static_cast<int32_t>(2 * root + 1);
    ++root;
  }
  return {root, static_cast<uint32_t>(remainder)};
}

/// floor(sqrt(x)) of x >= 2^32: the upper half of its digits is the root of
/// the upper half of x, the lower half a quotient (Zimmermann, "Karatsuba
/// Square Root", INRIA RR-3805, in base 2^16).
FIREFLY_INLINE uint32_t integer_root_64(uint64_t x) {
  const int32_t pairs = leading_zeros(static_cast<uint32_t>(x >> 32)) / 2;
  const uint64_t wide = x << (2 * pairs);
  const IntegerRoot upper = integer_root(static_cast<uint32_t>(wide >> 32));
  const uint64_t dividend =
      (static_cast<uint64_t>(upper.remainder) << 16) | ((wide >> 16) & 0xFFFFU);
  // 33 bits by an even number: both halved, it is a division of words.
  const uint32_t quotient = static_cast<uint32_t>(dividend >> 1) / upper.root;
  const auto left = static_cast<uint32_t>(
      dividend - 2 * static_cast<uint64_t>(quotient) * upper.root);
  const int64_t remainder =
      (static_cast<int64_t>(left) << 16) +
      static_cast<int64_t>(wide & 0xFFFFU) -
      static_cast<int64_t>(static_cast<uint64_t>(quotient) * quotient);
  // A quotient of 2^16 is one too many, so that nothing is carried away.
  const uint64_t root = (static_cast<uint64_t>(upper.root) << 16) + quotient -
                        (remainder < 0 ? 1 : 0);
  return static_cast<uint32_t>(root) >> pairs;
}

/// sqrt(x), to nearest; below 2^32 it does not exceed 65535: as micro_frontend
/// and the signal operators of TFLM have it.
FIREFLY_INLINE uint32_t rounded_root(uint64_t x) {
  if ((x >> 32) == 0) {
    const IntegerRoot found = integer_root(static_cast<uint32_t>(x));
    return found.remainder > found.root && found.root != 0xFFFFU
               ? found.root + 1
               : found.root;
  }
  const uint32_t root = integer_root_64(x);
  // x − root² <= 2 · root, so the lower words say it.
  const auto remainder =
      static_cast<uint64_t>(x) - static_cast<uint64_t>(root) * root;
  return remainder > root && root != UINT32_MAX ? root + 1 : root;
}

}  // namespace firefly::features
