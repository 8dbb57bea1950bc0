// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "graph/status.h"

namespace firefly {

/// Inferences in `ms`, one every `period_ms`, rounded up. More than `most` are
/// an error that names the key.
[[nodiscard]] Expected<int> inferences_in(std::string_view key, double ms,
                                          double period_ms, int most);

}  // namespace firefly
