// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "config/keys.h"

namespace firefly {

/// A Markdown table of the keys that `declare` declares: key, default, range
/// with its unit, meaning. Tables inside follow it, each under its own heading.
/// `path` is the name of the table that the keys stand in.
[[nodiscard]] std::string key_reference(
    const std::string& path, const std::function<void(Keys&)>& declare);

}  // namespace firefly
