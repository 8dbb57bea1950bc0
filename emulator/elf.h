// SPDX-License-Identifier: Apache-2.0
//
// The sections and symbols of a 32-bit little-endian ELF file. Written for
// images that we just linked, but no file makes it read out of bounds.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "graph/status.h"

namespace firefly {

struct ElfSection {
  std::string name;
  uint32_t address = 0;
  uint32_t bytes = 0;
  bool allocated = false;  ///< Takes memory on the device.
  bool writable = false;   ///< In RAM; in flash too if it has contents.
  bool executable = false;
  bool has_contents = false;
};

struct ElfSymbol {
  std::string name;
  uint32_t address = 0;  ///< Of a function: without Arm's Thumb bit.
  uint32_t bytes = 0;
  bool is_function = false;
};

struct Elf {
  std::vector<ElfSection> sections;
  std::vector<ElfSymbol> symbols;  ///< Defined ones only.

  [[nodiscard]] std::optional<uint32_t> address_of(std::string_view name) const;
  /// The function that an address lies in, for messages.
  [[nodiscard]] std::optional<std::string> function_at(uint32_t address) const;
};

Expected<Elf> parse_elf(std::string_view file);
Expected<Elf> read_elf(const std::filesystem::path& path);

}  // namespace firefly
