// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "compiler/lower/lower.h"

namespace firefly {

/// The call of an operator that averages a whole int8 image, row by row;
/// nothing if it does something else.
[[nodiscard]] std::optional<KernelCall> lower_global_pool(
    const Pool2d& kind, const LowerContext& context);
[[nodiscard]] std::optional<KernelCall> lower_global_pool(
    const Reduce& kind, const LowerContext& context);

}  // namespace firefly
