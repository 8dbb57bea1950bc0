// SPDX-License-Identifier: Apache-2.0
//
// What this folder puts into the binary.
#pragma once

#include <span>

#include "graph/embedded.h"

namespace firefly {

/// baseline.toml.
std::span<const EmbeddedFile> bench_files();

}  // namespace firefly
