// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "graph/status.h"

namespace firefly {

/// A whole file. `name` stands for it in messages.
[[nodiscard]] Expected<std::vector<uint8_t>> read_bytes(
    const std::filesystem::path& path, const std::string& name);

[[nodiscard]] inline std::string_view text_of(std::span<const uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace firefly
