// SPDX-License-Identifier: Apache-2.0
#include "compiler/emit/identifiers.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace firefly {
namespace {

bool is_alphanumeric(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0;
}
char upper(char c) {
  return static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
}

/// Words that a model's namespace can not have: keywords, and what the
/// emitted code means by itself.
bool is_taken(std::string_view word) {
  constexpr std::array<std::string_view, 40> kTaken = {
      "and",     "asm",       "auto",     "bool",    "break",    "case",
      "char",    "class",     "const",    "default", "delete",   "do",
      "double",  "else",      "enum",     "extern",  "firefly",  "float",
      "for",     "if",        "inline",   "int",     "long",     "main",
      "model",   "namespace", "new",      "not",     "operator", "or",
      "private", "public",    "register", "return",  "short",    "static",
      "std",     "struct",    "switch",   "void"};
  return std::ranges::find(kTaken, word) != kTaken.end();
}

}  // namespace

std::string identifier_of(std::string_view name) {
  std::string result;
  for (const char c : name) {
    const char kept = is_alphanumeric(c) ? c : '_';
    if (kept != '_' || (!result.empty() && result.back() != '_')) {
      result += kept;  // C++ reserves double and leading underscores
    }
  }
  while (!result.empty() && result.back() == '_') {
    result.pop_back();
  }
  if (result.empty() ||
      std::isdigit(static_cast<unsigned char>(result.front())) != 0) {
    result.insert(0, "model_");
  }
  return is_taken(result) ? result + "_model" : result;
}

std::string upper_case(std::string_view name) {
  std::string result(name);
  std::ranges::transform(result, result.begin(), upper);
  return result;
}

std::string camel_case(std::string_view name) {
  std::string result;
  bool start = true;
  for (const char c : name) {
    if (!is_alphanumeric(c)) {
      start = true;
    } else {
      result += start ? upper(c) : c;
      start = false;
    }
  }
  return result;
}

std::string_view c_type(DataType type) {
  switch (type) {
    case DataType::kInt8:
      return "int8_t";
    case DataType::kUint8:
    case DataType::kBool:
      return "uint8_t";
    case DataType::kInt16:
      return "int16_t";
    case DataType::kInt32:
      return "int32_t";
    case DataType::kInt64:
      return "int64_t";
    case DataType::kFloat32:
      return "float";
  }
  return {};
}

}  // namespace firefly
