// SPDX-License-Identifier: Apache-2.0
#include "emulator/function_symbols.h"

#include <gtest/gtest.h>

namespace firefly {
namespace {

TEST(FunctionSymbols, AreSortedAndReadable) {
  Elf elf;
  elf.symbols = {
      {"_ZN7firefly12_GLOBAL__N_13addIiEEvT_", 0x40, 8, true},
      {"table", 0x44, 4, false},
      {"plain", 0x20, 0, true},
      {"alias", 0x20, 4, true},
  };
  const std::vector<FunctionSymbol> functions = function_symbols(elf);
  ASSERT_EQ(functions.size(), 2U);
  EXPECT_EQ(functions[0].name, "plain");
  EXPECT_EQ(functions[0].begin, 0x20U);
  EXPECT_EQ(functions[0].end, 0x40U);  // where the next begins
  EXPECT_EQ(functions[1].name, "firefly::(anonymous namespace)::add<int>");
  EXPECT_EQ(functions[1].end, 0x48U);
}

TEST(Demangle, LeavesOtherNamesAlone) {
  EXPECT_EQ(demangle("_ZN7firefly3addEi"), "firefly::add(int)");
  EXPECT_EQ(demangle("memcpy"), "memcpy");
}

}  // namespace
}  // namespace firefly
