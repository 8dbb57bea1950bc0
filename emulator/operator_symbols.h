// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "emulator/elf.h"
#include "graph/status.h"

namespace firefly {

/// Addresses of the functions `<model>_op_<index>`, mangled or not, by index.
/// None at all, or a gap between them, is an error.
Expected<std::vector<uint32_t>> operator_addresses(const Elf& elf,
                                                   std::string_view model);

}  // namespace firefly
