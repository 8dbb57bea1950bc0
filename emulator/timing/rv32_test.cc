// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "emulator/timing/testing.h"

namespace firefly::timing {
namespace {

/// As objdump prints it: the first half is the lower one.
uint64_t likely(uint32_t opcode, const Parameters& parameters = {}) {
  const auto core = model("rv32/1", parameters);
  core->reset();
  Code code;
  code.bytes = (opcode & 3) == 3 ? 4 : 2;
  code.halves = {static_cast<uint16_t>(opcode),
                 static_cast<uint16_t>(opcode >> 16)};
  return core->step(code).likely;
}

TEST(Rv32, ArithmeticTakesOneCycle) {
  EXPECT_EQ(likely(0x00c58533), 1U);  // add a0, a1, a2
  EXPECT_EQ(likely(0x02c58533), 1U);  // mul a0, a1, a2
  EXPECT_EQ(likely(0x02c595b3), 1U);  // mulh a1, a1, a2
  EXPECT_EQ(likely(0x00a50513), 1U);  // addi a0, a0, 10
  EXPECT_EQ(likely(0x952e), 1U);      // c.add a0, a1
  EXPECT_EQ(likely(0x0808), 1U);      // c.addi4spn a0, sp, 16
  EXPECT_EQ(likely(0x050e), 1U);      // c.slli a0, 3
  EXPECT_EQ(likely(0x02c58533, {{"multiply_cycles", 5}}), 5U);
}

TEST(Rv32, AccessesTakeTwoCycles) {
  EXPECT_EQ(likely(0x00052503), 2U);  // lw a0, 0(a0)
  EXPECT_EQ(likely(0x00050503), 2U);  // lb a0, 0(a0)
  EXPECT_EQ(likely(0x00a5a023), 2U);  // sw a0, 0(a1)
  EXPECT_EQ(likely(0x4108), 2U);      // c.lw a0, 0(a0)
  EXPECT_EQ(likely(0xc108), 2U);      // c.sw a0, 0(a0)
  EXPECT_EQ(likely(0x4502), 2U);      // c.lwsp a0, 0(sp)
  EXPECT_EQ(likely(0xc02a), 2U);      // c.swsp a0, 0(sp)
  EXPECT_EQ(likely(0x00052503, {{"load_cycles", 1}}), 1U);
}

TEST(Rv32, DivisionIsTheBoards) {
  EXPECT_EQ(likely(0x02c5c533), 33U);                         // div a0, a1, a2
  EXPECT_EQ(likely(0x02c5f533, {{"divide_cycles", 8}}), 8U);  // remu
}

TEST(Rv32, ATakenBranchTakesThree) {
  const auto core = model("rv32/1");
  EXPECT_EQ(likely(0xfe051ee3), 1U);  // bnez a0, .-4
  EXPECT_EQ(core->branch(true, false).likely, 2U);
  EXPECT_EQ(core->branch(false, false).likely, 0U);
}

}  // namespace
}  // namespace firefly::timing
