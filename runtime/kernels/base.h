// SPDX-License-Identifier: Apache-2.0
//
// What every kernel header starts from. Device code: C++17, freestanding; only
// <stdint.h> and <stddef.h> exist on every target that we build for.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// A kernel is shared by all layers that use it: never inlined, so that flash
/// does not grow with depth.
#define FIREFLY_KERNEL __attribute__((noinline))
#define FIREFLY_INLINE inline __attribute__((always_inline))

/// An operator of an emitted model. With FIREFLY_PROFILE each is a function of
/// its own, so that costs can be told apart.
#ifdef FIREFLY_PROFILE
#define FIREFLY_OPERATOR static __attribute__((noipa))
#else
#define FIREFLY_OPERATOR static inline __attribute__((always_inline))
#endif

namespace firefly {

/// Highest rank of a tensor that any kernel takes.
inline constexpr int kMaxKernelRank = 6;

template <class T>
constexpr T min_of(T a, T b) {
  return b < a ? b : a;
}
template <class T>
constexpr T max_of(T a, T b) {
  return a < b ? b : a;
}
template <class T>
constexpr T clamp(T value, T low, T high) {
  return min_of(max_of(value, low), high);
}

}  // namespace firefly
