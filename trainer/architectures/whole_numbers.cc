// SPDX-License-Identifier: Apache-2.0
#include "trainer/architectures/whole_numbers.h"

#include <fmt/format.h>

#include <cmath>

namespace firefly::trainer {

Expected<std::vector<int>> whole_numbers(std::string_view key,
                                         const std::vector<double>& values) {
  if (values.empty()) {
    return Error{ErrorCode::kInvalidData,
                 fmt::format("{}: expected at least one number", key)};
  }
  std::vector<int> result;
  for (const double value : values) {
    if (value != std::floor(value)) {
      return Error{
          ErrorCode::kInvalidData,
          fmt::format("{}: expected whole numbers, found {}", key, value)};
    }
    result.push_back(static_cast<int>(value));
  }
  return result;
}

}  // namespace firefly::trainer
