// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "config/toml.h"
#include "graph/status.h"

namespace firefly {

/// A file's text. Errors name the file and the line.
[[nodiscard]] Expected<toml::table> parse_toml(std::string_view text,
                                               std::string_view file);

}  // namespace firefly
