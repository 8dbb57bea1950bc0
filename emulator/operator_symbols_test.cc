// SPDX-License-Identifier: Apache-2.0
#include "emulator/operator_symbols.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace firefly {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Elf with_functions(const std::vector<std::string>& names) {
  Elf elf;
  uint32_t address = 0x100;
  for (const std::string& name : names) {
    elf.symbols.push_back({name, address, 4, true});
    address += 0x10;
  }
  return elf;
}

TEST(OperatorAddresses, AreSortedByIndex) {
  const Elf elf = with_functions({"kws_op_1", "kws_op_0", "kws_op_2", "main"});
  auto addresses = operator_addresses(elf, "kws");
  ASSERT_TRUE(addresses.ok());
  EXPECT_THAT(*addresses, ElementsAre(0x110, 0x100, 0x120));
}

TEST(OperatorAddresses, AreFoundInMangledNames) {
  // kws::kws_op_0(int), kws::(anonymous namespace)::kws_op_1(kws::Model&), a
  // clone, and one whose parameter's length could be taken for the index.
  const Elf elf = with_functions(
      {"_ZN3kws8kws_op_0Ei", "_ZN3kws12_GLOBAL__N_18kws_op_1ERNS_5ModelE",
       "_ZL8kws_op_2v.constprop.0", "_Z8kws_op_33Foo"});
  auto addresses = operator_addresses(elf, "kws");
  ASSERT_TRUE(addresses.ok()) << addresses.error().message;
  EXPECT_EQ(addresses->size(), 4U);
}

TEST(OperatorAddresses, LeaveOutOperatorsWithoutFunctions) {
  auto views = operator_addresses(with_functions({"a_op_2", "a_op_0"}), "a");
  ASSERT_TRUE(views.ok());
  EXPECT_THAT(*views, ElementsAre(0x110, 0x100));
  auto none = operator_addresses(with_functions({"main"}), "a");
  ASSERT_FALSE(none.ok());
  EXPECT_THAT(none.error().message, HasSubstr("there are none"));
}

TEST(OperatorAddresses, IgnoreOtherModels) {
  EXPECT_FALSE(operator_addresses(with_functions({"b_op_0"}), "a").ok());
  EXPECT_FALSE(operator_addresses(with_functions({"a_op_0x"}), "a").ok());
}

}  // namespace
}  // namespace firefly
