// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "emulator/elf.h"

namespace firefly {

struct FunctionSymbol {
  std::string name;  ///< Readable: demangled, without parameters.
  uint32_t begin = 0;
  uint32_t end = 0;
};

/// The functions of an image by address. Of several names for one address, the
/// first; one without a size ends where the next begins.
[[nodiscard]] std::vector<FunctionSymbol> function_symbols(const Elf& elf);

/// "_ZN7firefly3addEi" -> "firefly::add(int)"; other names stay as they are.
[[nodiscard]] std::string demangle(const std::string& name);

}  // namespace firefly
