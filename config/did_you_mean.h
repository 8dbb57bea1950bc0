// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace firefly {

/// "; did you mean 'cortex-m4'?" for the known word that is closest to `word`,
/// if one is close; else nothing.
[[nodiscard]] std::string did_you_mean(std::string_view word,
                                       std::span<const std::string> known);

}  // namespace firefly
