// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/limits.h"

namespace firefly {

struct CastLayer {
  int32_t count;
};

namespace casting {

/// Narrower integers keep the low bits.
template <class Out, class T>
FIREFLY_INLINE Out convert(T x) {
  return static_cast<Out>(x);
}
/// Towards zero. What the type can not hold, undefined in TFLite, saturates to
/// int64_t and then keeps its low bits; a NaN gives 0.
template <class Out>
FIREFLY_INLINE Out convert(float x) {
  constexpr float kLargest = 9.2233714871e18F;
  const auto whole =
      x != x ? int64_t{0} : static_cast<int64_t>(clamp(x, -kLargest, kLargest));
  return static_cast<Out>(whole);
}
template <>
FIREFLY_INLINE float convert<float>(float x) {
  return x;
}

}  // namespace casting

/// out[i] = x[i] as an Out.
template <class Out, class T>
FIREFLY_KERNEL
void cast(const CastLayer& layer, const T* x, Out* out) {
  for (int32_t i = 0; i < layer.count; ++i) {
    out[i] = casting::convert<Out>(x[i]);
  }
}

/// out[i] = x[i] is not 0.
template <class T>
FIREFLY_KERNEL
void cast_to_bool(const CastLayer& layer, const T* x, uint8_t* out) {
  for (int32_t i = 0; i < layer.count; ++i) {
    out[i] = x[i] != T{0};
  }
}

}  // namespace firefly
