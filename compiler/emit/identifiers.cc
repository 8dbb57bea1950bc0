// SPDX-License-Identifier: Apache-2.0
#include "compiler/emit/identifiers.h"

#include <algorithm>
#include <cctype>

namespace firefly {
namespace {

bool is_alphanumeric(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0;
}
char upper(char c) {
  return static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
}

/// Of C++ and C, between spaces.
constexpr std::string_view kKeywords =
    " alignas alignof and and_eq asm auto bitand bitor bool break case"
    " catch char char16_t char32_t char8_t class co_await co_return"
    " co_yield compl concept const const_cast consteval constexpr"
    " constinit continue decltype default delete do double dynamic_cast"
    " else enum explicit export extern false float for friend goto if"
    " inline int long mutable namespace new noexcept not not_eq nullptr"
    " operator or or_eq private protected public register"
    " reinterpret_cast requires restrict return short signed sizeof"
    " static static_assert static_cast struct switch template this"
    " thread_local throw true try typedef typeid typename union unsigned"
    " using virtual void volatile wchar_t while xor xor_eq ";

/// What the emitted code means by itself, functions of the C library that
/// compilers know or that its headers declare for everybody, and targets that
/// CMake has in every project.
constexpr std::string_view kGlobals =
    " Isa Rows RowWindow armv7em bytes_of firefly main memory min_of"
    " model mve portable push push_row reset_state rows run std abort abs acos "
    "alloca asin"
    " atan atexit atof atoi atol bcmp bcopy bsearch bzero calloc ceil"
    " clock cos cosh div environ errno exit exp fabs ffs floor fmod free"
    " frexp gamma getenv index j0 j1 jn ldexp ldiv linux log log10 log2"
    " malloc memchr memcmp memcpy memmove memset modf perror pow printf"
    " putchar puts qsort raise rand random read realloc remove rename"
    " rindex scanf select signal sin sinh sleep sqrt srand stderr stdin"
    " stdout strlen system tan tanh time tolower toupper unix write y0"
    " y1 yn all clean edit_cache help install package package_source"
    " preinstall rebuild_cache test ";

/// Names that a model can not have.
bool is_taken(const std::string& word) {
  const std::string_view text = word;
  const bool is_tensor =
      text.starts_with("tensor") &&
      text.find_first_not_of("0123456789", 6) == std::string_view::npos;
  const std::string between_spaces = " " + word + " ";
  return is_tensor || text.ends_with("_t") ||
         kKeywords.find(between_spaces) != std::string_view::npos ||
         kGlobals.find(between_spaces) != std::string_view::npos;
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
  if (result.empty()) {
    return "network";
  }
  if (std::isdigit(static_cast<unsigned char>(result.front())) != 0) {
    result.insert(0, "model_");
  }
  return is_taken(result) ? result + "_model" : result;
}

std::string comment_text(std::string_view text) {
  std::string result;
  for (const char c : text) {
    const bool is_control = static_cast<unsigned char>(c) < ' ' || c == '\x7f';
    const char last = result.empty() ? ' ' : result.back();
    if ((last == '*' && c == '/') || (last == '/' && (c == '*' || c == '/'))) {
      result += ' ';
    }
    result += is_control ? '?' : c;
  }
  return result;
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

}  // namespace firefly
