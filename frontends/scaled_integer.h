// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstdint>

namespace firefly {

/// multiplier · 2^−shift
struct ScaledInteger {
  int32_t multiplier;
  int shift;
};

/// A factor > 0 as an integer of `bits` bits, 2 <= bits <= 31; to a relative
/// error of 2^−bits.
[[nodiscard]] inline ScaledInteger scaled_integer(double factor, int bits) {
  int exponent = 0;
  const double mantissa = std::frexp(factor, &exponent);  // 1/2 <= … < 1
  const int64_t multiplier = std::llround(std::ldexp(mantissa, bits));
  if (multiplier == int64_t{1} << bits) {
    return {static_cast<int32_t>(multiplier / 2), bits - exponent - 1};
  }
  return {static_cast<int32_t>(multiplier), bits - exponent};
}

}  // namespace firefly
