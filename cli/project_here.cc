// SPDX-License-Identifier: Apache-2.0
#include "cli/project_here.h"

#include <fmt/format.h>

namespace firefly {

Expected<Project> project_here(const CompileArguments& arguments) {
  Expected<Project> project = load_project(".");
  if (!project.ok() && project.error().code == ErrorCode::kNotFound) {
    return Error{ErrorCode::kUsage,
                 fmt::format("MODEL is required, for there is no {} here",
                             kProjectFile)};
  }
  if (project.ok() && arguments.board_is_given) {
    project->target.board = arguments.board;
  }
  return project;
}

}  // namespace firefly
