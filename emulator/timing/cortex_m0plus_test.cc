// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "emulator/timing/testing.h"

namespace firefly::timing {
namespace {

constexpr const char* kName = "cortex-m0plus/1";

uint64_t likely(const std::vector<Opcode>& code,
                const Parameters& parameters = {}) {
  return run(*model(kName, parameters), code).likely;
}

uint64_t jump(Opcode opcode, const Parameters& parameters = {}) {
  const auto core = model(kName, parameters);
  const Cycles own = run(*core, {opcode});
  return own.likely + core->branch(true, true).likely;
}

TEST(CortexM0Plus, ArithmeticTakesOneCycle) {
  EXPECT_EQ(likely({0x1888}), 1U);  // adds r0, r1, r2
  EXPECT_EQ(likely({0x4348}), 1U);  // muls r0, r1
  EXPECT_EQ(likely({0x4348}, {{"multiply_cycles", 32}}), 32U);
}

TEST(CortexM0Plus, AccessesTakeTwoAndNeverChain) {
  EXPECT_EQ(likely({0x6808, 0x6849}), 4U);  // ldr r0, [r1]; ldr r1, [r1, #4]
  EXPECT_EQ(likely({0x6008}), 2U);          // str r0, [r1]
  EXPECT_EQ(likely({0x5688}), 2U);          // ldrsb r0, [r1, r2]
  EXPECT_EQ(likely({0x6808}, {{"access_cycles", 1}}), 1U);
  EXPECT_EQ(likely({0xc80e}), 4U);  // ldmia r0!, {r1-r3}
  EXPECT_EQ(likely({0xb530}), 4U);  // push {r4, r5, lr}
}

TEST(CortexM0Plus, TakenBranchesTakeTwo) {
  EXPECT_EQ(likely({0xd1fe}), 1U);  // bne, not taken
  EXPECT_EQ(jump(0xd1fe), 2U);      // bne
  EXPECT_EQ(jump(0x4770), 2U);      // bx lr
  EXPECT_EQ(jump(0xf000f805), 3U);  // bl
  EXPECT_EQ(jump(0xbd30), 6U);      // pop {r4, r5, pc}: 3 + 3
}

TEST(CortexM0Plus, ACortexM0HasALongerPipeline) {
  const Parameters m0 = {{"taken_branch_cycles", 3}};
  EXPECT_EQ(jump(0xd1fe, m0), 3U);
  EXPECT_EQ(jump(0xf000f805, m0), 4U);
}

}  // namespace
}  // namespace firefly::timing
