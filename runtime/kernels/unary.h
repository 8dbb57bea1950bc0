// SPDX-License-Identifier: Apache-2.0
//
// Functions of one number: float, and some of int32_t. Those of quantised
// elements are tables (lookup.h). Float results agree with TFLite's within the
// last bits of its libm, and between processors in all bits (float_math.h).
#pragma once

#include "kernels/float_erf.h"
#include "kernels/float_math.h"
#include "kernels/float_rounding.h"
#include "kernels/float_trigonometry.h"

namespace firefly {

struct UnaryNumbers {
  int32_t count;
  float alpha;  ///< Slope of LeakyRelu.
};

/// out[i] = Function(x[i]). `out` may be `x`.
template <class Function, class T>
FIREFLY_KERNEL
void unary(const UnaryNumbers& layer, const T* x, T* out) {
  for (int32_t i = 0; i < layer.count; ++i) {
    out[i] = Function::apply(layer, x[i]);
  }
}

namespace elementwise {

/// x, kept within low..high.
template <int low, int high>
struct ReluBetween {
  static float apply(const UnaryNumbers& /*layer*/, float x) {
    constexpr auto kLow = static_cast<float>(low);
    constexpr auto kHigh = static_cast<float>(high);
    return x > kHigh ? kHigh : x < kLow ? kLow : x;
  }
};
struct Relu {
  static float apply(const UnaryNumbers& /*layer*/, float x) {
    return x < 0.0F ? 0.0F : x;
  }
};
struct LeakyRelu {
  static float apply(const UnaryNumbers& layer, float x) {
    return x > 0.0F ? x : x * layer.alpha;
  }
};
struct Elu {
  static float apply(const UnaryNumbers& /*layer*/, float x) {
    return x < 0.0F ? float_math::exp_minus_one(x) : x;
  }
};
/// x/2 · erfc(−x/√2): exact form.
struct Gelu {
  static float apply(const UnaryNumbers& /*layer*/, float x) {
    return 0.5F * x * float_math::erfc(x * -0.70710678118654752440F);
  }
};
/// The approximation by tanh.
struct GeluTanh {
  static float apply(const UnaryNumbers& /*layer*/, float x) {
    constexpr float kSqrt2OverPi = 0.79788456080286535588F;
    return 0.5F * x *
           (1.0F +
            float_math::tanh(kSqrt2OverPi * (x + 0.044715F * x * x * x)));
  }
};
struct HardSwish {
  static float apply(const UnaryNumbers& /*layer*/, float x) {
    return x * min_of(6.0F, max_of(0.0F, x + 3.0F)) / 6.0F;
  }
};
/// Far from zero TFLite takes the limit, which spares an overflow.
struct Logistic {
  static float apply(const UnaryNumbers& /*layer*/, float x) {
    if (x > 16.619047164916992188F) {
      return 1.0F;
    }
    if (x < -9.0F) {
      return float_math::exp(x);
    }
    return 1.0F / (1.0F + float_math::exp(-x));
  }
};
struct Tanh {
  static float apply(const UnaryNumbers& /*layer*/, float x) {
    return float_math::tanh(x);
  }
};
struct Abs {
  static float apply(const UnaryNumbers& /*layer*/, float x) {
    return float_math::float_of(float_math::magnitude_bits(x));
  }
  static int32_t apply(const UnaryNumbers& /*layer*/, int32_t x) {
    return x < 0 ? static_cast<int32_t>(0U - static_cast<uint32_t>(x)) : x;
  }
};
struct Neg {
  static float apply(const UnaryNumbers& /*layer*/, float x) { return -x; }
  static int32_t apply(const UnaryNumbers& /*layer*/, int32_t x) {
    return static_cast<int32_t>(0U - static_cast<uint32_t>(x));
  }
};
struct Exp {
  static float apply(const UnaryNumbers& /*layer*/, float x) {
    return float_math::exp(x);
  }
};
struct Log {
  static float apply(const UnaryNumbers& /*layer*/, float x) {
    return float_math::log(x);
  }
};
struct Sqrt {
  static float apply(const UnaryNumbers& /*layer*/, float x) {
    return float_math::sqrt(x);
  }
};
struct Rsqrt {
  static float apply(const UnaryNumbers& /*layer*/, float x) {
    return 1.0F / float_math::sqrt(x);
  }
};
struct Square {
  static float apply(const UnaryNumbers& /*layer*/, float x) { return x * x; }
};
struct Sin {
  static float apply(const UnaryNumbers& /*layer*/, float x) {
    return float_math::sin(x);
  }
};
struct Cos {
  static float apply(const UnaryNumbers& /*layer*/, float x) {
    return float_math::cos(x);
  }
};
struct Floor {
  static float apply(const UnaryNumbers& /*layer*/, float x) {
    return float_math::floor(x);
  }
};
struct Ceil {
  static float apply(const UnaryNumbers& /*layer*/, float x) {
    return float_math::ceil(x);
  }
};
/// Ties to even.
struct Round {
  static float apply(const UnaryNumbers& /*layer*/, float x) {
    return float_math::round_to_even(x);
  }
};
struct Sign {
  template <class T>
  static T apply(const UnaryNumbers& /*layer*/, T x) {
    return static_cast<T>((x > T{0}) - (x < T{0}));
  }
};
struct LogicalNot {
  static uint8_t apply(const UnaryNumbers& /*layer*/, uint8_t x) {
    return x == 0;
  }
};

}  // namespace elementwise
}  // namespace firefly
