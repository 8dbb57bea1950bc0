// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <regex>
#include <string>
#include <string_view>

#include "graph/status.h"

namespace firefly {

/// Whether `path` is what `glob` describes: '*' stands for any characters, also
/// '/', and '?' for one.
[[nodiscard]] bool matches(std::string_view glob, std::string_view path);

/// "train", "validation" or "test", for what people call them ("VAL", "dev",
/// "training" …).
[[nodiscard]] std::optional<std::string> split_named(std::string_view word);

/// What a name says by a regular expression with brackets (ECMAScript).
class NamePattern {
 public:
  /// Empty text: says nothing. `key` is named in the error.
  static Expected<NamePattern> make(const std::string& text,
                                    std::string_view key);

  [[nodiscard]] bool is_empty() const { return !regex_; }
  /// What the brackets hold, joined by '-'; without brackets, the match.
  [[nodiscard]] std::optional<std::string> in(const std::string& path) const;

 private:
  std::optional<std::regex> regex_;
};

/// The extension in lower case, without the dot.
[[nodiscard]] std::string extension_of(std::string_view path);

}  // namespace firefly
