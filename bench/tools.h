// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace firefly {

/// The compilers and emulators of these boards with their versions, for the
/// heading of a table: "arm-none-eabi-g++ (15:12.2.rel1-1) 12.2.1 20221205,
/// QEMU emulator version 7.2.22". Those that are missing are left out.
[[nodiscard]] std::string tool_versions(const std::vector<std::string>& boards);

}  // namespace firefly
