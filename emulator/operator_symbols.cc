// SPDX-License-Identifier: Apache-2.0
#include "emulator/operator_symbols.h"

#include <fmt/format.h>

#include <charconv>
#include <map>
#include <optional>
#include <string>

#include "emulator/function_symbols.h"

namespace firefly {
namespace {

/// The index in the function's own name, whatever namespaces stand before it
/// and parameters or the marks of a clone behind it.
std::optional<uint32_t> operator_index(const std::string& symbol,
                                       std::string_view prefix) {
  const std::string name = demangle(symbol);
  const size_t at = name.find(prefix);
  if (at == std::string::npos || (at > 0 && name[at - 1] != ':')) {
    return std::nullopt;
  }
  const char* last = name.data() + name.size();
  uint32_t index = 0;
  const auto [end, error] =
      std::from_chars(name.data() + at + prefix.size(), last, index);
  const bool ends_there =
      end == last || *end == '(' || *end == '.' || *end == ' ';
  return error == std::errc() && ends_there ? std::optional(index)
                                            : std::nullopt;
}

}  // namespace

Expected<std::vector<uint32_t>> operator_addresses(const Elf& elf,
                                                   std::string_view model) {
  const std::string prefix = fmt::format("{}_op_", model);
  std::map<uint32_t, uint32_t> found;
  for (const ElfSymbol& symbol : elf.symbols) {
    if (!symbol.is_function) {
      continue;
    }
    if (const auto index = operator_index(symbol.name, prefix)) {
      found.emplace(*index, symbol.address);
    }
  }
  if (found.empty()) {
    return Error{ErrorCode::kInvalidData,
                 fmt::format("the profile needs functions {}0, {}1, …, and "
                             "there are none",
                             prefix, prefix)};
  }
  std::vector<uint32_t> addresses;
  for (const auto& [index, address] : found) {
    addresses.push_back(address);
  }
  return addresses;
}

}  // namespace firefly
