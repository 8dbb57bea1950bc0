// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "graph/graph.h"

namespace firefly {

/// A `.tflite` model as a graph that passed verify(). Nothing in `bytes` is
/// trusted: damaged or hostile input ends in kInvalidData. What is valid but
/// not ours to compile ends in kUnsupported: one message with every such
/// operator, its index, its tensors and the reason. `name` becomes the graph's
/// and starts every message.
[[nodiscard]] Expected<Graph> read_tflite(std::span<const uint8_t> bytes,
                                          const std::string& name);

/// The same from a file; the graph is named after it, without its extension.
[[nodiscard]] Expected<Graph> read_tflite_file(
    const std::filesystem::path& path);

}  // namespace firefly
