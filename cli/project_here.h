// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/command.h"
#include "project/project.h"

namespace firefly {

/// The project in the current folder, for a command that got no MODEL; with
/// the board of the command line, if there is one. Wrong usage without either.
[[nodiscard]] Expected<Project> project_here(const CompileArguments& arguments);

}  // namespace firefly
