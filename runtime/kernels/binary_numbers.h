// SPDX-License-Identifier: Apache-2.0
//
// The arithmetic functions of binary.h on float and int32_t numbers. Integers
// wrap on overflow, as they do in TFLite's builds.
#pragma once

#include "kernels/binary.h"
#include "kernels/float_pow.h"
#include "kernels/float_rounding.h"

namespace firefly::elementwise {

FIREFLY_INLINE int32_t wrapping_subtract(int32_t a, int32_t b) {
  return static_cast<int32_t>(static_cast<uint32_t>(a) -
                              static_cast<uint32_t>(b));
}

template <class T>
FIREFLY_INLINE T clamped(T value, const BinaryClamped<T>& layer) {
  // In this order a NaN passes, as in TFLite.
  return min_of(max_of(value, layer.low), layer.high);
}

template <class T>
struct Add {
  using Layer = BinaryClamped<T>;
  FIREFLY_INLINE static float apply(const Layer& layer, float a, float b) {
    return clamped(a + b, layer);
  }
  FIREFLY_INLINE static int32_t apply(const Layer& layer, int32_t a,
                                      int32_t b) {
    return clamped(wrapping_add(a, b), layer);
  }
};

template <class T>
struct Sub {
  using Layer = BinaryClamped<T>;
  FIREFLY_INLINE static float apply(const Layer& layer, float a, float b) {
    return clamped(a - b, layer);
  }
  FIREFLY_INLINE static int32_t apply(const Layer& layer, int32_t a,
                                      int32_t b) {
    return clamped(wrapping_subtract(a, b), layer);
  }
};

template <class T>
struct Mul {
  using Layer = BinaryClamped<T>;
  FIREFLY_INLINE static float apply(const Layer& layer, float a, float b) {
    return clamped(a * b, layer);
  }
  FIREFLY_INLINE static int32_t apply(const Layer& layer, int32_t a,
                                      int32_t b) {
    return clamped(wrapping_multiply(a, b), layer);
  }
};

/// Truncates integers towards zero. Where TFLite traps or is undefined, a
/// division by zero gives 0 and INT32_MIN / −1 wraps.
template <class T>
struct Div {
  using Layer = BinaryClamped<T>;
  FIREFLY_INLINE static float apply(const Layer& layer, float a, float b) {
    return clamped(a / b, layer);
  }
  FIREFLY_INLINE static int32_t apply(const Layer& layer, int32_t a,
                                      int32_t b) {
    const int32_t quotient = b == 0    ? 0
                             : b == -1 ? wrapping_subtract(0, a)
                                       : a / b;
    return clamped(quotient, layer);
  }
};

struct SquaredDifference {
  using Layer = BinaryPlain;
  FIREFLY_INLINE static float apply(const Layer& /*layer*/, float a, float b) {
    return (a - b) * (a - b);
  }
  FIREFLY_INLINE static int32_t apply(const Layer& /*layer*/, int32_t a,
                                      int32_t b) {
    const int32_t difference = wrapping_subtract(a, b);
    return wrapping_multiply(difference, difference);
  }
};

/// Rounds the quotient down. The float quotient is taken in double, as in
/// TFLite, since the rounding of a float quotient may reach the next integer.
struct FloorDiv {
  using Layer = BinaryPlain;
  static float apply(const Layer& /*layer*/, float a, float b) {
    return static_cast<float>(
        float_math::floor(static_cast<double>(a) / static_cast<double>(b)));
  }
  static int32_t apply(const Layer& /*layer*/, int32_t a, int32_t b) {
    if (b == 0 || b == -1) {
      return b == 0 ? 0 : wrapping_subtract(0, a);
    }
    const int32_t quotient = a / b;
    return a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient;
  }
};

/// The remainder has the divisor's sign.
struct FloorMod {
  using Layer = BinaryPlain;
  static float apply(const Layer& /*layer*/, float a, float b) {
    const float remainder = float_math::fmod(a, b);
    return remainder != 0.0F && (b < 0.0F) != (remainder < 0.0F) ? remainder + b
                                                                 : remainder;
  }
  static int32_t apply(const Layer& /*layer*/, int32_t a, int32_t b) {
    if (b == 0 || b == -1) {
      return 0;
    }
    const int32_t remainder = a % b;
    return remainder != 0 && (b < 0) != (remainder < 0) ? remainder + b
                                                        : remainder;
  }
};

struct Pow {
  using Layer = BinaryPlain;
  static float apply(const Layer& /*layer*/, float a, float b) {
    return float_math::pow(a, b);
  }
};

}  // namespace firefly::elementwise
