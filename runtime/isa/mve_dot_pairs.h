// SPDX-License-Identifier: Apache-2.0
//
// Two pixels by four channels: 6 loads and 8 VMLADAVA a step of 128 products.
#pragma once

#include "isa/mve_dot.h"

namespace firefly::mve {

/// What dot_pairs() computes: pairs of pixels with all channels. The channels
/// come in tiles of four at 0, 4, …, and if they are no multiple of four, a
/// last one at channels - 4. At least four channels.
struct PairPass {
  Run* list;
  const uint32_t* advance;  ///< What to add to the list from pair to pair.
  int32_t advance_vectors;  ///< Vectors of four words of it.
  const int8_t* stream;
  int32_t whole_tiles;  ///< channels / 4.
  int8_t* output;
  int8_t* output_end;  ///< Past the first pixel's channels.
  int32_t pairs;
  int32_t gap;             ///< From there to the next pair's output.
  int32_t output_advance;  ///< From pair to pair.
  int32_t last_lanes;      ///< Activations in a run's last, shorter step.
  int32_t low;
  int32_t high;
  Finish finish;
  uint16_t places[8];  ///< Of the outputs: channels of the two pixels in turn.
  /// Of the tile before the last one, which comes first: eight words a tile.
  const int32_t* margin_biases;
};

struct PairKernel {
  static constexpr int kUnrolled = kPairsUnrolled;
  static_assert(kUnrolled == 8);  // As .rept below says.
  static constexpr uint32_t kStepBytes = 14 * 4;
  /// The shorter step stands before the others, with VPST and LDM around it.
  static constexpr uint32_t kLastEntry =
      kUnrolled * kStepBytes + kStepBytes + 2 * 4;
  /// Of runs without activations, whose place is taken by how many bytes of
  /// weights to leave out; kBiasEntry starts anew, from a margin's biases.
  static constexpr uint32_t kSkipEntry = kLastEntry + 2 * 4;
  static constexpr uint32_t kBiasEntry = kSkipEntry + 5 * 4;
};

// Activations of two pixels in q0 and q1, the second of which `load` loads, and
// weights in q2 and q3. Loads and products use different pipes and take turns,
// but for the first two loads, which wait for the activations before.
#define FIREFLY_MVE_PAIR_PRODUCTS(load) \
  "vldrb.u8 q2, [r5], #16\n"            \
  "vmladava.s8 r0, q0, q2\n" load       \
  "vmladava.s8 r8, q1, q2\n"            \
  "vldrb.u8 q3, [r5], #16\n"            \
  "vmladava.s8 r2, q0, q3\n"            \
  "vldrb.u8 q2, [r5], #16\n"            \
  "vmladava.s8 r10, q1, q3\n"           \
  "vmladava.s8 r4, q0, q2\n"            \
  "vldrb.u8 q3, [r5], #16\n"            \
  "vmladava.s8 r12, q1, q2\n"           \
  "vmladava.s8 r6, q0, q3\n"            \
  "vmladava.s8 lr, q1, q3\n"

// The sums, and four multipliers and shifts in q2 and q3. Loads need not wait
// for the sums.
#define FIREFLY_MVE_PAIR_SUMS    \
  "vldrw.u32 q2, [r5], #16\n"    \
  "vmov q0[2], q0[0], r0, r4\n"  \
  "vmov q0[3], q0[1], r2, r6\n"  \
  "vldrb.s32 q3, [r5], #4\n"     \
  "vmov q1[2], q1[0], r8, r12\n" \
  "vmov q1[3], q1[1], r10, lr\n"

// Also, while the vectors' pipes are busy, the next tile.
#define FIREFLY_MVE_PAIR_SCALE \
  "vqrdmulh.s32 q0, q0, q2\n"  \
  "subs.w r9, r9, #1\n"        \
  "vqrdmulh.s32 q1, q1, q2\n"  \
  "ldr.w r11, [sp, #68]\n"

#define FIREFLY_MVE_PAIR_STORE \
  "vstrb.16 q0, [r7, q4]\n"    \
  "add.w r7, r7, #4\n"         \
  "bne.w 4b\n"

/// Registers: r1, r3 activations; r5 stream; r7 output; r9 tiles left; r11
/// list. q4 places; q5, q6 lowest and highest output. sp + 64: pass, list.
__attribute__((naked, noipa)) inline void dot_pairs(PairPass* /*pass*/) {
  __asm__(
      "push {r0, r4-r11, lr}\n"
      "ldr.w r11, [r0]\n"
      "push {r0, r11}\n"
      "vpush {d8-d15}\n"
      "mov r9, r0\n"
      "ldr r0, [r9, #52]\n"  //
      FIREFLY_MVE_LINK_LIST("10f", "11f", "12f", "13f")
      "ldr r0, [r9, #40]\n"
      "vctp.8 r0\n"
      "ldrd r0, r1, [r9, #44]\n"
      "vdup.16 q5, r0\n"
      "vdup.16 q6, r1\n"
      "adds.w r0, r9, #56\n"
      "vldrh.u16 q4, [r0]\n"
      "ldr r7, [r9, #20]\n"
      "ldrd r5, r9, [r9, #12]\n"
      // A tile.
      "4:\n"
      "ldm.w r5, {r0, r2, r4, r6}\n"
      "ldm.w r5!, {r8, r10, r12, lr}\n"
      "ldm.w r11!, {r1, r3, pc}\n"
      ".balign 4\n"
      // A margin's biases.
      "ldr.w r3, [sp, #64]\n"
      "ldr.w r3, [r3, #72]\n"
      "add.w r3, r3, r9, lsl #5\n"
      "ldm.w r3, {r0, r2, r4, r6}\n"
      "ldm.w r3, {r8, r10, r12, lr}\n"
      // Weights of a margin.
      "add.w r5, r5, r1\n"
      "ldm.w r11!, {r1, r3, pc}\n"
      // A run's last step.
      "vpstt\n"
      "vldrbt.u8 q0, [r1], #16\n"
      "vldrbt.u8 q1, [r3], #16\n"  //
      FIREFLY_MVE_PAIR_PRODUCTS("")
      "ldm.w r11!, {r1, r3, pc}\n"
      // Its whole steps.
      ".rept 8\n"
      "vldrb.u8 q0, [r1], #16\n"  //
      FIREFLY_MVE_PAIR_PRODUCTS("vldrb.u8 q1, [r3], #16\n")
      ".endr\n"
      "10:\n"
      "ldm.w r11!, {r1, r3, pc}\n"
      ".balign 4\n"
      "13:\n"  // Finish::kShiftLeftFirst
      FIREFLY_MVE_PAIR_SUMS
      "vmov.i32 q7, #0\n"
      "vmax.s32 q7, q7, q3\n"
      "vshl.s32 q0, q0, q7\n"
      "vshl.s32 q1, q1, q7\n"
      "vmov.i32 q7, #0\n"
      "vmin.s32 q3, q7, q3\n"
      "b.w 14f\n"
      ".balign 4\n"
      "12:\n"  // Finish::kClamp
      FIREFLY_MVE_PAIR_SUMS
      "14:\n"  //
      FIREFLY_MVE_PAIR_SCALE
      FIREFLY_MVE_NUDGE("q0", "q3", "q2", "r3")
      FIREFLY_MVE_NUDGE("q1", "q3", "q2", "r3")
      FIREFLY_MVE_SHIFT_AND_NARROW("q3", "q3")
      "vmax.s16 q0, q0, q5\n"
      "vmin.s16 q0, q0, q6\n"  //
      FIREFLY_MVE_PAIR_STORE
      "b.w 15f\n"
      ".balign 4\n"
      "11:\n"  // Finish::kSaturate
      FIREFLY_MVE_PAIR_SUMS
      FIREFLY_MVE_PAIR_SCALE
      FIREFLY_MVE_SHIFT_AND_NARROW("q3", "q3")
      "vqmovnb.s16 q0, q0\n"  //
      FIREFLY_MVE_PAIR_STORE
      // The tile at channels - 4, unless the last one ended there.
      "15:\n"
      "ldr r0, [sp, #64]\n"
      "ldrd r2, r4, [r0, #24]\n"
      "ldrd r1, r3, [r0, #32]\n"
      "cmp r7, r2\n"
      "beq 16f\n"
      "subs r7, r2, #4\n"
      "mov.w r9, #1\n"
      "b.w 4b\n"
      // The next pair.
      "16:\n"
      "add r7, r1\n"
      "add r2, r3\n"
      "subs r4, #1\n"
      "strd r2, r4, [r0, #24]\n"
      "beq 7f\n"
      "ldrd r1, r3, [r0, #4]\n"
      "dls lr, r3\n"
      "6:\n"
      "vldrw.u32 q0, [r11]\n"
      "vldrw.u32 q1, [r1], #16\n"
      "vadd.i32 q0, q0, q1\n"
      "vstrw.32 q0, [r11], #16\n"
      "le lr, 6b\n"
      "ldrd r5, r9, [r0, #12]\n"
      "ldr.w r11, [r0]\n"
      "b.w 4b\n"
      "7:\n"
      "vpop {d8-d15}\n"
      "add sp, #12\n"
      "pop {r4-r11, pc}\n");
}

#undef FIREFLY_MVE_PAIR_PRODUCTS
#undef FIREFLY_MVE_PAIR_SUMS
#undef FIREFLY_MVE_PAIR_SCALE
#undef FIREFLY_MVE_PAIR_STORE

}  // namespace firefly::mve
