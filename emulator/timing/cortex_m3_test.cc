// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "emulator/timing/testing.h"

namespace firefly::timing {
namespace {

uint64_t likely(const std::vector<Opcode>& code) {
  return run(*model("cortex-m3/1"), code).likely;
}

TEST(CortexM3, MultipliesMoreSlowlyThanTheM4) {
  EXPECT_EQ(likely({0xfb01f002}), 1U);  // mul r0, r1, r2
  EXPECT_EQ(likely({0x4348}), 1U);      // muls r0, r1
  EXPECT_EQ(likely({0xfb013002}), 2U);  // mla r0, r1, r2, r3
  EXPECT_EQ(likely({0xfb820103}), 4U);  // smull r0, r1, r2, r3
  EXPECT_EQ(likely({0xfba20103}), 4U);  // umull r0, r1, r2, r3
  EXPECT_EQ(likely({0xfbc20103}), 6U);  // smlal r0, r1, r2, r3
}

TEST(CortexM3, IsElseAsTheM4) {
  EXPECT_EQ(likely({0x6808, 0x6852}), 3U);  // two loads in a row
  EXPECT_EQ(likely({0xfb91f0f2}), 7U);      // sdiv r0, r1, r2
}

}  // namespace
}  // namespace firefly::timing
