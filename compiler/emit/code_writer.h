// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace firefly {

/// Text of a source file, line by line, with indentation.
class CodeWriter {
 public:
  template <class... Args>
  void line(fmt::format_string<Args...> format, Args&&... args) {
    text_.append(static_cast<size_t>(indent_), ' ');
    fmt::format_to(std::back_inserter(text_), format,
                   std::forward<Args>(args)...);
    text_ += '\n';
  }
  void blank() { text_ += '\n'; }
  /// Whole lines from elsewhere, with their own indentation.
  void text(std::string_view lines) { text_ += lines; }

  /// "public:" and its like, half a step out.
  void label(std::string_view text) {
    text_.append(static_cast<size_t>(std::max(0, indent_ - 1)), ' ');
    text_.append(text).append("\n");
  }

  /// `open`, which ends in a brace, and what follows indented.
  template <class... Args>
  void open(fmt::format_string<Args...> format, Args&&... args) {
    line(format, std::forward<Args>(args)...);
    indent_ += 2;
  }
  void close(std::string_view brace = "}") {
    indent_ -= 2;
    line("{}", brace);
  }

  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  std::string text_;
  int indent_ = 0;
};

}  // namespace firefly
