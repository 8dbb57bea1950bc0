// SPDX-License-Identifier: Apache-2.0
#include "project/templates.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "config/did_you_mean.h"
#include "formats/files.h"
#include "graph/embedded.h"
#include "project/embedded.h"
#include "project/project.h"

namespace firefly {
namespace {

constexpr std::string_view kEnding = ".toml";

std::string replaced(std::string text, std::string_view word,
                     const std::string& by) {
  for (size_t at = text.find(word); at != std::string::npos;
       at = text.find(word, at + by.size())) {
    text.replace(at, word.size(), by);
  }
  return text;
}

}  // namespace

std::vector<std::string> template_names() {
  std::vector<std::string> names;
  for (const EmbeddedFile& file : project_templates()) {
    names.emplace_back(file.path.substr(0, file.path.size() - kEnding.size()));
  }
  std::sort(names.begin(), names.end());
  return names;
}

Status make_project(const std::filesystem::path& folder,
                    std::string_view template_name) {
  const auto files = project_templates();
  const auto file =
      std::find_if(files.begin(), files.end(), [&](const EmbeddedFile& one) {
        return one.path == std::string(template_name) + std::string(kEnding);
      });
  if (file == files.end()) {
    const std::vector<std::string> names = template_names();
    return Error{ErrorCode::kUsage,
                 fmt::format("no template is called '{}'{}; there are {}",
                             template_name, did_you_mean(template_name, names),
                             fmt::join(names, ", "))};
  }
  std::error_code error;
  if (std::filesystem::exists(folder, error) &&
      !std::filesystem::is_empty(folder, error)) {
    return Error{
        ErrorCode::kUsage,
        fmt::format("{}: is there already and not empty", folder.string())};
  }
  const std::string name =
      std::filesystem::absolute(folder).lexically_normal().filename().string();
  return write_file(folder / kProjectFile,
                    replaced(std::string(file->text), "@name@", name));
}

}  // namespace firefly
