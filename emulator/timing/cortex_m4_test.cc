// SPDX-License-Identifier: Apache-2.0
//
// One test a rule of docs/design/timing.md, on opcodes as arm-none-eabi-as
// makes them and cycles counted by hand.
#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "emulator/timing/testing.h"

namespace firefly::timing {
namespace {

constexpr uint64_t kRefillCycles = 2;

Cycles run(const std::vector<Opcode>& code, uint64_t address = 0x1000) {
  return run(*model("cortex-m4/1"), code, address);
}

uint64_t likely(const std::vector<Opcode>& code) { return run(code).likely; }

constexpr Opcode kLdrR4AtR5 = 0xf8d54000;       // ldr.w r4, [r5]
constexpr Opcode kLdrR6AtR5Plus4 = 0xf8d56004;  // ldr.w r6, [r5, #4]
constexpr Opcode kLdrR6AtR4 = 0xf8d46000;       // ldr.w r6, [r4]
constexpr Opcode kLdrR6AtR5R4 = 0xf8556004;     // ldr.w r6, [r5, r4]
constexpr Opcode kLdrR6AtR7 = 0xf8d76000;       // ldr.w r6, [r7]
constexpr Opcode kLdrR4PostR5 = 0xf8554b04;     // ldr r4, [r5], #4
constexpr Opcode kNop = 0xbf00;

TEST(CortexM4, ArithmeticTakesOneCycle) {
  EXPECT_EQ(likely({0x1888}), 1U);      // adds r0, r1, r2
  EXPECT_EQ(likely({0xfb01f002}), 1U);  // mul r0, r1, r2
  EXPECT_EQ(likely({0xfb013002}), 1U);  // mla r0, r1, r2, r3
  EXPECT_EQ(likely({0xfb820103}), 1U);  // smull r0, r1, r2, r3
  EXPECT_EQ(likely({0xfb213002}), 1U);  // smlad r0, r1, r2, r3
  EXPECT_EQ(likely({0xfa2ff081}), 1U);  // sxtb16 r0, r1
  EXPECT_EQ(likely({0xf3010007}), 1U);  // ssat r0, #8, r1
  EXPECT_EQ(likely({kNop}), 1U);
}

TEST(CortexM4, ALoadTakesTwoCycles) {
  EXPECT_EQ(likely({0x6808}), 2U);      // ldr r0, [r1]
  EXPECT_EQ(likely({0x5888}), 2U);      // ldr r0, [r1, r2]
  EXPECT_EQ(likely({0x5688}), 2U);      // ldrsb r0, [r1, r2]
  EXPECT_EQ(likely({0x4801}), 2U);      // ldr r0, [pc, #4]
  EXPECT_EQ(likely({0x9801}), 2U);      // ldr r0, [sp, #4]
  EXPECT_EQ(likely({0xf9b76002}), 2U);  // ldrsh.w r6, [r7, #2]
  EXPECT_EQ(likely({0xe8510f00}), 2U);  // ldrex r0, [r1]
}

TEST(CortexM4, LoadsInARowChain) {
  const Cycles cycles = run({kLdrR4AtR5, kLdrR6AtR5Plus4, kLdrR6AtR7});
  EXPECT_EQ(cycles.likely, 4U);  // n + 1
  EXPECT_EQ(cycles.strict, 4U);
  EXPECT_EQ(cycles.unchained, 6U);
  EXPECT_EQ(likely({kLdrR4AtR5, kNop, kLdrR6AtR7}), 5U);
}

TEST(CortexM4, StrictChainingWantsAlignedWideOpcodes) {
  EXPECT_EQ(run({kLdrR4AtR5, kLdrR6AtR7}, 0x1002).strict, 4U);
  EXPECT_EQ(run({kLdrR4AtR5, kLdrR6AtR7}, 0x1002).likely, 3U);
  EXPECT_EQ(run({0x6808, 0x6808}).strict, 4U);
  EXPECT_EQ(run({0x6808, 0x6808}).likely, 3U);
}

TEST(CortexM4, ALoadedAddressBreaksTheChain) {
  EXPECT_EQ(likely({kLdrR4AtR5, kLdrR6AtR4}), 4U);
  EXPECT_EQ(likely({kLdrR4AtR5, kLdrR6AtR5R4}), 4U);
}

TEST(CortexM4, AWrittenBackAddressBreaksTheChain) {
  EXPECT_EQ(likely({kLdrR4PostR5, kLdrR6AtR5Plus4}), 4U);
  EXPECT_EQ(likely({kLdrR4PostR5, kLdrR6AtR7}), 3U);
}

TEST(CortexM4, AStoreTakesOneCycleOrTwoWhenIndexed) {
  EXPECT_EQ(likely({0x6008}), 1U);      // str r0, [r1]
  EXPECT_EQ(likely({0x7048}), 1U);      // strb r0, [r1, #1]
  EXPECT_EQ(likely({0x5088}), 2U);      // str r0, [r1, r2]
  EXPECT_EQ(likely({0xf8410022}), 2U);  // str.w r0, [r1, r2, lsl #2]
}

TEST(CortexM4, MultipleAccessesTakeOneMoreThanTheirWords) {
  EXPECT_EQ(likely({0xc80e}), 4U);      // ldmia r0!, {r1-r3}
  EXPECT_EQ(likely({0xc006}), 3U);      // stmia r0!, {r1, r2}
  EXPECT_EQ(likely({0xe8b80206}), 4U);  // ldmia.w r8!, {r1, r2, r9}
  EXPECT_EQ(likely({0xb530}), 4U);      // push {r4, r5, lr}
  EXPECT_EQ(likely({0xbd30}), 4U);      // pop {r4, r5, pc}, without refill
  EXPECT_EQ(likely({0xe92d4310}), 5U);  // push.w {r4, r8, r9, lr}
  EXPECT_EQ(likely({0xecb00a04}), 5U);  // vldmia r0!, {s0-s3}
  EXPECT_EQ(likely({0xed2d8a04}), 5U);  // vpush {s16-s19}
  EXPECT_EQ(likely({0xe9c20100}), 3U);  // strd r0, r1, [r2]
  EXPECT_EQ(likely({0xe9d20100}), 3U);  // ldrd r0, r1, [r2]
}

TEST(CortexM4, LoadsDoNotChainWithMultipleAccesses) {
  EXPECT_EQ(likely({0xe9d20100, kLdrR6AtR7}), 5U);
  EXPECT_EQ(likely({0xed900a00, kLdrR6AtR7}), 4U);  // vldr s0, [r0]
}

TEST(CortexM4, TableBranchesAndLoadsToPcAreSlow) {
  EXPECT_EQ(likely({0xe8dff000}) + kRefillCycles, 6U);  // tbb [pc, r0]
  EXPECT_EQ(likely({0xe8dff010}) + kRefillCycles, 6U);  // tbh [pc, r0, lsl #1]
  EXPECT_EQ(likely({0xf8d0f000}) + kRefillCycles, 5U);  // ldr.w pc, [r0]
  EXPECT_EQ(likely({0xf890f000}), 1U);                  // pld [r0]
}

TEST(CortexM4, ATakenBranchRefillsThePipeline) {
  const auto m4 = model("cortex-m4/1");
  run(*m4, {kLdrR4AtR5, 0xe7fe});
  EXPECT_EQ(m4->branch(true, true).likely, kRefillCycles);
  EXPECT_EQ(m4->branch(false, true).likely, 0U);
}

TEST(CortexM4, ABranchNotTakenTakesOneCycle) {
  EXPECT_EQ(likely({0xf000f805}), 1U);  // bl
  EXPECT_EQ(likely({0xf000b803}), 1U);  // b.w
  EXPECT_EQ(likely({0x4770}), 1U);      // bx lr
}

TEST(CortexM4, DivisionTakesSevenCycles) {
  EXPECT_EQ(likely({0xfb91f0f2}), 7U);  // sdiv r0, r1, r2
  EXPECT_EQ(likely({0xfbb1f0f2}), 7U);  // udiv r0, r1, r2
}

TEST(CortexM4, FloatingPoint) {
  EXPECT_EQ(likely({0xed900a00}), 2U);   // vldr s0, [r0]
  EXPECT_EQ(likely({0xed800a00}), 2U);   // vstr s0, [r0]
  EXPECT_EQ(likely({0xee000a10}), 1U);   // vmov s0, r0
  EXPECT_EQ(likely({0xec510b10}), 2U);   // vmov r0, r1, d0
  EXPECT_EQ(likely({0xee300a81}), 1U);   // vadd.f32
  EXPECT_EQ(likely({0xee200a81}), 1U);   // vmul.f32
  EXPECT_EQ(likely({0xee000a81}), 3U);   // vmla.f32
  EXPECT_EQ(likely({0xeea00a81}), 3U);   // vfma.f32
  EXPECT_EQ(likely({0xee900a81}), 3U);   // vfnms.f32
  EXPECT_EQ(likely({0xee800a81}), 14U);  // vdiv.f32
  EXPECT_EQ(likely({0xeeb10ae0}), 14U);  // vsqrt.f32
  EXPECT_EQ(likely({0xeeb40a60}), 1U);   // vcmp.f32
  EXPECT_EQ(likely({0xeeb80ae0}), 1U);   // vcvt.f32.s32
}

TEST(CortexM4, StrictlyAFreshAddressCostsACycle) {
  EXPECT_EQ(run({0x1888, 0x6803}).strict, 4U);  // adds r0; ldr r3, [r0]
  EXPECT_EQ(run({0x1888, 0x6803}).likely, 3U);
  EXPECT_EQ(run({0x1888, 0x6003}).strict, 3U);      // adds r0; str r3, [r0]
  EXPECT_EQ(run({0x1888, 0x5813}).strict, 4U);      // adds r0; ldr r3, [r2, r0]
  EXPECT_EQ(run({0xf5027196, 0x6808}).strict, 4U);  // add.w r1; ldr r0, [r1]
  EXPECT_EQ(run({0xb084, 0x9801}).strict, 4U);      // sub sp; ldr r0, [sp, #4]
  EXPECT_EQ(run({0x2001, 0x6803}).strict, 4U);      // movs r0; ldr r3, [r0]
  EXPECT_EQ(run({0x1888, kNop, 0x6803}).strict, 4U);
}

TEST(CortexM4, ComparisonsMakeNoAddress) {
  EXPECT_EQ(run({0x4288, 0x6803}).strict, 3U);      // cmp r0, r1
  EXPECT_EQ(run({0x4208, 0x6803}).strict, 3U);      // tst r0, r1
  EXPECT_EQ(run({0x2801, 0x6803}).strict, 3U);      // cmp r0, #1
  EXPECT_EQ(run({0xf1b00fff, 0x4801}).strict, 3U);  // cmp.w; ldr r0, [pc, #4]
}

}  // namespace
}  // namespace firefly::timing
