// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "graph/embedded.h"

namespace firefly {

/// project/templates/*.toml.
[[nodiscard]] std::span<const EmbeddedFile> project_templates();

}  // namespace firefly
