// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace firefly {

/// 64 hexadecimal digits.
[[nodiscard]] std::string sha256(std::span<const uint8_t> bytes);

/// 40 hexadecimal digits; for the split rule of Speech Commands only.
[[nodiscard]] std::string sha1(std::string_view text);

/// 0 … 1, even, of a text: the same on every machine, for ever.
[[nodiscard]] double fraction_of(std::string_view text);

}  // namespace firefly
