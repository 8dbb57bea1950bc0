// SPDX-License-Identifier: Apache-2.0
//
// Arithmetic and comparisons of two tensors. One kernel, instantiated per
// function and element type; layers share it. The quantised functions follow
// TFLM's reference kernels (add.h, sub.h, mul.h, div.h, comparisons.h below
// tensorflow/lite/kernels/internal/reference, squared_difference.cc).
#pragma once

#include "kernels/broadcast.h"
#include "kernels/fixed_point.h"

namespace firefly {

/// Brings an operand to the scale it shares with the other one:
/// (x − zero_point) · 2^left_shift · multiplier · 2^(shift − 31).
struct OperandScale {
  int32_t zero_point;
  int32_t multiplier;
  int32_t shift;
};

/// Of functions that need both operands at one scale: sums and differences.
struct BinaryScaled {
  Broadcast<2> shape;
  int32_t left_shift;  ///< Bits of precision that both operands gain.
  OperandScale a;
  OperandScale b;
  int32_t multiplier;  ///< From the result at that scale to the output.
  int32_t shift;
  OutputRange range;
};

/// Of products and quotients, where scales multiply.
struct BinaryProduct {
  Broadcast<2> shape;
  int32_t a_zero_point;
  int32_t b_zero_point;
  int32_t multiplier;
  int32_t shift;
  OutputRange range;
};

/// Of comparisons of quantised operands.
struct BinaryCompared {
  Broadcast<2> shape;
  int32_t left_shift;
  OperandScale a;
  OperandScale b;
};

/// Of arithmetic on the numbers themselves, with a fused activation.
template <class T>
struct BinaryClamped {
  Broadcast<2> shape;
  T low;
  T high;
};

/// Of functions without parameters.
struct BinaryPlain {
  Broadcast<2> shape;
};

/// out[i] = Function(a[i], b[i]), broadcast. `out` may be an operand that has
/// the output's shape and element size.
template <class Function, class T, class Out>
FIREFLY_KERNEL
void binary(const typename Function::Layer& layer, const T* a, const T* b,
            Out* out) {
  // A copy: the bytes written to `out` could otherwise be the layer's.
  const typename Function::Layer local = layer;
  broadcast_pairs(local.shape, a, b, out, [&](T x, T y) {
    return static_cast<Out>(Function::apply(local, x, y));
  });
}

namespace elementwise {

FIREFLY_INLINE int32_t at_common_scale(int32_t x, const OperandScale& scale,
                                       int32_t left_shift) {
  return multiply_by_quantized_multiplier(
      wrapping_shift_left(x - scale.zero_point, left_shift), scale.multiplier,
      scale.shift);
}

struct AddQuantized {
  using Layer = BinaryScaled;
  FIREFLY_INLINE static int32_t apply(const Layer& layer, int32_t a,
                                      int32_t b) {
    return requantize(at_common_scale(a, layer.a, layer.left_shift) +
                          at_common_scale(b, layer.b, layer.left_shift),
                      layer.multiplier, layer.shift, layer.range);
  }
};

struct SubQuantized {
  using Layer = BinaryScaled;
  FIREFLY_INLINE static int32_t apply(const Layer& layer, int32_t a,
                                      int32_t b) {
    return requantize(at_common_scale(a, layer.a, layer.left_shift) -
                          at_common_scale(b, layer.b, layer.left_shift),
                      layer.multiplier, layer.shift, layer.range);
  }
};

struct SquaredDifferenceQuantized {
  using Layer = BinaryScaled;
  FIREFLY_INLINE static int32_t apply(const Layer& layer, int32_t a,
                                      int32_t b) {
    const int32_t difference = at_common_scale(a, layer.a, layer.left_shift) -
                               at_common_scale(b, layer.b, layer.left_shift);
    return requantize(wrapping_multiply(difference, difference),
                      layer.multiplier, layer.shift, layer.range);
  }
};

struct MulQuantized {
  using Layer = BinaryProduct;
  FIREFLY_INLINE static int32_t apply(const Layer& layer, int32_t a,
                                      int32_t b) {
    return requantize(
        wrapping_multiply(a - layer.a_zero_point, b - layer.b_zero_point),
        layer.multiplier, layer.shift, layer.range);
  }
};

/// Division by zero, undefined in TFLite, gives the end of the range that the
/// dividend's sign points to.
struct DivQuantized {
  using Layer = BinaryProduct;
  static int32_t apply(const Layer& layer, int32_t a, int32_t b) {
    int32_t dividend = a - layer.a_zero_point;
    int32_t divisor = b - layer.b_zero_point;
    if (divisor == 0) {
      return dividend < 0 ? layer.range.low : layer.range.high;
    }
    if (divisor < 0) {
      dividend = -dividend;
      divisor = -divisor;
    }
    const Reciprocal inverse = reciprocal(divisor, 31);
    const int headroom = dividend == 0 ? 31 : __builtin_clrsb(dividend);
    const int32_t quotient = saturating_rounding_doubling_high_multiply(
        wrapping_shift_left(dividend, headroom), inverse.value);
    const int right = inverse.bits_over_unit + headroom - layer.shift;
    const int32_t scaled =
        saturating_rounding_doubling_high_multiply(quotient, layer.multiplier);
    return clamp(saturating_add(rounded(scaled, right), layer.range.zero_point),
                 layer.range.low, layer.range.high);
  }

 private:
  /// x / 2^exponent. TFLite's code is undefined beyond 31, which quotients
  /// below 1/4 reach; both witnesses take the exponent modulo 32 there and
  /// round up what is not negative. So does this.
  FIREFLY_INLINE static int32_t rounded(int32_t x, int exponent) {
    if (exponent > 31) {
      return (x >> (exponent & 31)) + (x >= 0 ? 1 : 0);
    }
    if (exponent < 0) {
      return saturating_shift_left(x, min_of(-exponent, 31));
    }
    return rounding_divide_by_power_of_two(x, exponent);
  }
};

struct Equal {
  template <class T>
  FIREFLY_INLINE static bool holds(T a, T b) {
    return a == b;
  }
};
struct NotEqual {
  template <class T>
  FIREFLY_INLINE static bool holds(T a, T b) {
    return a != b;
  }
};
struct Less {
  template <class T>
  FIREFLY_INLINE static bool holds(T a, T b) {
    return a < b;
  }
};
struct LessEqual {
  template <class T>
  FIREFLY_INLINE static bool holds(T a, T b) {
    return a <= b;
  }
};
struct Greater {
  template <class T>
  FIREFLY_INLINE static bool holds(T a, T b) {
    return a > b;
  }
};
struct GreaterEqual {
  template <class T>
  FIREFLY_INLINE static bool holds(T a, T b) {
    return a >= b;
  }
};

/// A relation between the real values of quantised operands.
template <class Relation>
struct CompareQuantized {
  using Layer = BinaryCompared;
  FIREFLY_INLINE static bool apply(const Layer& layer, int32_t a, int32_t b) {
    return Relation::holds(at_common_scale(a, layer.a, layer.left_shift),
                           at_common_scale(b, layer.b, layer.left_shift));
  }
};

/// A relation between numbers as they are.
template <class Relation>
struct Compare {
  using Layer = BinaryPlain;
  template <class T>
  FIREFLY_INLINE static bool apply(const Layer& /*layer*/, T a, T b) {
    return Relation::holds(a, b);
  }
};

struct LogicalAnd {
  using Layer = BinaryPlain;
  FIREFLY_INLINE static bool apply(const Layer& /*layer*/, uint8_t a,
                                   uint8_t b) {
    return a != 0 && b != 0;
  }
};
struct LogicalOr {
  using Layer = BinaryPlain;
  FIREFLY_INLINE static bool apply(const Layer& /*layer*/, uint8_t a,
                                   uint8_t b) {
    return a != 0 || b != 0;
  }
};

struct Maximum {
  using Layer = BinaryPlain;
  template <class T>
  FIREFLY_INLINE static T apply(const Layer& /*layer*/, T a, T b) {
    return a > b ? a : b;
  }
};
struct Minimum {
  using Layer = BinaryPlain;
  template <class T>
  FIREFLY_INLINE static T apply(const Layer& /*layer*/, T a, T b) {
    return a < b ? a : b;
  }
};

}  // namespace elementwise
}  // namespace firefly
