// SPDX-License-Identifier: Apache-2.0
//
// Constants in the order in which kernels read them.
#pragma once

#include <cstdint>
#include <new>
#include <span>
#include <vector>

#include "host/kernels.h"

namespace firefly::host {

/// Memory that starts where cache lines do: a vector that straddles two costs
/// twice.
template <class T>
struct LineAllocator {
  using value_type = T;
  static constexpr std::align_val_t kAlignment{64};

  LineAllocator() = default;
  template <class U>
  explicit LineAllocator(const LineAllocator<U>& /*other*/) {}

  T* allocate(size_t count) {
    return static_cast<T*>(::operator new(count * sizeof(T), kAlignment));
  }
  void deallocate(T* memory, size_t /*count*/) {
    ::operator delete(memory, kAlignment);
  }
  bool operator==(const LineAllocator&) const = default;
};
template <class T>
using Aligned = std::vector<T, LineAllocator<T>>;

/// out = zero point + round(round((sum + bias) · 2^left · multiplier / 2^31)
/// / 2^right), the roundings of runtime/kernels/requantize.h.
struct FixedScale {
  int32_t bias = 0;
  int32_t multiplier = 0;
  int32_t left = 0;
  int32_t right = 0;
};
/// `shift` as in requantize(): positive is left.
[[nodiscard]] FixedScale fixed_scale(int32_t bias, int32_t multiplier,
                                     int32_t shift);

/// Whether kernels may use it for sums, with bias, of at most this magnitude:
/// none of their steps can overflow.
[[nodiscard]] bool is_safe(const FixedScale& scale, int64_t largest_sum);

/// Appends the kScaleVectors vectors of these lanes.
void append_scales(std::span<const FixedScale> lanes, Aligned<int32_t>& out);

}  // namespace firefly::host
