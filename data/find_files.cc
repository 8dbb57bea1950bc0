// SPDX-License-Identifier: Apache-2.0
#include "data/find_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <system_error>
#include <unordered_map>

#include "data/file_list.h"
#include "data/names.h"
#include "formats/files.h"

namespace firefly {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 18> kKnownExtensions = {
    "wav", "flac", "ogg", "oga", "aiff", "au", "png",  "jpg",  "jpeg",
    "bmp", "csv",  "tsv", "txt", "npy",  "ts", "json", "cbor", "hea"};

// Formats that name the classes of their recordings themselves.
constexpr std::array<std::string_view, 5> kSelfLabelled = {"ts", "json", "cbor",
                                                           "hea", "bin"};

template <class Range>
bool holds(const Range& range, std::string_view value) {
  return std::find(range.begin(), range.end(), value) != range.end();
}

bool any_matches(const std::vector<std::string>& globs, std::string_view path) {
  return std::any_of(globs.begin(), globs.end(),
                     [path](const auto& glob) { return matches(glob, path); });
}

bool is_there(const fs::path& path) {
  std::error_code error;
  return fs::exists(path, error);
}

std::vector<std::string> noise_globs(const DataParameters& parameters) {
  std::vector<std::string> globs = parameters.noise;
  if (parameters.kind == DataKind::kSpeechCommands) {
    globs.emplace_back("_background_noise_/*.wav");
  }
  return globs;
}

bool is_wanted(const DataParameters& parameters, const std::string& path) {
  if (any_matches(parameters.exclude, path)) {
    return false;
  }
  if (!parameters.include.empty()) {
    return any_matches(parameters.include, path) ||
           any_matches(noise_globs(parameters), path);
  }
  const std::string extension = extension_of(path);
  return parameters.kind == DataKind::kCifar10
             ? extension == "bin"
             : holds(kKnownExtensions, extension) && path != parameters.list &&
                   path != parameters.events;
}

Expected<std::vector<std::string>> walk(const DataParameters& parameters,
                                        const fs::path& root) {
  std::vector<std::string> paths;
  std::error_code error;
  const auto options = fs::directory_options::follow_directory_symlink;
  for (fs::recursive_directory_iterator it(root, options, error), end;
       it != end && !error; it.increment(error)) {
    const std::string path =
        it->path().lexically_relative(root).generic_string();
    std::error_code unknown;
    if (it->is_regular_file(unknown) && is_wanted(parameters, path)) {
      paths.push_back(path);
    }
  }
  if (error) {
    return Error{
        ErrorCode::kNotFound,
        fmt::format("{}: can not be read: {}", root.string(), error.message())};
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

/// What the path of a file says, by the rules of the project.
struct PathRules {
  NamePattern label;
  NamePattern group;
  NamePattern split;

  static Expected<PathRules> make(const DataParameters& parameters) {
    auto label = NamePattern::make(parameters.label_pattern, "label_pattern");
    FIREFLY_RETURN_IF_ERROR(label);
    auto group = NamePattern::make(parameters.group_pattern, "group_pattern");
    FIREFLY_RETURN_IF_ERROR(group);
    auto split = NamePattern::make(parameters.split_pattern, "split_pattern");
    FIREFLY_RETURN_IF_ERROR(split);
    return PathRules{std::move(*label), std::move(*group), std::move(*split)};
  }

  void apply(FoundFile& file) const {
    std::string first_folder;
    std::string split_folder;
    std::string_view rest = file.path;
    for (size_t slash = rest.find('/'); slash != std::string_view::npos;
         slash = rest.find('/')) {
      const std::string_view folder = rest.substr(0, slash);
      if (const auto named = split_named(folder)) {
        split_folder = *named;
      } else if (first_folder.empty()) {
        first_folder = folder;
      }
      rest.remove_prefix(slash + 1);
    }
    if (file.label.empty()) {
      file.label =
          label.is_empty() ? first_folder : label.in(file.path).value_or("");
    }
    if (file.group.empty()) {
      file.group = group.in(file.path).value_or("");
    }
    if (file.split.empty()) {
      file.split =
          split.is_empty() ? split_folder : split.in(file.path).value_or("");
    }
  }
};

// Replaces the files that were found by those that the list names.
Status use_list(const DataParameters& parameters, const fs::path& root,
                std::vector<FoundFile>& files, std::vector<Problem>& problems) {
  const std::string& name = parameters.list;
  if (name.empty() || !is_there(root / name)) {
    return !name.empty() && name != DataParameters().list
               ? Status(Error{ErrorCode::kNotFound,
                              fmt::format("list = '{}': is not in {}", name,
                                          root.string())})
               : Status();
  }
  const auto bytes = read_file(root / name);
  FIREFLY_RETURN_IF_ERROR(bytes);
  const auto listed = read_file_list(text_of(*bytes), name);
  FIREFLY_RETURN_IF_ERROR(listed);

  std::unordered_map<std::string_view, FoundFile*> by_path;
  for (FoundFile& file : files) {
    by_path[file.path] = &file;
  }
  std::vector<FoundFile> used;
  for (const ListedFile& line : *listed) {
    const auto found = by_path.find(line.path);
    if (found != by_path.end()) {
      used.push_back({line.path, line.label, line.group, line.split,
                      found->second->is_noise, line.rate_hz});
      by_path.erase(found);
    } else if (is_wanted(parameters, line.path)) {
      const bool is_twice = is_there(root / line.path);
      problems.push_back({line.path,
                          is_twice
                              ? "is listed twice in " + name
                              : "is listed in " + name + ", and is not there",
                          is_twice ? "keep one of the lines"
                                   : "bring the file back, or delete the line",
                          !is_twice});
    }
  }
  for (FoundFile& file : files) {
    if (by_path.contains(file.path) && file.is_noise) {
      used.push_back(std::move(file));
    } else if (by_path.contains(file.path)) {
      problems.push_back({file.path, "is not listed in " + name,
                          "add a line for it, or name it in exclude", false});
    }
  }
  files = std::move(used);
  return {};
}

// A readme among folders of classes is no recording.
void drop_strays(std::vector<FoundFile>& files,
                 std::vector<Problem>& problems) {
  const bool has_labels =
      std::any_of(files.begin(), files.end(), [](const FoundFile& file) {
        return !file.is_noise && !file.label.empty();
      });
  if (!has_labels) {
    return;
  }
  std::erase_if(files, [&](const FoundFile& file) {
    const bool is_stray = !file.is_noise && file.label.empty() &&
                          !holds(kSelfLabelled, extension_of(file.path));
    if (is_stray) {
      problems.push_back({file.path, "has no label",
                          "move it to the folder of its class, cover it by "
                          "label_pattern, or name it in exclude",
                          false});
    }
    return is_stray;
  });
}

}  // namespace

Expected<FoundFiles> find_files(const DataParameters& parameters,
                                const fs::path& project,
                                std::vector<Problem>& problems) {
  FoundFiles found;
  found.root = (project / parameters.path).lexically_normal();
  if (!is_there(found.root)) {
    return Error{ErrorCode::kNotFound,
                 fmt::format("path = '{}': there is no {}", parameters.path,
                             found.root.string())};
  }
  const auto rules = PathRules::make(parameters);
  FIREFLY_RETURN_IF_ERROR(rules);
  std::error_code error;
  Expected<std::vector<std::string>> paths = std::vector<std::string>();
  if (fs::is_directory(found.root, error)) {
    paths = walk(parameters, found.root);
    FIREFLY_RETURN_IF_ERROR(paths);
  } else {
    paths->push_back(found.root.filename().string());
    found.root = found.root.parent_path();
  }
  const std::vector<std::string> noise = noise_globs(parameters);
  for (std::string& path : *paths) {
    const bool is_noise = any_matches(noise, path);
    found.files.push_back({std::move(path), "", "", "", is_noise});
  }
  FIREFLY_RETURN_IF_ERROR(
      use_list(parameters, found.root, found.files, problems));
  for (FoundFile& file : found.files) {
    rules->apply(file);
    if (!file.split.empty()) {
      const auto split = split_named(file.split);
      if (!split) {
        problems.push_back({file.path,
                            "is in a split called '" + file.split + "'",
                            "call it train, validation or test", false});
      }
      file.split = split.value_or("");
    }
  }
  drop_strays(found.files, problems);
  if (found.files.empty()) {
    return Error{ErrorCode::kNotFound,
                 fmt::format("{}: holds no file of a known format that the "
                             "keys of [data] take",
                             found.root.string())};
  }
  std::sort(
      found.files.begin(), found.files.end(),
      [](const FoundFile& a, const FoundFile& b) { return a.path < b.path; });
  return found;
}

}  // namespace firefly
