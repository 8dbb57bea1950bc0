// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "project/project.h"

namespace firefly {

/// The space of a project that has no [tune.space], as its lines: shorter
/// windows, and the keys of its front end and architecture that trade accuracy
/// against costs, from much smaller than the project's to somewhat larger.
[[nodiscard]] std::string default_space(const Project& project);

}  // namespace firefly
