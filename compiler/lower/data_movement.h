// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "compiler/lower/lower.h"
#include "graph/prepare/data_movement.h"

namespace firefly {

/// A call of `function`, copy_from_indexed or copy_to_indexed.
[[nodiscard]] KernelCall indexed_call(std::string function,
                                      const PreparedIndexedCopy& copy);

}  // namespace firefly
