// SPDX-License-Identifier: Apache-2.0
#include "tests/house/rules.h"

#include <algorithm>
#include <array>
#include <optional>
#include <sstream>

namespace firefly::house {
namespace {

constexpr size_t kMaxLines = 500;
constexpr std::string_view kLicence = "SPDX-License-Identifier: Apache-2.0";

struct Folder {
  std::string_view name;
  std::vector<std::string_view> may_use;
};

// Folders that are not named here may use all of them.
const std::vector<Folder>& folders() {
  static const std::vector<Folder> all = {
      {"runtime", {}},
      {"graph", {"runtime"}},
      {"host", {"graph", "runtime"}},
      {"formats", {"graph", "runtime"}},
      {"config", {"graph"}},
      {"evaluation", {}},
      {"frontends", {"config", "graph", "runtime"}},
      {"data", {"formats", "frontends", "config", "graph", "runtime"}},
      {"trainer",
       {"data", "formats", "frontends", "config", "graph", "runtime"}},
      {"compiler", {"graph", "runtime"}},
      {"emulator", {"compiler", "evaluation", "config", "graph", "runtime"}},
      {"bench",
       {"formats", "host", "frontends", "emulator", "compiler", "evaluation",
        "config", "graph", "runtime"}},
      {"project",
       {"trainer", "data", "frontends", "formats", "host", "emulator",
        "compiler", "evaluation", "config", "graph", "runtime"}},
      {"tuning",
       {"project", "trainer", "data", "frontends", "formats", "host",
        "emulator", "compiler", "evaluation", "config", "graph", "runtime"}},
      {"cli",
       {"bench", "tuning", "project", "trainer", "data", "frontends", "formats",
        "host", "emulator", "compiler", "evaluation", "config", "graph",
        "runtime"}},
  };
  return all;
}

// Includes of device code are rooted at runtime/ or at runtime/include/.
constexpr std::array<std::string_view, 6> kRuntimeRoots = {
    "firefly", "kernels", "isa", "features", "events", "port"};

template <class Range, class Value>
bool contains(const Range& range, const Value& value) {
  return std::find(range.begin(), range.end(), value) != range.end();
}

std::string_view first_part(std::string_view path) {
  return path.substr(0, path.find('/'));
}

const Folder* folder_of(std::string_view name) {
  for (const Folder& folder : folders()) {
    if (folder.name == name) {
      return &folder;
    }
  }
  return nullptr;
}

bool is_test(std::string_view path) {
  return path.ends_with("_test.cc") ||
         path.find("/testdata/") != std::string_view::npos;
}

bool knows_the_processor(std::string_view path) {
  return path.starts_with("runtime/isa/") ||
         path.starts_with("runtime/port/") || path.starts_with("host/isa/");
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    lines.push_back(line);
  }
  return lines;
}

// The text between `open` and `close` of an #include line.
std::optional<std::string> included(const std::string& line, char open,
                                    char close) {
  const size_t hash = line.find_first_not_of(' ');
  if (hash == std::string::npos || line[hash] != '#' ||
      line.find("include", hash) == std::string::npos) {
    return std::nullopt;
  }
  const size_t begin = line.find(open, hash);
  const size_t end =
      begin == std::string::npos ? begin : line.find(close, begin + 1);
  if (end == std::string::npos) {
    return std::nullopt;
  }
  return line.substr(begin + 1, end - begin - 1);
}

std::string finding(const SourceFile& file, size_t line_index,
                    const std::string& what) {
  return file.path + ":" + std::to_string(line_index + 1) + ": " + what;
}

bool is_word_character(char c) {
  return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
         (c >= 'A' && c <= 'Z');
}

// Whether `prefix` starts a word of the line.
bool has_word_with(const std::string& line, std::string_view prefix) {
  for (size_t at = line.find(prefix); at != std::string::npos;
       at = line.find(prefix, at + 1)) {
    if (at == 0 || !is_word_character(line[at - 1])) {
      return true;
    }
  }
  return false;
}

}  // namespace

bool is_cpp(std::string_view path) {
  constexpr std::array<std::string_view, 5> kEndings = {".h", ".cc", ".inl",
                                                        ".c", ".cc.in"};
  return std::any_of(
      kEndings.begin(), kEndings.end(),
      [path](std::string_view ending) { return path.ends_with(ending); });
}

Findings check_dependencies(const SourceFile& file) {
  const Folder* const user = folder_of(first_part(file.path));
  if (user == nullptr || is_test(file.path)) {
    return {};
  }
  Findings findings;
  const std::vector<std::string> lines = lines_of(file.text);
  for (size_t i = 0; i < lines.size(); ++i) {
    const std::optional<std::string> path = included(lines[i], '"', '"');
    if (!path) {
      continue;
    }
    std::string_view used = first_part(*path);
    if (contains(kRuntimeRoots, used)) {
      used = "runtime";
    }
    if (folder_of(used) != nullptr && used != user->name &&
        !contains(user->may_use, used)) {
      findings.push_back(
          finding(file, i, std::string(user->name) + "/ may not use " + *path));
    }
  }
  return findings;
}

Findings check_system_includes(const SourceFile& file) {
  if (!file.path.starts_with("runtime/") || is_test(file.path)) {
    return {};
  }
  Findings findings;
  const std::vector<std::string> lines = lines_of(file.text);
  for (size_t i = 0; i < lines.size(); ++i) {
    const std::optional<std::string> header = included(lines[i], '<', '>');
    const bool allowed =
        !header || *header == "stdint.h" || *header == "stddef.h" ||
        (header->starts_with("arm_") && knows_the_processor(file.path));
    if (!allowed) {
      findings.push_back(
          finding(file, i, "device code may not include <" + *header + ">"));
    }
  }
  return findings;
}

Findings check_portability(const SourceFile& file) {
  constexpr std::array<std::string_view, 12> kForbidden = {
      "__ARM_",     "__arm_",  "__riscv",      "__XTENSA",
      "__x86_64__", "__asm",   "asm(",         "_mm_",
      "_mm256_",    "_mm512_", "asm volatile", "__builtin_cpu_",
  };
  if (knows_the_processor(file.path) || is_test(file.path)) {
    return {};
  }
  Findings findings;
  const std::vector<std::string> lines = lines_of(file.text);
  for (size_t i = 0; i < lines.size(); ++i) {
    for (const std::string_view word : kForbidden) {
      if (has_word_with(lines[i], word)) {
        findings.push_back(
            finding(file, i,
                    std::string(word) +
                        " belongs to runtime/isa, runtime/port or host/isa"));
      }
    }
  }
  return findings;
}

Findings check_libm(const SourceFile& file) {
  constexpr std::array<std::string_view, 16> kForbidden = {
      "__builtin_exp(",  "__builtin_expf", "__builtin_expm1", "__builtin_log",
      "__builtin_tan",   "__builtin_sin",  "__builtin_cos",   "__builtin_pow",
      "__builtin_erf",   "__builtin_sqrt", "__builtin_floor", "__builtin_ceil",
      "__builtin_round", "__builtin_rint", "__builtin_fmod",  "__builtin_fma",
  };
  if (!file.path.starts_with("runtime/") || is_test(file.path)) {
    return {};
  }
  Findings findings;
  const std::vector<std::string> lines = lines_of(file.text);
  for (size_t i = 0; i < lines.size(); ++i) {
    for (const std::string_view word : kForbidden) {
      if (has_word_with(lines[i], word)) {
        findings.push_back(finding(
            file, i,
            std::string(word) + " is libm's: kernels/float_math.h has it"));
      }
    }
  }
  return findings;
}

Findings check_length(const SourceFile& file) {
  const size_t count = lines_of(file.text).size();
  if (count <= kMaxLines) {
    return {};
  }
  return {finding(file, count - 1,
                  "a file has at most " + std::to_string(kMaxLines) +
                      " lines: one idea a file")};
}

Findings check_licence(const SourceFile& file) {
  const std::vector<std::string> lines = lines_of(file.text);
  const size_t at = !lines.empty() && lines[0].starts_with("#!") ? 1 : 0;
  if (at < lines.size() && lines[at].find(kLicence) != std::string::npos) {
    return {};
  }
  return {finding(file, at, "expected " + std::string(kLicence))};
}

}  // namespace firefly::house
