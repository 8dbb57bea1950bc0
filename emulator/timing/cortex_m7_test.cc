// SPDX-License-Identifier: Apache-2.0
//
// One test a rule; cycles counted by hand.
#include <gtest/gtest.h>

#include "emulator/timing/testing.h"

namespace firefly::timing {
namespace {

uint64_t likely(const std::vector<Opcode>& code) {
  return run(*model("cortex-m7/1"), code).likely;
}

constexpr Opcode kAddR0R1R2 = 0x1888;
constexpr Opcode kAddR3R4R5 = 0x1963;
constexpr Opcode kAddR3R0R5 = 0x1943;
constexpr Opcode kSmladR0 = 0xfb210002;     // smlad r0, r1, r2, r0
constexpr Opcode kSmladR3 = 0xfb213302;     // smlad r3, r1, r2, r3
constexpr Opcode kSxtb16R6R7 = 0xfa2ff687;  // sxtb16 r6, r7
constexpr Opcode kLdrR4AtR5 = 0xf8d54000;   // ldr.w r4, [r5]
constexpr Opcode kLdrR6AtR5Plus4 = 0xf8d56004;
constexpr Opcode kLdrR6AtR5Plus8 = 0xf8d56008;
constexpr Opcode kStrR0AtR1 = 0x6008;

TEST(CortexM7, TwoIndependentInstructionsGoTogether) {
  EXPECT_EQ(likely({kAddR0R1R2}), 1U);
  EXPECT_EQ(likely({kAddR0R1R2, kAddR3R4R5}), 1U);
  EXPECT_EQ(likely({kAddR0R1R2, kAddR3R4R5, kAddR0R1R2}), 2U);
  EXPECT_EQ(likely({kAddR0R1R2, kLdrR4AtR5}), 1U);
  EXPECT_EQ(likely({kLdrR4AtR5, kStrR0AtR1}), 1U);
}

TEST(CortexM7, AResultIsThereInTheNextCycle) {
  EXPECT_EQ(likely({kAddR0R1R2, kAddR3R0R5}), 2U);
  EXPECT_EQ(likely({kAddR0R1R2, kAddR0R1R2}), 2U);  // one register's two
}

TEST(CortexM7, OneMultiplicationACycleAndNoneWithAStore) {
  EXPECT_EQ(likely({kSmladR0, kSmladR3}), 2U);
  EXPECT_EQ(likely({kSmladR3, kStrR0AtR1}), 2U);
  EXPECT_EQ(likely({kSmladR3, kLdrR4AtR5}), 1U);
}

TEST(CortexM7, AccumulatorsAreForwarded) {
  EXPECT_EQ(likely({kSmladR0, kSmladR0}), 2U);
  EXPECT_EQ(likely({kSmladR0, kAddR3R0R5}), 3U);  // others wait for two
}

TEST(CortexM7, DspAndBitFieldsWantTheOlderSlot) {
  EXPECT_EQ(likely({kSxtb16R6R7, kAddR0R1R2}), 1U);
  EXPECT_EQ(likely({kAddR0R1R2, kSxtb16R6R7}), 2U);
  EXPECT_EQ(likely({kAddR0R1R2, 0xf3c72607}), 2U);  // ubfx r6, r7, #8, #8
}

TEST(CortexM7, TwoLoadsGoToAnEvenAndAnOddWord) {
  EXPECT_EQ(likely({kLdrR4AtR5, kLdrR6AtR5Plus4}), 1U);
  EXPECT_EQ(likely({kLdrR4AtR5, kLdrR6AtR5Plus8}), 2U);
  EXPECT_EQ(likely({kLdrR4AtR5, 0xf8d16004}), 2U);  // another base: unknown
}

TEST(CortexM7, NarrowLoadsAreACycleLater) {
  EXPECT_EQ(likely({0x6808, kAddR3R0R5}), 2U);  // ldr r0, [r1]
  EXPECT_EQ(likely({0x7808, kAddR3R0R5}), 3U);  // ldrb r0, [r1]
}

TEST(CortexM7, MultipleLoadsMoveTwoWordsACycle) {
  EXPECT_EQ(likely({0xe9d20100}), 1U);          // ldrd r0, r1, [r2]
  EXPECT_EQ(likely({0xc80e}), 2U);              // ldmia r0!, {r1-r3}
  EXPECT_EQ(likely({0xc806, kAddR3R4R5}), 2U);  // alone in its cycle
  EXPECT_EQ(likely({0xc006}), 2U);              // stmia r0!, {r1, r2}
}

TEST(CortexM7, BranchesCostWhenTheyAreNotForeseen) {
  const auto core = model("cortex-m7/1");
  run(*core, {0x3901, 0xd1fd});  // subs r1, #1; bne
  EXPECT_EQ(core->branch(true, true).likely, 0U);
  run(*core, {0x3901, 0xd1fd});
  EXPECT_EQ(core->branch(false, false).likely, 8U);
  // The flags are known three cycles before.
  run(*core, {0x3901, kSmladR0, kSmladR0, kSmladR0, kSmladR0, 0xd1fd});
  EXPECT_EQ(core->branch(true, false).likely, 6U);
  run(*core, {0x4770});  // bx lr
  EXPECT_EQ(core->branch(true, false).likely, 8U);
}

TEST(CortexM7, NothingGoesTogetherAcrossABranch) {
  const auto core = model("cortex-m7/1");
  run(*core, {kAddR0R1R2});
  EXPECT_EQ(core->step(code_at(0, {0xe7fe})[0]).likely, 0U);  // b
  EXPECT_EQ(core->branch(true, true).likely, 0U);
  EXPECT_EQ(core->step(code_at(0, {kAddR3R4R5})[0]).likely, 1U);
}

}  // namespace
}  // namespace firefly::timing
