// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/key_values.h"
#include "graph/status.h"

namespace firefly {

/// A TOML file with other values of some keys: where a value stands, its
/// characters are replaced; a key that is absent is added to its table; the
/// keys of `dropped` become comments. All else stays, comments and order
/// included. An error, with what to write by hand, where that can not be done.
[[nodiscard]] Expected<std::string> edit_toml(
    std::string_view text, std::string_view file,
    const std::vector<KeyValue>& values,
    const std::vector<std::string>& dropped);

}  // namespace firefly
