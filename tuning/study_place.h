// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "project/project.h"
#include "tuning/database.h"

namespace firefly {

/// Where a study is and what it is called.
struct StudyPlace {
  std::string url;  ///< Empty: a file.
  std::filesystem::path file;
  std::string name;
  std::filesystem::path runs;  ///< Of its trials, by id.
  std::filesystem::path page;

  [[nodiscard]] Expected<std::unique_ptr<Database>> open() const {
    return url.empty() ? open_sqlite(file) : open_postgresql(url);
  }
};

/// `study` is a file, or postgresql://..., with #NAME if the study has another
/// name than the project; empty: tune/study.db in the project's folder.
[[nodiscard]] Expected<StudyPlace> study_place(const Project& project,
                                               const std::string& study);

}  // namespace firefly
