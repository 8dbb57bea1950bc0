// SPDX-License-Identifier: Apache-2.0
#include "emulator/timing/thumb.h"

#include <gtest/gtest.h>

#include "emulator/timing/testing.h"

namespace firefly::timing::thumb {
namespace {

Instruction decoded(Opcode opcode) { return decode(code_at(0, {opcode})[0]); }

constexpr Registers r(unsigned number) { return core(number); }
constexpr Registers s(unsigned number) { return Registers{1} << (32 + number); }
constexpr Registers q(unsigned number) {
  return Registers{15} << (32 + 4 * number);
}

struct Expected {
  Opcode opcode;
  Kind kind;
  Registers reads;
  Registers writes;
};

void expect(const std::vector<Expected>& all) {
  for (const Expected& expected : all) {
    SCOPED_TRACE(::testing::Message() << std::hex << expected.opcode);
    const Instruction instruction = decoded(expected.opcode);
    EXPECT_EQ(instruction.kind, expected.kind);
    EXPECT_EQ(instruction.reads, expected.reads);
    EXPECT_EQ(instruction.writes, expected.writes);
  }
}

TEST(Thumb, NarrowDataProcessing) {
  expect({{0x1888, Kind::kAlu, r(1) | r(2), r(0) | kFlags},  // adds r0, r1, r2
          {0x00c8, Kind::kAlu, r(1), r(0) | kFlags},         // lsls r0, r1, #3
          {0x2305, Kind::kAlu, 0, r(3) | kFlags},            // movs r3, #5
          {0x2b05, Kind::kAlu, r(3), kFlags},                // cmp r3, #5
          {0x3b05, Kind::kAlu, r(3), r(3) | kFlags},         // subs r3, #5
          {0x4148, Kind::kAlu, r(0) | r(1) | kFlags,
           r(0) | kFlags},                            // adcs r0, r1
          {0x4208, Kind::kAlu, r(0) | r(1), kFlags},  // tst r0, r1
          {0x4348, Kind::kMultiply, r(0) | r(1), r(0) | kFlags},
          {0x43c8, Kind::kAlu, r(1), r(0) | kFlags},  // mvns r0, r1
          {0x4488, Kind::kAlu, r(1) | r(8), r(8)},    // add r8, r1
          {0x4680, Kind::kAlu, r(0), r(8)},           // mov r8, r0
          {0xb240, Kind::kAlu, r(0), r(0)},           // sxtb r0, r0
          {0xb084, Kind::kAlu, r(13), r(13)}});       // sub sp, #16
}

TEST(Thumb, WideDataProcessing) {
  expect({{0xeb0103c2, Kind::kAlu, r(1) | r(2), r(3)},  // add.w r3, r1, r2, lsl
          {0xf1b00fff, Kind::kAlu, r(0), kFlags},       // cmp.w r0, #255
          {0xf64a30cd, Kind::kAlu, 0, r(0)},            // movw r0, #43981
          {0xf6ca30cd, Kind::kAlu, r(0), r(0)},         // movt r0, #43981
          {0xf3c72607, Kind::kBitField, r(7), r(6)},    // ubfx r6, r7, #8, #8
          {0xf3010007, Kind::kDsp, r(1), r(0)},         // ssat r0, #8, r1
          {0xfa2ff081, Kind::kDsp, r(1), r(0)},         // sxtb16 r0, r1
          {0xfa4ff081, Kind::kAlu, r(1), r(0)},         // sxtb.w r0, r1
          {0xfa01f002, Kind::kAlu, r(1) | r(2), r(0)},  // lsl.w r0, r1, r2
          {0xfb01f002, Kind::kMultiply, r(1) | r(2), r(0)},
          {0xfb213002, Kind::kMultiplyAdd, r(1) | r(2) | r(3), r(0)},
          {0xfb820103, Kind::kLongMultiply, r(2) | r(3), r(0) | r(1)},
          {0xfbc20103, Kind::kLongMultiplyAdd, r(0) | r(1) | r(2) | r(3),
           r(0) | r(1)},
          {0xfb91f0f2, Kind::kDivide, r(1) | r(2), r(0)}});
}

TEST(Thumb, Accesses) {
  expect({{0x6848, Kind::kLoad, r(1), r(0)},              // ldr r0, [r1, #4]
          {0x5488, Kind::kStore, r(0) | r(1) | r(2), 0},  // strb r0, [r1, r2]
          {0x9801, Kind::kLoad, r(13), r(0)},             // ldr r0, [sp, #4]
          {0xf8554b04, Kind::kLoad, r(5), r(4) | r(5)},   // ldr r4, [r5], #4
          {0xe9d20100, Kind::kLoadPair, r(2), r(0) | r(1)},
          {0xb510, Kind::kStoreMultiple, r(4) | r(13) | r(14), r(13)},
          {0xbd10, Kind::kLoadMultiple, r(13), r(4) | r(13)},
          {0xc806, Kind::kLoadMultiple, r(0), r(0) | r(1) | r(2)},
          {0xf8d0f000, Kind::kLoadPc, r(0), 0},  // ldr.w pc, [r0]
          {0xf890f000, Kind::kOther, 0, 0}});    // pld [r0]
  EXPECT_EQ(decoded(0x6848).offset, 4);
  EXPECT_EQ(decoded(0xf8d56008).offset, 8);
  EXPECT_EQ(decoded(0xf8554c08).offset, -8);  // ldr r4, [r5, #-8]
  EXPECT_EQ(decoded(0x7848).access_bytes, 1);
  EXPECT_EQ(decoded(0xf9b76002).access_bytes, 2);
  EXPECT_EQ(decoded(0xbd10).words, 2);
}

TEST(Thumb, Control) {
  expect({{0xd1fe, Kind::kBranch, kFlags, 0},          // bne
          {0xe7fe, Kind::kBranch, 0, 0},               // b
          {0xb108, Kind::kBranch, r(0), 0},            // cbz r0
          {0x4770, Kind::kBranch, r(14), 0},           // bx lr
          {0x4798, Kind::kBranch, r(3), r(14)},        // blx r3
          {0xf000f805, Kind::kBranch, 0, r(14)},       // bl
          {0xf47fafed, Kind::kBranch, kFlags, 0},      // bne.w
          {0xbf18, Kind::kOther, kFlags, 0},           // it ne
          {0xbf00, Kind::kOther, 0, 0},                // nop
          {0xf040e001, Kind::kOther, r(0), r(14)},     // dls lr, r0
          {0xf00fc00b, Kind::kLoopEnd, r(14), r(14)},  // le lr
          {0xf001e801, Kind::kOther, r(1), 0}});       // vctp.8 r1
  EXPECT_TRUE(decoded(0xd1fe).conditional);
  EXPECT_TRUE(decoded(0xf47fafed).conditional);
  EXPECT_FALSE(decoded(0xf000f805).conditional);
}

TEST(Thumb, FloatingPoint) {
  expect({{0xed900a00, Kind::kFloatLoad, r(0), s(0)},  // vldr s0, [r0]
          {0xed800a00, Kind::kFloatStore, r(0) | s(0), 0},
          {0xecb00a04, Kind::kFloatLoadMultiple, r(0),
           r(0) | s(0) | s(1) | s(2) | s(3)},
          {0xee300a81, Kind::kFloat, s(1) | s(2), s(0)},  // vadd.f32
          {0xee000a81, Kind::kFloatMultiplyAdd, s(0) | s(1) | s(2), s(0)},
          {0xee800a81, Kind::kFloatDivide, s(1) | s(2), s(0)},
          {0xee000a10, Kind::kFloatMove, r(0), s(0)},  // vmov s0, r0
          {0xee100a10, Kind::kFloatMove, s(0), r(0)},
          {0xec510b10, Kind::kFloatMoveTwo, s(0) | s(1), r(0) | r(1)}});
}

TEST(Thumb, VectorAccesses) {
  expect({{0xed901e00, Kind::kVectorLoad, r(0), q(0)},  // vldrb.8 q0, [r0]
          {0xecb01e10, Kind::kVectorLoad, r(0), q(0) | r(0)},
          {0xed902e80, Kind::kVectorLoad, r(0), q(1)},  // vldrb.s16 q1, [r0]
          {0xec934f02, Kind::kVectorLoad, r(3) | q(1), q(2)},  // gathered
          {0xfd925e01, Kind::kVectorLoad, q(1), q(2)},         // [q1, #4]
          {0xed801e00, Kind::kVectorStore, r(0) | q(0), 0},
          {0xec010f00, Kind::kFloatMoveTwo, r(0) | r(1) | q(0), q(0)}});
}

TEST(Thumb, VectorArithmetic) {
  expect({{0xeef20f24, Kind::kVectorMultiply, q(1) | q(2) | r(0), r(0)},
          {0xeef22f04, Kind::kVectorMultiply, q(1) | q(2), r(2)},
          {0xee820e24, Kind::kVectorMultiply, q(1) | q(2) | r(0) | r(1),
           r(0) | r(1)},                                          // vmlaldava
          {0xeef90f02, Kind::kVectorInteger, q(1), r(0)},         // vaddv.s32
          {0xeee20f02, Kind::kVectorInteger, q(1) | r(0), r(0)},  // vmaxv
          {0xef220844, Kind::kVectorInteger, q(1) | q(2), q(0)},  // vadd
          {0xee230f43, Kind::kVectorInteger, q(1) | r(3), q(0)},
          {0xef220954, Kind::kVectorMultiply, q(1) | q(2), q(0)},  // vmul
          {0xee231e63, Kind::kVectorMultiply, q(1) | r(3), q(0)},
          {0xee230e43, Kind::kVectorMultiply, q(0) | q(1) | r(3), q(0)},
          {0xff220b44, Kind::kVectorMultiply, q(1) | q(2), q(0)},  // vqrdmulh
          {0xee3b1e62, Kind::kVectorInteger, q(5) | r(2), q(0)},   // vrshl
          {0xef020644, Kind::kVectorInteger, q(1) | q(2), q(0)},   // vmax
          {0xfe330e83, Kind::kVectorInteger, q(1), q(0)},          // vqmovnb
          {0xef020d44, Kind::kVectorMultiply, q(1) | q(2), q(0)},  // vadd.f32
          {0xeea01b10, Kind::kFloatMove, r(1), q(0)}});            // vdup
}

}  // namespace
}  // namespace firefly::timing::thumb
