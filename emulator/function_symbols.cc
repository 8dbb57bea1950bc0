// SPDX-License-Identifier: Apache-2.0
#include "emulator/function_symbols.h"

#include <cxxabi.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <memory>

namespace firefly {
namespace {

/// "void a::f<int>(b) [clone .isra.0]" -> "a::f<int>".
std::string without_parameters(const std::string& name) {
  int depth = 0;
  size_t begin = 0;
  for (size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    if (c == '(' && depth == 0 && !name.substr(i).starts_with("(anonymous")) {
      return name.substr(begin, i - begin);
    }
    depth += c == '<' || c == '(' ? 1 : 0;
    depth -= c == '>' || c == ')' ? 1 : 0;
    if (c == ' ' && depth == 0) {
      begin = i + 1;  // what stands before is the result's type
    }
  }
  return name;
}

}  // namespace

std::string demangle(const std::string& name) {
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> text(
      abi::__cxa_demangle(name.c_str(), nullptr, nullptr, &status), std::free);
  return status == 0 ? text.get() : name;
}

std::vector<FunctionSymbol> function_symbols(const Elf& elf) {
  std::map<uint32_t, FunctionSymbol> by_address;
  for (const ElfSymbol& symbol : elf.symbols) {
    if (symbol.is_function) {
      by_address.try_emplace(
          symbol.address,
          FunctionSymbol{without_parameters(demangle(symbol.name)),
                         symbol.address, symbol.address + symbol.bytes});
    }
  }
  std::vector<FunctionSymbol> functions;
  for (auto& [address, function] : by_address) {
    const auto next = by_address.upper_bound(address);
    const uint32_t limit = next == by_address.end() ? UINT32_MAX : next->first;
    const bool has_size = function.end > function.begin;
    function.end = has_size ? std::min(function.end, limit) : limit;
    functions.push_back(std::move(function));
  }
  return functions;
}

}  // namespace firefly
