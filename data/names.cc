// SPDX-License-Identifier: Apache-2.0
#include "data/names.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace firefly {
namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return result;
}

}  // namespace

bool matches(std::string_view glob, std::string_view path) {
  // Where to go on after a mismatch: behind the last '*', one character later.
  size_t star = std::string_view::npos;
  size_t retry = 0;
  size_t g = 0;
  size_t p = 0;
  while (p < path.size()) {
    if (g < glob.size() && glob[g] == '*') {
      star = g++;
      retry = p;
    } else if (g < glob.size() && (glob[g] == '?' || glob[g] == path[p])) {
      ++g;
      ++p;
    } else if (star != std::string_view::npos) {
      g = star + 1;
      p = ++retry;
    } else {
      return false;
    }
  }
  return glob.find_first_not_of('*', g) == std::string_view::npos;
}

std::optional<std::string> split_named(std::string_view word) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kNames{
      {{"train", "train"},
       {"training", "train"},
       {"val", "validation"},
       {"valid", "validation"},
       {"validation", "validation"},
       {"dev", "validation"},
       {"test", "test"},
       {"testing", "test"},
       {"eval", "test"}}};
  const std::string wanted = lower(word);
  for (const auto& [name, split] : kNames) {
    if (name == wanted) {
      return std::string(split);
    }
  }
  return std::nullopt;
}

Expected<NamePattern> NamePattern::make(const std::string& text,
                                        std::string_view key) {
  NamePattern pattern;
  if (text.empty()) {
    return pattern;
  }
  // The library's only way to say that an expression is wrong.
  try {
    pattern.regex_.emplace(text, std::regex::ECMAScript | std::regex::optimize);
  } catch (const std::regex_error& error) {
    return Error{ErrorCode::kUsage,
                 fmt::format("{} = '{}': is not a regular expression: {}", key,
                             text, error.what())};
  }
  return pattern;
}

std::optional<std::string> NamePattern::in(const std::string& path) const {
  std::smatch match;
  if (!regex_ || !std::regex_search(path, match, *regex_)) {
    return std::nullopt;
  }
  std::string result;
  for (size_t i = match.size() > 1 ? 1 : 0; i < match.size(); ++i) {
    if (match[i].length() > 0) {
      result += result.empty() ? "" : "-";
      result += match[i].str();
    }
  }
  return result;
}

std::string extension_of(std::string_view path) {
  const size_t dot = path.rfind('.');
  const size_t slash = path.rfind('/');
  if (dot == std::string_view::npos ||
      (slash != std::string_view::npos && slash > dot)) {
    return {};
  }
  return lower(path.substr(dot + 1));
}

}  // namespace firefly
