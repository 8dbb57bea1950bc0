// SPDX-License-Identifier: Apache-2.0
//
// What this folder puts into the binary.
#pragma once

#include <span>

#include "graph/embedded.h"

namespace firefly {

/// emulator/boards/*.toml.
std::span<const EmbeddedFile> board_files();

/// runtime/port: what a test firmware needs beside the model.
std::span<const EmbeddedFile> port_files();

}  // namespace firefly
