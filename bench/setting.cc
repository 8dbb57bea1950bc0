// SPDX-License-Identifier: Apache-2.0
#include "bench/setting.h"

#include <fmt/format.h>

#include <charconv>
#include <sstream>

namespace firefly {
namespace {

std::optional<uint64_t> number(const std::string& text) {
  uint64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  return error == std::errc() && stop == end ? std::optional(value)
                                             : std::nullopt;
}

}  // namespace

Expected<Setting> parse_setting(const std::string& text) {
  Setting setting;
  setting.text = text;
  std::istringstream words(text);
  std::string option;
  std::string value;
  while (words >> option) {
    if (option == "--stream") {
      setting.streaming = Streaming::kAuto;
      continue;
    }
    value.clear();
    words >> value;
    std::optional<Fit> fit;
    std::optional<uint64_t> bytes;
    if (option == "--fit" && (fit = find_fit(value))) {
      setting.fit = *fit;
    } else if (option == "--ram" && (bytes = number(value))) {
      setting.limits.ram_bytes = bytes;
    } else if (option == "--flash" && (bytes = number(value))) {
      setting.limits.flash_bytes = bytes;
    } else {
      // Without "|", which would end a table's cell.
      return Error{
          ErrorCode::kUsage,
          fmt::format("setting '{}': expected --stream, or --fit, --ram "
                      "or --flash with a value, found '{}{}{}'",
                      text, option, value.empty() ? "" : " ", value)};
    }
  }
  return setting;
}

}  // namespace firefly
