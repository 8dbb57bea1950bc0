// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "graph/status.h"

namespace firefly {

/// Names of the templates, sorted.
[[nodiscard]] std::vector<std::string> template_names();

/// Makes the folder with a firefly.toml after a template and a README that
/// says where its data goes. The project's name is the folder's. Fails if the
/// folder is there and not empty.
[[nodiscard]] Status make_project(const std::filesystem::path& folder,
                                  std::string_view template_name);

}  // namespace firefly
