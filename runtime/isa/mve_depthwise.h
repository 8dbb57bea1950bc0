// SPDX-License-Identifier: Apache-2.0
//
// The inner loop of depthwise_conv2d_s8 with MVE. Activations lie in words: the
// bytes of a word are four rows of the window, the words of neighbouring
// channels follow each other. A gathering load takes up to four words, a 3x3
// window in one go, and VMLADAVA multiplies it with a channel's weights.
//
// Eight channels stream by: the biases of channels 0, 2, 4, 6 and of 1, 3, 5,
// 7, the weights of each chunk, 16 a channel, and in the order of the biases
// the multipliers and the int8 shifts (to the left).
#pragma once

#include "isa/mve_dot.h"

namespace firefly::mve {

/// Where the multipliers of eight channels stand in the stream.
constexpr int depthwise_scale_offset(int chunks) {
  return 32 + 8 * 16 * chunks;
}

/// Output pixels of neighbouring tiles of eight channels. Of what changes from
/// tile to tile the end is where the next tiles go on.
struct DepthwisePass {
  Finish finish;
  int32_t further_chunks;
  /// For each of them, what to add to the addresses after the first chunk.
  const uint32_t* further;
  int32_t zero_point;
  int32_t low;
  int32_t high;
  const int8_t* stream;
  int8_t* output;
  int32_t tiles;
  int32_t pixels;
  int32_t channels;         ///< From pixel to pixel of the output.
  int32_t address_advance;  ///< From a pixel's last channel to the next pixel.
  int32_t scale_offset;     ///< From a tile's start to its multipliers.
  uint32_t addresses[4];    ///< Of the first channel's words, less 4.
};

// A word of each of eight channels after the other, from the addresses in `q`.
#define FIREFLY_MVE_CHANNEL_PRODUCTS(q, sum) \
  "vldrw.u32 q0, [" q                        \
  ", #4]!\n"                                 \
  "vldrb.u8 q1, [r3], #16\n"                 \
  "vmladava.s8 " sum ", q0, q1\n"
#define FIREFLY_MVE_CHUNK_PRODUCTS(q)    \
  FIREFLY_MVE_CHANNEL_PRODUCTS(q, "r0")  \
  FIREFLY_MVE_CHANNEL_PRODUCTS(q, "r8")  \
  FIREFLY_MVE_CHANNEL_PRODUCTS(q, "r2")  \
  FIREFLY_MVE_CHANNEL_PRODUCTS(q, "r10") \
  FIREFLY_MVE_CHANNEL_PRODUCTS(q, "r4")  \
  FIREFLY_MVE_CHANNEL_PRODUCTS(q, "r12") \
  FIREFLY_MVE_CHANNEL_PRODUCTS(q, "r6")  \
  FIREFLY_MVE_CHANNEL_PRODUCTS(q, "lr")

// Clamps q0; then q2, q3 and q7 are again what they are for a tile.
#define FIREFLY_MVE_CLAMP_AND_RESTORE \
  "ldr r0, [sp, #72]\n"               \
  "ldrd r2, r3, [r0, #16]\n"          \
  "vdup.16 q2, r2\n"                  \
  "vmax.s16 q0, q0, q2\n"             \
  "vdup.16 q2, r3\n"                  \
  "vmin.s16 q0, q0, q2\n"             \
  "ldr r2, [r0, #24]\n"               \
  "vldrw.u32 q2, [r2, #-40]\n"        \
  "vldrw.u32 q3, [r2, #-24]\n"        \
  "ldr r2, [r0, #44]\n"               \
  "vdup.32 q7, r2\n"

// The sums as vectors; before they are complete, the next pixel's addresses.
#define FIREFLY_MVE_CHANNEL_SUMS \
  "vadd.i32 q4, q4, q7\n" FIREFLY_MVE_SUMS_TO_VECTORS

// Times the multipliers; whether it was the last pixel.
#define FIREFLY_MVE_CHANNEL_SCALE \
  "vqrdmulh.s32 q0, q0, q2\n"     \
  "subs.w r11, r11, #1\n"         \
  "vqrdmulh.s32 q1, q1, q3\n"

#define FIREFLY_MVE_CHANNEL_STORE \
  "vstrb.16 q0, [r7]\n"           \
  "add r7, r9\n"                  \
  "bne.w 3b\n"

/// Registers: r1 zero point; r3, r5 stream; r7 output; r9 channels; r11 pixels
/// left. q2, q3 multipliers; q5, q6 shifts; q4 addresses, q7 their advance.
/// sp + 64: what comes after the first chunk, how sums become bytes, pass.
__attribute__((naked, noipa)) inline void depthwise_pixels(
    DepthwisePass* /*pass*/) {
  __asm__(
      "push {r0, r4-r11, lr}\n"
      "ldrd r3, r4, [r0]\n"
      "adr.w r2, 11f\n"
      "cbz r3, 1f\n"
      "adr.w r2, 12f\n"
      "cmp r3, #1\n"
      "beq 1f\n"
      "adr.w r2, 13f\n"
      "1:\n"
      "adds r2, #1\n"
      "mov r1, r2\n"
      "cbz r4, 2f\n"
      "adr.w r1, 10f\n"
      "adds r1, #1\n"
      "2:\n"
      "push {r1, r2}\n"
      "vpush {d8-d15}\n"
      "ldr r1, [r0, #12]\n"
      "ldrd r9, r2, [r0, #40]\n"
      "vdup.32 q7, r2\n"
      // A tile.
      "4:\n"
      "ldrd r5, r7, [r0, #24]\n"
      "ldr r2, [r0, #48]\n"
      "add r2, r5\n"
      "vldrw.u32 q2, [r2]\n"
      "vldrw.u32 q3, [r2, #16]\n"
      "vldrb.s32 q5, [r2, #32]\n"
      "vldrb.s32 q6, [r2, #36]\n"
      "vldrw.u32 q4, [r0, #52]\n"
      "movs r3, #32\n"
      "vadd.i32 q0, q4, r3\n"
      "vstrw.32 q0, [r0, #52]\n"
      "adds r2, #40\n"
      "add.w r3, r7, #8\n"
      "strd r2, r3, [r0, #24]\n"
      "ldr.w r11, [r0, #36]\n"
      // A pixel.
      "3:\n"
      "mov r3, r5\n"
      "ldm.w r3!, {r0, r2, r4, r6}\n"
      "ldm.w r3!, {r8, r10, r12, lr}\n"  //
      FIREFLY_MVE_CHUNK_PRODUCTS("q4")
      "ldr.w pc, [sp, #64]\n"
      // Further chunks.
      ".balign 4\n"
      "10:\n"
      "ldr r1, [sp, #72]\n"
      "ldrd r9, r1, [r1, #4]\n"
      "5:\n"
      "vldrw.u32 q7, [r1], #16\n"
      "vadd.i32 q7, q7, q4\n"  //
      FIREFLY_MVE_CHUNK_PRODUCTS("q7")
      "subs.w r9, r9, #1\n"
      "bne.w 5b\n"
      "ldr r1, [sp, #72]\n"
      "ldr.w r9, [r1, #44]\n"
      "vdup.32 q7, r9\n"
      "ldr.w r9, [r1, #40]\n"
      "ldr r1, [r1, #12]\n"
      "ldr.w pc, [sp, #68]\n"
      ".balign 4\n"
      "13:\n"  // Finish::kShiftLeftFirst
      FIREFLY_MVE_CHANNEL_SUMS
      "vmov.i32 q7, #0\n"
      "vmax.s32 q2, q5, q7\n"
      "vmax.s32 q3, q6, q7\n"
      "vshl.s32 q0, q0, q2\n"
      "vshl.s32 q1, q1, q3\n"
      "ldr r0, [sp, #72]\n"
      "ldr r0, [r0, #24]\n"
      "vldrw.u32 q2, [r0, #-40]\n"
      "vldrw.u32 q3, [r0, #-24]\n"  //
      FIREFLY_MVE_CHANNEL_SCALE
      "vmin.s32 q2, q5, q7\n"
      "vmin.s32 q3, q6, q7\n"
      "mov.w r0, #1\n"  //
      FIREFLY_MVE_NUDGE("q0", "q2", "q7", "r0")
      FIREFLY_MVE_NUDGE("q1", "q3", "q7", "r0")
      FIREFLY_MVE_SHIFT_AND_NARROW("q2", "q3")
      FIREFLY_MVE_CLAMP_AND_RESTORE FIREFLY_MVE_CHANNEL_STORE
      "b.w 15f\n"
      ".balign 4\n"
      "12:\n"  // Finish::kClamp
      FIREFLY_MVE_CHANNEL_SUMS
      FIREFLY_MVE_CHANNEL_SCALE
      "mov.w r0, #1\n"  //
      FIREFLY_MVE_NUDGE("q0", "q5", "q2", "r0")
      FIREFLY_MVE_NUDGE("q1", "q6", "q2", "r0")
      FIREFLY_MVE_SHIFT_AND_NARROW("q5", "q6")
      FIREFLY_MVE_CLAMP_AND_RESTORE FIREFLY_MVE_CHANNEL_STORE
      "b.w 15f\n"
      ".balign 4\n"
      "11:\n"  // Finish::kSaturate
      FIREFLY_MVE_CHANNEL_SUMS
      FIREFLY_MVE_CHANNEL_SCALE
      FIREFLY_MVE_SHIFT_AND_NARROW("q5", "q6")
      "vqmovnb.s16 q0, q0\n"  //
      FIREFLY_MVE_CHANNEL_STORE
      // The next tile.
      "15:\n"
      "ldr r0, [sp, #72]\n"
      "ldr r2, [r0, #32]\n"
      "subs r2, #1\n"
      "str r2, [r0, #32]\n"
      "bne.w 4b\n"
      "vpop {d8-d15}\n"
      "add sp, #12\n"
      "pop {r4-r11, pc}\n");
}

#undef FIREFLY_MVE_CHANNEL_PRODUCTS
#undef FIREFLY_MVE_CHUNK_PRODUCTS
#undef FIREFLY_MVE_CLAMP_AND_RESTORE
#undef FIREFLY_MVE_CHANNEL_SUMS
#undef FIREFLY_MVE_CHANNEL_SCALE
#undef FIREFLY_MVE_CHANNEL_STORE

}  // namespace firefly::mve
