// SPDX-License-Identifier: Apache-2.0
#include "compiler/emit/runtime_files.h"

#include <map>
#include <string>

#include "graph/embedded.h"

namespace firefly {

std::span<const EmbeddedFile> embedded_runtime();

namespace {

/// The path under which a header is included: public ones live one folder
/// deeper.
std::string include_path(std::string_view path) {
  constexpr std::string_view kPublic = "include/";
  return std::string(path.starts_with(kPublic) ? path.substr(kPublic.size())
                                               : path);
}

template <class Visit>
void for_each_include(std::string_view text, Visit visit) {
  constexpr std::string_view kDirective = "#include \"";
  for (size_t at = text.find(kDirective); at != std::string_view::npos;
       at = text.find(kDirective, at)) {
    at += kDirective.size();
    visit(text.substr(at, text.find('"', at) - at));
  }
}

}  // namespace

std::vector<EmittedFile> runtime_files_for(std::string_view text) {
  std::map<std::string, const EmbeddedFile*> available;
  for (const EmbeddedFile& file : embedded_runtime()) {
    available[include_path(file.path)] = &file;
  }
  std::map<std::string, std::string> needed;  // by path, so sorted
  const auto add_includes = [&](const auto& self,
                                std::string_view including) -> void {
    for_each_include(including, [&](std::string_view path) {
      const auto found = available.find(std::string(path));
      if (found == available.end()) {
        return;
      }
      const EmbeddedFile& file = *found->second;
      if (needed.try_emplace(std::string(file.path), file.text).second) {
        self(self, file.text);
      }
    });
  };
  add_includes(add_includes, text);
  std::vector<EmittedFile> files;
  files.reserve(needed.size());
  for (auto& [path, contents] : needed) {
    files.push_back({"runtime/" + path, std::move(contents)});
  }
  return files;
}

}  // namespace firefly
