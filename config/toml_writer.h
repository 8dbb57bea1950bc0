// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "config/keys.h"

namespace firefly {

/// Every key that `declare` declares with the value that it has, defaults
/// included, as a TOML file that read_toml() reads back to the same values.
[[nodiscard]] std::string write_toml(const std::function<void(Keys&)>& declare);

}  // namespace firefly
