// SPDX-License-Identifier: Apache-2.0
//
// The rules of the house, over the whole tree.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/house/rules.h"

namespace firefly::house {
namespace {

namespace fs = std::filesystem;

// Projects and what they are made of belong to whoever starts from them.
bool is_our_toml(const fs::path& path) {
  return path.extension() == ".toml" && path.filename() != "firefly.toml" &&
         path.parent_path().filename() != "templates";
}

bool has_a_licence_line(const fs::path& path) {
  const std::string name = path.filename().string();
  return is_cpp(name) || name == "CMakeLists.txt" || name == "Makefile" ||
         path.extension() == ".cmake" || path.extension() == ".sh" ||
         path.extension() == ".py" || path.extension() == ".fbs" ||
         path.extension() == ".ld" || is_our_toml(path);
}

// Hidden folders, builds and outputs are not ours to judge.
bool is_skipped(const fs::path& folder) {
  const std::string name = folder.filename().string();
  return name.starts_with(".") || name.starts_with("build") || name == "out" ||
         name == "runs" || name == "__pycache__";
}

const std::vector<SourceFile>& tree() {
  static const std::vector<SourceFile> files = [] {
    std::vector<SourceFile> found;
    const fs::path root = FIREFLY_SOURCE_DIR;
    for (auto it = fs::recursive_directory_iterator(root);
         it != fs::recursive_directory_iterator(); ++it) {
      if (it->is_directory() && is_skipped(it->path())) {
        it.disable_recursion_pending();
      } else if (it->is_regular_file() && has_a_licence_line(it->path())) {
        std::stringstream text;
        text << std::ifstream(it->path()).rdbuf();
        found.push_back(
            {it->path().lexically_relative(root).generic_string(), text.str()});
      }
    }
    return found;
  }();
  return files;
}

// The files that speak of what they forbid.
bool is_the_rules(const SourceFile& file) {
  return file.path.starts_with("tests/house/");
}

template <class Check>
void expect_clean_cpp(Check check) {
  for (const SourceFile& file : tree()) {
    if (!is_cpp(file.path) || is_the_rules(file)) {
      continue;
    }
    for (const std::string& finding : check(file)) {
      ADD_FAILURE() << finding;
    }
  }
}

TEST(Tree, HasAllTheFolders) {
  for (const char* folder : {"runtime/", "graph/", "formats/", "compiler/",
                             "emulator/", "cli/", "tests/"}) {
    EXPECT_TRUE(std::any_of(tree().begin(), tree().end(),
                            [folder](const SourceFile& file) {
                              return file.path.starts_with(folder);
                            }))
        << folder;
  }
}

TEST(Tree, DependsOneWay) { expect_clean_cpp(check_dependencies); }

TEST(Tree, KeepsDeviceCodeFreestanding) {
  expect_clean_cpp(check_system_includes);
}

TEST(Tree, ComputesWithoutLibm) { expect_clean_cpp(check_libm); }
TEST(Tree, KeepsTheProcessorInItsPlace) { expect_clean_cpp(check_portability); }

TEST(Tree, HasOneIdeaAFile) { expect_clean_cpp(check_length); }

TEST(Tree, StatesItsLicence) {
  for (const SourceFile& file : tree()) {
    for (const std::string& finding : check_licence(file)) {
      ADD_FAILURE() << finding;
    }
  }
}

}  // namespace
}  // namespace firefly::house
