// SPDX-License-Identifier: Apache-2.0
#include "tuning/study_place.h"

#include <fmt/format.h>

namespace firefly {

Expected<StudyPlace> study_place(const Project& project,
                                 const std::string& study) {
  StudyPlace place;
  place.name = project.name;
  if (study.starts_with("postgresql://") || study.starts_with("postgres://")) {
    const size_t hash = study.find('#');
    place.url = study.substr(0, hash);
    if (hash != std::string::npos) {
      place.name = study.substr(hash + 1);
    }
    if (place.name.empty() || place.name.find('/') != std::string::npos) {
      return Error{ErrorCode::kUsage,
                   fmt::format("--study: expected a name without / behind #, "
                               "found '{}'",
                               place.name)};
    }
    place.runs = (project.folder / "tune" / place.name).lexically_normal();
  } else if (study.find("://") != std::string::npos) {
    return Error{ErrorCode::kUsage,
                 fmt::format("--study: expected a file or "
                             "postgresql://USER@HOST/DATABASE, found '{}'",
                             study)};
  } else {
    place.file = study.empty() ? project.folder / "tune" / "study.db"
                               : std::filesystem::path(study);
    place.file = place.file.lexically_normal();
    place.runs = place.file;
    place.runs.replace_extension();
    if (place.runs == place.file) {
      place.runs += ".runs";
    }
  }
  place.page = place.runs;
  place.page += ".html";
  return place;
}

}  // namespace firefly
