// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "graph/status.h"

namespace firefly::trainer {

/// The values of a list key that counts something; an error names the key if
/// it is empty or has a fraction.
[[nodiscard]] Expected<std::vector<int>> whole_numbers(
    std::string_view key, const std::vector<double>& values);

}  // namespace firefly::trainer
