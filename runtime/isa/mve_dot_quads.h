// SPDX-License-Identifier: Apache-2.0
//
// Sums of products with MVE, four neighbouring pixels by two channels, of
// windows of three columns: a column is loaded once for all pixels that see
// it. 16 channels of a row of the windows are 24 VMLADAVA and 12 loads (stride
// 1; 15 of stride 2), where pairs of pixels (mve_dot_pairs.h) take 18.
//
// As there, eight sums leave no register for a counter, and a list of runs says
// where to go: each entry has where its first column is and the code to run.
// That code is made for the distance of columns, which loads add as they go.
//
// The weights of two channels stream by in the order of use: those of each run,
// of a column's 16 channels both channels' at a time; 2 multipliers, 2 shifts
// (to the left, not positive). Biases stand apart, as those of windows that
// miss a row are others.
#pragma once

#include <arm_mve.h>

#include "isa/mve_dot.h"
#include "isa/mve_quad_tiles.h"

namespace firefly::mve {

/// A run: 16 channels of a row of the windows. The end of a list holds the zero
/// point instead, and its code is dot_quads()'s.
struct QuadRun {
  const int8_t* columns;
  void (*code)();
};
static_assert(sizeof(QuadRun) == kQuadRunBytes);

/// What dot_quads() computes: quads of pixels with all channels.
struct QuadPass {
  QuadRun* list;
  QuadRun* end;
  const int8_t* stream;
  int8_t* output;
  const int32_t* bias;
  const int32_t* bias_end;
  QuadRun* moving;         ///< What moves on from quad to quad,
  int32_t moving_vectors;  ///< in vectors of four words,
  uint32_t step[4];        ///< and how far.
  int32_t quads;
  int32_t gap;  ///< From past the first pixel's channels to the next quad.
  int32_t low;
  int32_t high;
  Finish finish;       ///< Not kShiftLeftFirst.
  uint16_t places[8];  ///< Of the outputs: two channels of each pixel in turn.
};

// Defines `products`: of the weights in q7 with a column, added to a sum, or
// as its first ones.
#define FIREFLY_MVE_QUAD_MACRO        \
  ".macro products sum, column\n"     \
  ".if %c[begins]\n"                  \
  "vmladav.s8 \\sum, \\column, q7\n"  \
  ".else\n"                           \
  "vmladava.s8 \\sum, \\column, q7\n" \
  ".endif\n"                          \
  ".endm\n"

/// The code of runs of columns `bytes` apart, which lists point to. None of it
/// can be called.
template <int bytes, int stride>
struct QuadColumns;

/// Leaves out the weights of a row that is a margin.
template <int bytes>
__attribute__((naked, noipa)) void skip_quad_row() {
  __asm__(
      "addw r5, r5, %[weights]\n"
      "ldm.w r11!, {r1, pc}\n"
      :
      : [weights] "i"(kQuadTaps * kQuadChannels * bytes));
}

/// Columns 0 to 5 as they come.
template <int bytes>
struct QuadColumns<bytes, 1> {
  static constexpr int kBytes = bytes;

  /// begins: A list's first run.
  template <bool begins>
  __attribute__((naked, noipa)) static void run() {
    __asm__(FIREFLY_MVE_QUAD_MACRO
            "vldrb.u8 q0, [r1], %[step]\n"
            "vldrb.u8 q7, [r5], #16\n"
            "products r0, q0\n"
            "vldrb.u8 q1, [r1], %[step]\n"
            "products r2, q1\n"
            "vldrb.u8 q2, [r1], %[step]\n"
            "products r4, q2\n"
            "vldrb.u8 q3, [r1], %[step]\n"
            "products r6, q3\n"
            "vldrb.u8 q7, [r5], #16\n"
            "products r8, q0\n"
            "vldrb.u8 q0, [r1], %[step]\n"
            "products r10, q1\n"
            "products r12, q2\n"
            "products lr, q3\n"
            // Columns 1 to 4.
            "vldrb.u8 q7, [r5], #16\n"
            "vmladava.s8 r0, q1, q7\n"
            "vmladava.s8 r2, q2, q7\n"
            "vmladava.s8 r4, q3, q7\n"
            "vmladava.s8 r6, q0, q7\n"
            "vldrb.u8 q7, [r5], #16\n"
            "vmladava.s8 r8, q1, q7\n"
            "vldrb.u8 q1, [r1]\n"
            "vmladava.s8 r10, q2, q7\n"
            "vmladava.s8 r12, q3, q7\n"
            "vmladava.s8 lr, q0, q7\n"
            // Columns 2 to 5.
            "vldrb.u8 q7, [r5], #16\n"
            "vmladava.s8 r0, q2, q7\n"
            "vmladava.s8 r2, q3, q7\n"
            "vmladava.s8 r4, q0, q7\n"
            "vmladava.s8 r6, q1, q7\n"
            "vldrb.u8 q7, [r5], #16\n"
            "vmladava.s8 r8, q2, q7\n"
            "vmladava.s8 r10, q3, q7\n"
            "vmladava.s8 r12, q0, q7\n"
            "vmladava.s8 lr, q1, q7\n"
            "ldm.w r11!, {r1, pc}\n"
            ".purgem products\n"
            :
            : [step] "i"(bytes), [begins] "i"(begins ? 1 : 0));
  }
};

/// Columns 0, 2, 4, 6 and 8, then back 7, 5, 3 and 1: the second weights are
/// those of the last column.
template <int bytes>
struct QuadColumns<bytes, 2> {
  static constexpr int kBytes = bytes;

  template <bool begins>
  __attribute__((naked, noipa)) static void run() {
    __asm__(FIREFLY_MVE_QUAD_MACRO
            "vldrb.u8 q0, [r1], %[step]\n"
            "vldrb.u8 q7, [r5], #16\n"
            "products r0, q0\n"
            "vldrb.u8 q1, [r1], %[step]\n"
            "products r2, q1\n"
            "vldrb.u8 q2, [r1], %[step]\n"
            "products r4, q2\n"
            "vldrb.u8 q3, [r1], %[step]\n"
            "products r6, q3\n"
            "vldrb.u8 q7, [r5], #16\n"
            "products r8, q0\n"
            "vldrb.u8 q0, [r1], %[back]\n"
            "products r10, q1\n"
            "products r12, q2\n"
            "products lr, q3\n"
            // Columns 2, 4, 6 and 8.
            "vldrb.u8 q7, [r5], #16\n"
            "vmladava.s8 r0, q1, q7\n"
            "vmladava.s8 r2, q2, q7\n"
            "vmladava.s8 r4, q3, q7\n"
            "vmladava.s8 r6, q0, q7\n"
            "vldrb.u8 q7, [r5], #16\n"
            "vmladava.s8 r8, q1, q7\n"
            "vldrb.u8 q1, [r1], %[two_back]\n"
            "vmladava.s8 r10, q2, q7\n"
            "vldrb.u8 q2, [r1], %[two_back]\n"
            "vmladava.s8 r12, q3, q7\n"
            "vldrb.u8 q3, [r1], %[two_back]\n"
            "vmladava.s8 lr, q0, q7\n"
            // Columns 7, 5, 3 and 1, those of the last pixel first.
            "vldrb.u8 q7, [r5], #16\n"
            "vmladava.s8 r6, q1, q7\n"
            "vldrb.u8 q0, [r1]\n"
            "vmladava.s8 r4, q2, q7\n"
            "vmladava.s8 r2, q3, q7\n"
            "vmladava.s8 r0, q0, q7\n"
            "vldrb.u8 q7, [r5], #16\n"
            "vmladava.s8 lr, q1, q7\n"
            "vmladava.s8 r12, q2, q7\n"
            "vmladava.s8 r10, q3, q7\n"
            "vmladava.s8 r8, q0, q7\n"
            "ldm.w r11!, {r1, pc}\n"
            ".purgem products\n"
            :
            : [step] "i"(2 * bytes), [back] "i"(-bytes),
              [two_back] "i"(-2 * bytes), [begins] "i"(begins ? 1 : 0));
  }
};

#undef FIREFLY_MVE_QUAD_MACRO

// The sums of the first channel become q0, those of the second q1; biases and
// the multipliers are applied.
#define FIREFLY_MVE_QUAD_SCALE    \
  "vmov q0[2], q0[0], r0, r4\n"   \
  "vmov q0[3], q0[1], r2, r6\n"   \
  "ldm.w r5!, {r0, r2, r4, r6}\n" \
  "vmov q1[2], q1[0], r8, r12\n"  \
  "vmov q1[3], q1[1], r10, lr\n"  \
  "ldrd r8, r10, [r9], #8\n"      \
  "vadd.i32 q0, q0, r8\n"         \
  "ldr.w r11, [sp, #68]\n"        \
  "vadd.i32 q1, q1, r10\n"        \
  "vqrdmulh.s32 q0, q0, r0\n"     \
  "vqrdmulh.s32 q1, q1, r2\n"

#define FIREFLY_MVE_QUAD_NARROW \
  "vrshl.s32 q0, r4\n"          \
  "cmp r9, r3\n"                \
  "vrshl.s32 q1, r6\n"          \
  "vqmovnb.s32 q0, q0\n"        \
  "vqmovnt.s32 q0, q1\n"        \
  "vqadd.s16 q0, q0, r1\n"

#define FIREFLY_MVE_QUAD_STORE \
  "vstrb.16 q0, [r7, q4]\n"    \
  "add.w r7, r7, #2\n"         \
  "it ne\n"                    \
  "ldmne.w r11!, {r1, pc}\n"

/// Registers: r1 activations; r3 the biases' end; r5 stream; r7 output; r9
/// biases; r11 list. q4 places; q5, q6 lowest and highest output. sp + 64:
/// pass, list.
__attribute__((naked, noipa)) inline void dot_quads(QuadPass* /*pass*/) {
  __asm__(
      "push {r0, r4-r11, lr}\n"
      "ldr.w r11, [r0]\n"
      "push {r0, r11}\n"
      "vpush {d8-d15}\n"
      "ldr r1, [r0, #64]\n"
      "adr.w r2, 11f\n"
      "cbz r1, 1f\n"
      "adr.w r2, 12f\n"
      "1:\n"
      "adds r2, #1\n"
      "ldr r1, [r0, #4]\n"
      "str r2, [r1, #4]\n"
      "ldrd r1, r2, [r0, #56]\n"
      "vdup.16 q5, r1\n"
      "vdup.16 q6, r2\n"
      "add.w r1, r0, #68\n"
      "vldrh.u16 q4, [r1]\n"
      "ldrd r5, r7, [r0, #8]\n"
      "ldrd r9, r3, [r0, #16]\n"
      "ldm.w r11!, {r1, pc}\n"
      ".balign 4\n"
      "12:\n"  // Finish::kClamp
      FIREFLY_MVE_QUAD_SCALE
      // Ties round away from zero: negative numbers that are going to be
      // shifted are less by 1.
      "lsr.w r0, r4, #31\n"
      "vqdmlah.s32 q0, q0, r0\n"
      "lsr.w r2, r6, #31\n"
      "vqdmlah.s32 q1, q1, r2\n"  //
      FIREFLY_MVE_QUAD_NARROW
      "vmax.s16 q0, q0, q5\n"
      "vmin.s16 q0, q0, q6\n"  //
      FIREFLY_MVE_QUAD_STORE
      "b.w 15f\n"
      ".balign 4\n"
      "11:\n"  // Finish::kSaturate
      FIREFLY_MVE_QUAD_SCALE FIREFLY_MVE_QUAD_NARROW "vqmovnb.s16 q0, q0\n"  //
      FIREFLY_MVE_QUAD_STORE
      // The next quad.
      "15:\n"
      "ldr r0, [sp, #64]\n"
      "ldrd r2, r4, [r0, #48]\n"
      "add r7, r4\n"
      "subs r2, #1\n"
      "str r2, [r0, #48]\n"
      "beq 7f\n"
      "ldrd r1, r2, [r0, #24]\n"
      "dls lr, r2\n"
      "vldrw.u32 q0, [r0, #32]\n"
      "6:\n"
      "vldrw.u32 q1, [r1]\n"
      "vadd.i32 q1, q1, q0\n"
      "vstrw.32 q1, [r1], #16\n"
      "le lr, 6b\n"
      "ldr r5, [r0, #8]\n"
      "ldr.w r9, [r0, #16]\n"
      "ldm.w r11!, {r1, pc}\n"
      "7:\n"
      "vpop {d8-d15}\n"
      "add sp, #12\n"
      "pop {r4-r11, pc}\n");
}

#undef FIREFLY_MVE_QUAD_SCALE
#undef FIREFLY_MVE_QUAD_NARROW
#undef FIREFLY_MVE_QUAD_STORE

}  // namespace firefly::mve
