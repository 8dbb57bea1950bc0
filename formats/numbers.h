// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

namespace firefly {

/// Without blanks, and '\r', at both ends.
[[nodiscard]] std::string_view trimmed(std::string_view text);

/// "-0.5", "+1e3", "nan"; the whole text or nothing. Not of the locale.
[[nodiscard]] std::optional<double> parse_number(std::string_view text);

/// "2014-04-01 00:05:00", with 'T', fraction, 'Z' or "+01:00", or a day alone:
/// seconds since 1970 (ISO 8601; without a zone as UTC).
[[nodiscard]] std::optional<double> parse_date(std::string_view text);

}  // namespace firefly
