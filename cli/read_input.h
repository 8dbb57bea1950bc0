// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "emulator/inputs.h"
#include "graph/graph.h"

namespace firefly {

/// A `.bin` of raw bytes or a `.npy` of the input's type and element count.
[[nodiscard]] Expected<Bytes> read_input(const Graph& graph,
                                         const std::filesystem::path& path);

}  // namespace firefly
