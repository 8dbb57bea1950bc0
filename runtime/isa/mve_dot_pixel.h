// SPDX-License-Identifier: Apache-2.0
//
// One pixel by eight channels: 9 loads and 8 VMLADAVA a step of 128 products.
// For what is left of a row of pairs, and for fully connected layers.
#pragma once

#include "isa/mve_dot.h"

namespace firefly::mve {

/// What dot_pixel() computes: tiles of four channels of one pixel, from two
/// places of the stream at a time.
struct PixelPass {
  Run* list;
  Run* end;  ///< The list's last entry, which holds the output.
  const int8_t* stream[2];
  int32_t tiles;        ///< From each place.
  int8_t* last_output;  ///< Of the tile after those of the second place, or 0.
  int32_t last_lanes;   ///< Activations in a run's last, shorter step.
  int32_t low;
  int32_t high;
  Finish finish;
  /// Of the outputs: channels of the two tiles in turn; of the last tile.
  uint16_t places[8];
  uint16_t last_places[8];
};

struct PixelKernel {
  static constexpr int kUnrolled = kPixelUnrolled;
  static_assert(kUnrolled == 4);  // As .rept below says.
  static constexpr uint32_t kStepBytes = 17 * 4;
  /// The shorter step stands before the others, with VPST and LDM around it.
  static constexpr uint32_t kLastEntry =
      kUnrolled * kStepBytes + kStepBytes + 2 * 4;
};

#define FIREFLY_MVE_PIXEL_PRODUCTS \
  "vldrb.u8 q2, [r5], #16\n"       \
  "vmladava.s8 r0, q0, q2\n"       \
  "vldrb.u8 q3, [r7], #16\n"       \
  "vmladava.s8 r8, q0, q3\n"       \
  "vldrb.u8 q2, [r5], #16\n"       \
  "vmladava.s8 r2, q0, q2\n"       \
  "vldrb.u8 q3, [r7], #16\n"       \
  "vmladava.s8 r10, q0, q3\n"      \
  "vldrb.u8 q2, [r5], #16\n"       \
  "vmladava.s8 r4, q0, q2\n"       \
  "vldrb.u8 q3, [r7], #16\n"       \
  "vmladava.s8 r12, q0, q3\n"      \
  "vldrb.u8 q2, [r5], #16\n"       \
  "vmladava.s8 r6, q0, q2\n"       \
  "vldrb.u8 q3, [r7], #16\n"       \
  "vmladava.s8 lr, q0, q3\n"

// The output moves on in the list's end, which r11 has just left.
#define FIREFLY_MVE_PIXEL_STORE \
  "vstrb.16 q0, [r3, q4]\n"     \
  "adds r3, #4\n"               \
  "str r3, [r11, #-8]\n"        \
  "ldr.w r11, [sp, #68]\n"      \
  "subs.w r9, r9, #1\n"         \
  "bne.w 4b\n"

/// Registers: r1 activations; r3 output, at the end; r5, r7 streams; r9 tiles
/// left; r11 list. q4 places; q5, q6 lowest and highest output. sp + 64: pass,
/// list.
__attribute__((naked, noipa)) inline void dot_pixel(PixelPass* /*pass*/) {
  __asm__(
      "push {r0, r4-r11, lr}\n"
      "ldr.w r11, [r0]\n"
      "push {r0, r11}\n"
      "vpush {d8-d15}\n"
      "mov r9, r0\n"
      "ldr r0, [r9, #36]\n"  //
      FIREFLY_MVE_LINK_LIST("10f", "11f", "12f", "13f")
      "ldr r0, [r9, #24]\n"
      "vctp.8 r0\n"
      "ldr r0, [r9, #28]\n"
      "vdup.16 q5, r0\n"
      "ldr r0, [r9, #32]\n"
      "vdup.16 q6, r0\n"
      "adds.w r0, r9, #40\n"
      "vldrh.u16 q4, [r0]\n"
      "ldrd r5, r7, [r9, #8]\n"
      "ldr.w r9, [r9, #16]\n"
      // Two tiles.
      "4:\n"
      "ldm.w r5!, {r0, r2, r4, r6}\n"
      "ldm.w r7!, {r8, r10, r12, lr}\n"
      "ldm.w r11!, {r1, r3, pc}\n"
      // A run's last step.
      ".balign 4\n"
      "vpst\n"
      "vldrbt.u8 q0, [r1], #16\n"  //
      FIREFLY_MVE_PIXEL_PRODUCTS
      "ldm.w r11!, {r1, r3, pc}\n"
      // Its whole steps.
      ".rept 4\n"
      "vldrb.u8 q0, [r1], #16\n"  //
      FIREFLY_MVE_PIXEL_PRODUCTS
      ".endr\n"
      "10:\n"
      "ldm.w r11!, {r1, r3, pc}\n"
      ".balign 4\n"
      "11:\n"  // Finish::kSaturate
      FIREFLY_MVE_SUMS_TO_VECTORS
      "vldrw.u32 q2, [r5], #16\n"
      "vldrw.u32 q3, [r7], #16\n"
      "vqrdmulh.s32 q0, q0, q2\n"
      "vqrdmulh.s32 q1, q1, q3\n"
      "vldrb.s32 q2, [r5], #4\n"
      "vldrb.s32 q3, [r7], #4\n"  //
      FIREFLY_MVE_SHIFT_AND_NARROW("q2", "q3")
      "vqmovnb.s16 q0, q0\n"  //
      FIREFLY_MVE_PIXEL_STORE
      "b.w 15f\n"
      ".balign 4\n"
      "13:\n"  // Finish::kShiftLeftFirst
      FIREFLY_MVE_SUMS_TO_VECTORS
      "vldrb.s32 q2, [r5, #16]\n"
      "vldrb.s32 q3, [r7, #16]\n"
      "vmov.i32 q7, #0\n"
      "vmax.s32 q2, q2, q7\n"
      "vmax.s32 q3, q3, q7\n"
      "vshl.s32 q0, q0, q2\n"
      "vshl.s32 q1, q1, q3\n"
      "vldrw.u32 q2, [r5], #16\n"
      "vldrw.u32 q3, [r7], #16\n"
      "vqrdmulh.s32 q0, q0, q2\n"
      "vqrdmulh.s32 q1, q1, q3\n"
      "vldrb.s32 q2, [r5], #4\n"
      "vldrb.s32 q3, [r7], #4\n"
      "vmin.s32 q2, q2, q7\n"
      "vmin.s32 q3, q3, q7\n"
      "b.w 14f\n"
      ".balign 4\n"
      "12:\n"  // Finish::kClamp
      FIREFLY_MVE_SUMS_TO_VECTORS
      "vldrw.u32 q2, [r5], #16\n"
      "vldrw.u32 q3, [r7], #16\n"
      "vqrdmulh.s32 q0, q0, q2\n"
      "vqrdmulh.s32 q1, q1, q3\n"
      "vldrb.s32 q2, [r5], #4\n"
      "vldrb.s32 q3, [r7], #4\n"
      "14:\n"
      "movs r0, #1\n"  //
      FIREFLY_MVE_NUDGE("q0", "q2", "q7", "r0")
      FIREFLY_MVE_NUDGE("q1", "q3", "q7", "r0")
      FIREFLY_MVE_SHIFT_AND_NARROW("q2", "q3")
      "vmax.s16 q0, q0, q5\n"
      "vmin.s16 q0, q0, q6\n"  //
      FIREFLY_MVE_PIXEL_STORE
      // The last tile, once.
      "15:\n"
      "ldr r0, [sp, #64]\n"
      "ldr r1, [r0, #20]\n"
      "cbz r1, 16f\n"
      "movs r2, #0\n"
      "str r2, [r0, #20]\n"
      "ldr r2, [r0, #4]\n"
      "str r1, [r2, #4]\n"
      "adds r0, #56\n"
      "vldrh.u16 q4, [r0]\n"
      "mov r5, r7\n"
      "mov.w r9, #1\n"
      "b.w 4b\n"
      "16:\n"
      "vpop {d8-d15}\n"
      "add sp, #12\n"
      "pop {r4-r11, pc}\n");
}

#undef FIREFLY_MVE_PIXEL_PRODUCTS
#undef FIREFLY_MVE_PIXEL_STORE

/// All channels of one pixel, whose runs stand in [list, end). `end` has room
/// for an entry.
inline FIREFLY_KERNEL
void dot_pixel_channels(const DotS8& dot, Run* list, Run* end, int last_lanes,
                        int8_t* output) {
  const int channels = dot.channels;
  const int whole = max_of(channels / 4, 1);
  const int half = (whole + 1) / 2;
  int8_t few[4];  // Less than four channels: the tile has copies of one.
  int8_t* const to = channels < 4 ? few : output;
  *end = {{static_cast<uint32_t>(dot.range.zero_point),
           reinterpret_cast<uint32_t>(to)},
          0};
  PixelPass pass;
  pass.list = list;
  pass.end = end;
  pass.stream[0] = dot.weights;
  pass.stream[1] = dot.weights + (whole - half) * tile_bytes(dot);
  pass.tiles = half;
  pass.last_output = channels > 4 * whole ? output + channels - 4 : nullptr;
  pass.last_lanes = last_lanes;
  pass.low = dot.range.low;
  pass.high = dot.range.high;
  pass.finish = finish_of(dot.range, dot.right_shift);
  set_places(pass.places, 4 * (whole - half));
  set_places(pass.last_places, 0);
  dot_pixel(&pass);
  for (int c = 0; c < channels && channels < 4; ++c) {
    output[c] = few[c];
  }
}

}  // namespace firefly::mve
