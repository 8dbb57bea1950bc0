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

/// Bytes of eight channels in the stream of weights.
constexpr int depthwise_tile_bytes(int chunks) {
  return 32 + 8 * 16 * chunks + 32 + 8;
}

/// Output pixels of neighbouring tiles of eight channels.
struct DepthwisePass {
  Finish finish;
  int32_t further_chunks;
  /// For each of them, what to add to the addresses after the first chunk.
  const uint32_t* further;
  int32_t zero_point;
  int32_t low;
  int32_t high;
  const int8_t* stream;  ///< Ends up after these tiles.
  int32_t tiles;
  int32_t pixels;
  int8_t* output;
  int32_t output_advance;  ///< From the last tile of a pixel to the next one.
  int32_t address_advance;
  uint32_t addresses[4];  ///< Of the first channel's words, less 4.
};

// A word of each of eight channels after the other, from the addresses in `q`.
#define FIREFLY_MVE_CHANNEL_PRODUCTS(q, sum) \
  "vldrw.u32 q0, [" q                        \
  ", #4]!\n"                                 \
  "vldrb.u8 q1, [r5], #16\n"                 \
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

#define FIREFLY_MVE_SCALE_SUMS \
  "vldrw.u32 q2, [r5], #16\n"  \
  "vldrw.u32 q3, [r5], #16\n"  \
  "vqrdmulh.s32 q0, q0, q2\n"  \
  "vqrdmulh.s32 q1, q1, q3\n"  \
  "vldrb.s32 q2, [r5], #4\n"   \
  "vldrb.s32 q3, [r5], #4\n"

#define FIREFLY_MVE_CHANNEL_STORE \
  "vstrb.16 q0, [r7], #8\n"       \
  "subs.w r9, r9, #1\n"           \
  "bne.w 4b\n"

/// Registers: r1 zero point; r5 stream; r7 output; r9 tiles left; r11 pixels
/// left. q4 addresses; q5, q6 lowest and highest output. sp + 64: what comes
/// after the first chunk, how sums become bytes, pass.
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
      "ldrd r2, r3, [r0, #16]\n"
      "vdup.16 q5, r2\n"
      "vdup.16 q6, r3\n"
      "ldr.w r11, [r0, #32]\n"
      "ldr r7, [r0, #36]\n"
      "adds r2, r0, #48\n"
      "vldrw.u32 q4, [r2]\n"
      // A pixel.
      "3:\n"
      "ldrd r5, r9, [r0, #24]\n"
      // A tile.
      "4:\n"
      "ldm.w r5!, {r0, r2, r4, r6}\n"
      "ldm.w r5!, {r8, r10, r12, lr}\n"  //
      FIREFLY_MVE_CHUNK_PRODUCTS("q4")
      "ldr.w pc, [sp, #64]\n"
      // Further chunks.
      ".balign 4\n"
      "10:\n"
      "ldr r1, [sp, #72]\n"
      "ldrd r3, r1, [r1, #4]\n"
      "5:\n"
      "vldrw.u32 q7, [r1], #16\n"
      "vadd.i32 q7, q7, q4\n"  //
      FIREFLY_MVE_CHUNK_PRODUCTS("q7")
      "subs r3, #1\n"
      "bne.w 5b\n"
      "ldr r1, [sp, #72]\n"
      "ldr r1, [r1, #12]\n"
      "ldr.w pc, [sp, #68]\n"
      ".balign 4\n"
      "11:\n"  // Finish::kSaturate
      FIREFLY_MVE_SUMS_TO_VECTORS FIREFLY_MVE_SCALE_SUMS
      FIREFLY_MVE_SHIFT_AND_NARROW("q2", "q3")
      "vqmovnb.s16 q0, q0\n"  //
      FIREFLY_MVE_CHANNEL_STORE
      "b.w 15f\n"
      ".balign 4\n"
      "13:\n"  // Finish::kShiftLeftFirst
      FIREFLY_MVE_SUMS_TO_VECTORS
      "vldrb.s32 q2, [r5, #32]\n"
      "vldrb.s32 q3, [r5, #36]\n"
      "vmov.i32 q7, #0\n"
      "vmax.s32 q2, q2, q7\n"
      "vmax.s32 q3, q3, q7\n"
      "vshl.s32 q0, q0, q2\n"
      "vshl.s32 q1, q1, q3\n"  //
      FIREFLY_MVE_SCALE_SUMS
      "vmin.s32 q2, q2, q7\n"
      "vmin.s32 q3, q3, q7\n"
      "b.w 14f\n"
      ".balign 4\n"
      "12:\n"  // Finish::kClamp
      FIREFLY_MVE_SUMS_TO_VECTORS FIREFLY_MVE_SCALE_SUMS
      "14:\n"
      "movs r0, #1\n"  //
      FIREFLY_MVE_NUDGE("q0", "q2", "q7", "r0")
      FIREFLY_MVE_NUDGE("q1", "q3", "q7", "r0")
      FIREFLY_MVE_SHIFT_AND_NARROW("q2", "q3")
      "vmax.s16 q0, q0, q5\n"
      "vmin.s16 q0, q0, q6\n"  //
      FIREFLY_MVE_CHANNEL_STORE
      // The next pixel.
      "15:\n"
      "ldr r0, [sp, #72]\n"
      "ldrd r2, r3, [r0, #40]\n"
      "add r7, r2\n"
      "vadd.i32 q4, q4, r3\n"
      "subs.w r11, r11, #1\n"
      "bne.w 3b\n"
      "str r5, [r0, #24]\n"
      "vpop {d8-d15}\n"
      "add sp, #12\n"
      "pop {r4-r11, pc}\n");
}

#undef FIREFLY_MVE_CHANNEL_PRODUCTS
#undef FIREFLY_MVE_CHUNK_PRODUCTS
#undef FIREFLY_MVE_SCALE_SUMS
#undef FIREFLY_MVE_CHANNEL_STORE

}  // namespace firefly::mve
