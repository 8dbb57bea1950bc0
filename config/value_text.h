// SPDX-License-Identifier: Apache-2.0
//
// Values as they stand in a TOML file.
#pragma once

#include <fmt/format.h>

#include <cmath>
#include <string>
#include <vector>

namespace firefly {

[[nodiscard]] inline std::string value_text(bool value) {
  return value ? "true" : "false";
}

[[nodiscard]] inline std::string value_text(int value) {
  return fmt::format("{}", value);
}

/// The shortest text that reads back as the same number.
[[nodiscard]] inline std::string value_text(double value) {
  return std::isinf(value) ? (value < 0 ? "-inf" : "inf")
                           : fmt::format("{}", value);
}

[[nodiscard]] inline std::string value_text(const std::string& value) {
  std::string text = "\"";
  for (const char c : value) {
    if (c == '"' || c == '\\') {
      text += '\\';
      text += c;
    } else if (static_cast<unsigned char>(c) < ' ') {
      text += fmt::format("\\u{:04x}", static_cast<int>(c));
    } else {
      text += c;
    }
  }
  return text + '"';
}

template <class T>
[[nodiscard]] std::string value_text(const std::vector<T>& values) {
  std::string text = "[";
  for (const T& value : values) {
    text += text.size() == 1 ? "" : ", ";
    text += value_text(value);
  }
  return text + "]";
}

}  // namespace firefly
