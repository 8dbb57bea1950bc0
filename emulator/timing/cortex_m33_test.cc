// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "emulator/timing/testing.h"

namespace firefly::timing {
namespace {

uint64_t likely(const std::vector<Opcode>& code) {
  return run(*model("cortex-m33/1"), code).likely;
}

constexpr Opcode kAddR0R1R2 = 0x1888;
constexpr Opcode kAddR3R4R5 = 0x1963;
constexpr Opcode kAddR3R0R5 = 0x1943;
constexpr Opcode kLdrR6AtR7 = 0x683e;

TEST(CortexM33, NarrowPairsGoTogether) {
  EXPECT_EQ(likely({kAddR0R1R2, kAddR3R4R5}), 1U);
  EXPECT_EQ(likely({kAddR0R1R2, kLdrR6AtR7}), 1U);
  EXPECT_EQ(likely({kAddR0R1R2, kAddR3R0R5}), 2U);  // dependent
  EXPECT_EQ(likely({kAddR0R1R2, 0xeb040305}), 2U);  // add.w r3, r4, r5
  EXPECT_EQ(likely({0x6808, kLdrR6AtR7}), 2U);      // two accesses
  EXPECT_EQ(likely({0x4348, 0x436b}), 2U);          // two muls
  EXPECT_EQ(likely({kAddR0R1R2, 0xd1fe}), 1U);      // with a branch
}

TEST(CortexM33, ALoadIsUsedTheCycleAfterNext) {
  EXPECT_EQ(likely({0x6808, kAddR3R0R5}), 3U);  // ldr r0, [r1]
  EXPECT_EQ(likely({0x6808, kAddR3R4R5}), 1U);
}

TEST(CortexM33, MultipleAccessesTakeACycleAWord) {
  EXPECT_EQ(likely({0xc80e}), 3U);  // ldmia r0!, {r1-r3}
}

TEST(CortexM33, ATakenBranchRefills) {
  const auto core = model("cortex-m33/1");
  run(*core, {0xe7fe});
  EXPECT_EQ(core->branch(true, true).likely, 2U);
  EXPECT_EQ(core->branch(false, true).likely, 0U);
}

}  // namespace
}  // namespace firefly::timing
