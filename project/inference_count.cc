// SPDX-License-Identifier: Apache-2.0
#include "project/inference_count.h"

#include <fmt/format.h>

#include <cmath>

namespace firefly {

Expected<int> inferences_in(std::string_view key, double ms, double period_ms,
                            int most) {
  // What is a whole number but for rounding stays one.
  const double count = std::ceil(ms / period_ms - 1e-6);
  if (count > most) {
    return Error{
        ErrorCode::kInvalidData,
        fmt::format("{} is {} inferences, one every {} ms: expected "
                    "{} at most, so {} ms",
                    key, count, period_ms, most, std::floor(most * period_ms))};
  }
  return static_cast<int>(count);
}

}  // namespace firefly
