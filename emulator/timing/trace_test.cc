// SPDX-License-Identifier: Apache-2.0
#include "emulator/timing/trace.h"

#include <gtest/gtest.h>

#include "emulator/timing/testing.h"

namespace firefly::timing {
namespace {

/// Adds up like the plugin.
class Clock {
 public:
  explicit Clock(const char* name) : trace_(model(name)) {}

  int add(uint64_t address, const std::vector<Opcode>& opcodes) {
    std::vector<Cycles> cycles;
    blocks_.push_back(trace_.add_block(code_at(address, opcodes), cycles));
    Cycles& own = own_.emplace_back();
    for (const Cycles& instruction : cycles) {
      own += instruction;
    }
    return static_cast<int>(blocks_.size()) - 1;
  }

  uint64_t enter(int block) {
    const auto i = static_cast<size_t>(block);
    Cycles cycles = own_[i];
    cycles += trace_.enter(blocks_[i]);
    return cycles.likely;
  }

 private:
  Trace trace_;
  std::vector<Trace::Block*> blocks_;
  std::vector<Cycles> own_;
};

TEST(Trace, ChainsLoadsAcrossABorderThatIsNoBranch) {
  Clock clock("cortex-m4/1");
  const int first = clock.add(0xff8, {0xf8d54000, 0xf8d56004});
  const int second = clock.add(0x1000, {0xf8d77008});
  EXPECT_EQ(clock.enter(first), 3U);
  EXPECT_EQ(clock.enter(second), 1U);  // ldr.w: chained
  EXPECT_EQ(clock.enter(first), 5U);   // from elsewhere: 2 to refill
}

TEST(Trace, AddsTheRefillOfATakenBranch) {
  Clock clock("cortex-m4/1");
  const int loop = clock.add(0x1000, {0x3901, 0xd1fd});  // subs; bne
  const int after = clock.add(0x1004, {0xbf00});
  EXPECT_EQ(clock.enter(loop), 2U);
  EXPECT_EQ(clock.enter(loop), 4U);
  EXPECT_EQ(clock.enter(loop), 4U);
  EXPECT_EQ(clock.enter(after), 1U);
}

TEST(Trace, LearnsALoop) {
  Clock clock("cortex-m7/1");
  const int loop = clock.add(0x1000, {0x3901, 0xd1fd});  // subs; bne: a pair
  const int after = clock.add(0x1004, {0xbf00});
  EXPECT_EQ(clock.enter(loop), 1U);
  EXPECT_EQ(clock.enter(loop), 9U);  // not foreseen
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(clock.enter(loop), 1U);
  }
  EXPECT_EQ(clock.enter(after), 9U);  // its end is not foreseen either
  EXPECT_EQ(clock.enter(loop), 9U);   // an unknown jump
  EXPECT_EQ(clock.enter(loop), 1U);   // but the loop is still known
}

TEST(Trace, LearnsTheTargetsOfReturns) {
  Clock clock("cortex-m7/1");
  const int callee = clock.add(0x2000, {0x4770});  // bx lr
  const int one = clock.add(0x1000, {0xf000f805});
  const int other = clock.add(0x1100, {0xf000f805});
  clock.enter(callee);
  EXPECT_EQ(clock.enter(one), 9U);
  clock.enter(callee);
  EXPECT_EQ(clock.enter(one), 1U);
  clock.enter(callee);
  EXPECT_EQ(clock.enter(other), 9U);
}

TEST(Trace, LoopsOfTheM55HaveNoOverhead) {
  Clock clock("cortex-m55/1");
  // vldrw.32 q1, [r2], #64; vmladava.s8 r0, q1, q2; le lr, …
  const int loop = clock.add(0x1000, {0xecb23f10, 0xeef20f24, 0xf00fc00b});
  EXPECT_EQ(clock.enter(loop), 3U);
  EXPECT_EQ(clock.enter(loop), 2U);
  EXPECT_EQ(clock.enter(loop), 2U);
}

}  // namespace
}  // namespace firefly::timing
