// SPDX-License-Identifier: Apache-2.0
#include "frontends/to_int8.h"

#include <fmt/format.h>

#include <cmath>

namespace firefly {

Expected<features::ToInt8> design_to_int8(double factor, double constant,
                                          double limit, const char* keys) {
  int exponent = 0;
  const double mantissa = std::frexp(factor, &exponent);
  // Below 2^15 even where the mantissa rounds up to 1.
  const int64_t slope =
      std::min<int64_t>(std::llround(std::ldexp(mantissa, 15)), 32767);
  const int shift = -1 - exponent;
  const double offset = std::round(constant / factor);
  if (shift < 1 || shift > 30 || std::abs(offset) + limit >= 2147483648.0) {
    return Error{ErrorCode::kInvalidData,
                 fmt::format("{} give steps that 32-bit integers cannot hold: "
                             "expected a range that is closer to the values "
                             "and neither as wide nor as narrow",
                             keys)};
  }
  return features::ToInt8{static_cast<int32_t>(offset),
                          static_cast<int32_t>(slope), shift};
}

}  // namespace firefly
