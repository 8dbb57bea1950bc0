// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "emulator/timing/testing.h"

namespace firefly::timing {
namespace {

uint64_t likely(const std::vector<Opcode>& code) {
  return run(*model("cortex-m55/1"), code).likely;
}

constexpr Opcode kVldrQ1 = 0xecb23f10;      // vldrw.32 q1, [r2], #64
constexpr Opcode kVldrQ2 = 0xecb35f10;      // vldrw.32 q2, [r3], #64
constexpr Opcode kVmladavaR0 = 0xeef20f24;  // vmladava.s8 r0, q1, q2
constexpr Opcode kVmladavaR4 = 0xeef24f24;  // vmladava.s8 r4, q1, q2
constexpr Opcode kVaddQ0 = 0xef220844;      // vadd.i32 q0, q1, q2
constexpr Opcode kVmulQ0 = 0xef220954;      // vmul.i32 q0, q1, q2
constexpr Opcode kVaddQ3Q0 = 0xef206844;    // vadd.i32 q3, q0, q2
constexpr Opcode kAddR3R4R5 = 0x1963;
constexpr Opcode kAddR3R0R5 = 0x1943;

TEST(CortexM55, VectorsOfOnePipeTakeTwoCyclesEach) {
  EXPECT_EQ(likely({kVldrQ1, kVldrQ2}), 3U);  // the last one's second overlaps
  EXPECT_EQ(likely({kVldrQ1, kVldrQ2, kVldrQ1}), 5U);
  EXPECT_EQ(likely({kVmladavaR0, kVmladavaR4, kVmladavaR0}), 5U);
  EXPECT_EQ(likely({kVaddQ0, 0xef228844}), 3U);  // vadd.i32 q4, q1, q2
}

TEST(CortexM55, VectorsOfOtherPipesOverlap) {
  EXPECT_EQ(likely({kVldrQ1, kVmladavaR0}), 2U);
  EXPECT_EQ(likely({kVldrQ1, kVmladavaR0, kVldrQ1, kVmladavaR4}), 4U);
  EXPECT_EQ(likely({kVldrQ1, kVaddQ0, kVldrQ2, kVmladavaR0}), 4U);
}

TEST(CortexM55, ResultsTakeOneToThreeCycles) {
  EXPECT_EQ(likely({kVaddQ0, kVaddQ3Q0}), 3U);       // the pipe's two
  EXPECT_EQ(likely({kVmulQ0, kVaddQ3Q0}), 3U);       // a product's two
  EXPECT_EQ(likely({kVmladavaR0, kAddR3R0R5}), 4U);  // into a core register
  EXPECT_EQ(likely({kVmladavaR0, kAddR3R4R5}), 2U);
}

TEST(CortexM55, ScalarProductsAndLoadsTakeTwo) {
  EXPECT_EQ(likely({0x6808, kAddR3R0R5}), 3U);      // ldr r0, [r1]
  EXPECT_EQ(likely({0xfb01f002, kAddR3R0R5}), 3U);  // mul r0, r1, r2
  EXPECT_EQ(likely({kVldrQ1, 0x6808}), 3U);         // the memory pipe is busy
}

TEST(CortexM55, NarrowPairsGoTogether) {
  EXPECT_EQ(likely({0x1888, kAddR3R4R5}), 1U);
  EXPECT_EQ(likely({0x1888, 0xeb040305}), 2U);
  EXPECT_EQ(likely({0x1888, kVaddQ0}), 2U);
}

TEST(CortexM55, LoopsWithoutOverheadHaveNone) {
  const auto core = model("cortex-m55/1");
  EXPECT_EQ(run(*core, {kVldrQ1, 0xf00fc00b}).likely, 2U);  // le lr, …
  EXPECT_EQ(core->branch(true, true).likely, static_cast<uint64_t>(-1));
  run(*core, {kVldrQ1, 0xf00fc00b});
  EXPECT_EQ(core->branch(false, true).likely, 0U);
  run(*core, {0xe7fe});
  EXPECT_EQ(core->branch(true, true).likely, 3U);
}

}  // namespace
}  // namespace firefly::timing
