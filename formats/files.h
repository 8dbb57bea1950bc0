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

/// Creates the folders on the way. The file appears by rename, complete.
[[nodiscard]] Status write_file(const std::filesystem::path& path,
                                std::string_view contents);
[[nodiscard]] Status write_file(const std::filesystem::path& path,
                                std::span<const uint8_t> contents);

}  // namespace firefly
