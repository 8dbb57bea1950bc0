// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "emulator/elf.h"
#include "graph/status.h"

namespace firefly {

/// Addresses of the functions `<model>_op_<index>`, mangled or not, in the
/// order of their indices. Operators that are views have none; that there are
/// none at all is an error.
Expected<std::vector<uint32_t>> operator_addresses(const Elf& elf,
                                                   std::string_view model);

}  // namespace firefly
