// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

#include "graph/status.h"

namespace firefly {

[[nodiscard]] Expected<std::vector<uint8_t>> read_file(
    const std::filesystem::path& path);

[[nodiscard]] inline std::string_view text_of(std::span<const uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Creates the folders on the way. The file appears by rename, complete.
[[nodiscard]] Status write_file(const std::filesystem::path& path,
                                std::string_view contents);
[[nodiscard]] Status write_file(const std::filesystem::path& path,
                                std::span<const uint8_t> contents);

}  // namespace firefly
