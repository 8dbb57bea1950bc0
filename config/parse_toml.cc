// SPDX-License-Identifier: Apache-2.0
#include "config/parse_toml.h"

#include <fmt/format.h>

namespace firefly {

Expected<toml::table> parse_toml(std::string_view text, std::string_view file) {
  toml::parse_result parsed = toml::parse(text);
  if (!parsed) {
    return Error{
        ErrorCode::kInvalidData,
        fmt::format("{}:{}: {}", file, parsed.error().source().begin.line,
                    parsed.error().description())};
  }
  return std::move(parsed).table();
}

}  // namespace firefly
