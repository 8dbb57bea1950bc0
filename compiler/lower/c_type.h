// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "graph/tensor.h"

namespace firefly {

/// How emitted code spells an element type: "int8_t", "float", …
[[nodiscard]] std::string_view c_type(DataType type);

}  // namespace firefly
