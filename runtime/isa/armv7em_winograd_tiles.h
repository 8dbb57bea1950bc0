// SPDX-License-Identifier: Apache-2.0
//
// From the sums of kernels/winograd_two_rows_s8.h to outputs, on Cortex-M4, M7
// and M33.
#pragma once

#include "kernels/winograd_two_rows_s8.h"

namespace firefly::armv7em {

__asm__(R"(
    @ The stack frame of winograd_tile_rows().
    .set FIREFLY_WT_OUTPUT, 0       @ Of the second row.
    .set FIREFLY_WT_ROW_STEP, 16    @ After the offsets of the pixels.
    .set FIREFLY_WT_SCALES_END, 20
    .set FIREFLY_WT_SCALES, 24
    .set FIREFLY_WT_TILES_END, 28
    .set FIREFLY_WT_SUMS, 32
    .set FIREFLY_WT_TILE, 36
    .set FIREFLY_WT_FRAME_BYTES, 40

    @ The sums of a row from those of its positions in \p0 .. \p5: pixel 0 in
    @ \p0, 1 in \p4, 2 in \x, 3 in \p1. If \plain, the sums still need the
    @ factors that weights have otherwise.
    .macro firefly_winograd_row plain, p0, p1, p2, p3, p4, p5, x, at
    ldr.w \p0, [r6, #\at]
    ldr.w \p1, [r6, #\at + 64]
    ldr.w \p2, [r6, #\at + 128]
    ldr.w \p3, [r6, #\at + 192]
    ldr.w \p4, [r6, #\at + 256]
    ldr.w \p5, [r6, #\at + 320]
    add \x, \p1, \p2
    sub \p1, \p1, \p2
    add \p2, \p3, \p4
    sub \p3, \p3, \p4
    .if \plain
      add \p0, \p0, \p0, lsl #1
      add \p0, \p2, \p0, lsl #1
      sub \p0, \p0, \x, lsl #2    @ 6 m0 - 4 (m1 + m2) + (m3 + m4)
      sub \p4, \p3, \p1, lsl #1
      lsl \p4, \p4, #1            @ 2 (m3 - m4) - 4 (m1 - m2)
      sub \x, \p2, \x
      lsl \x, \x, #2              @ 4 (m3 + m4) - 4 (m1 + m2)
      add \p5, \p5, \p5, lsl #1
      add \p5, \p5, \p3
      rsb \p1, \p1, \p5, lsl #1
      lsl \p1, \p1, #2            @ 8 (m3 - m4) - 4 (m1 - m2) + 24 m5
    .else
      add \p0, \p0, \x
      add \p0, \p0, \p2
      add \p4, \p1, \p3, lsl #1
      add \x, \x, \p2, lsl #2
      add \p1, \p1, \p3, lsl #3
      add \p1, \p1, \p5
    .endif
    .endm
    .macro firefly_winograd_row_scale x
    smmla \x, \x, r5, r8
    ssat \x, #8, \x, asr #16
    .endm
    .macro firefly_nudged_row_scale x
    and r11, lr, \x, asr #31
    smmla \x, \x, r5, r8
    sub \x, \x, r11
    ssat \x, #8, \x, asr #16
    .endm
    .macro firefly_winograd_row_scales scale
    \scale r0
    \scale r4
    \scale r7
    \scale r1
    \scale r2
    \scale r9
    \scale r12
    \scale r3
    .endm
)");

/// Outputs of up to four channels, `channels`, of one or two tiles. sums: of
/// winograd_products(), of all positions; scales: of the first channel. tiles:
/// `count` of them, whose outputs move on by the channels. row_step: bytes from
/// an output to the one below. kPlain: of weights without factors.
template <bool kPlain>
__attribute__((naked)) FIREFLY_KERNEL
void winograd_tile_rows(const int32_t* /*sums*/, const int32_t* /*scales*/,
                        int32_t /*channels*/, WinogradTile* /*tiles*/,
                        int32_t /*count*/, int32_t /*row_step*/) {
  __asm__(R"(
    push {r4-r11, lr}
    ldr r4, [sp, #36]  @ count
    ldr r5, [sp, #40]  @ row_step
    sub sp, #FIREFLY_WT_FRAME_BYTES
    mov r6, r0
    mov r10, r1
    add r2, r1, r2, lsl #5
    add r4, r3, r4, lsl #4
    str r5, [sp, #FIREFLY_WT_ROW_STEP]
    str r2, [sp, #FIREFLY_WT_SCALES_END]
    str r1, [sp, #FIREFLY_WT_SCALES]
    str r4, [sp, #FIREFLY_WT_TILES_END]
    @ A tile.
1:  ldm r3, {r0, r7, r8, r9}
    ldr r5, [sp, #FIREFLY_WT_ROW_STEP]
    str r6, [sp, #FIREFLY_WT_SUMS]
    str r3, [sp, #FIREFLY_WT_TILE]
    add r0, r0, r5
    stm.w sp, {r0, r7, r8, r9}
    @ A channel.
2:  firefly_winograd_row %c0, r0, r1, r2, r3, r4, r5, r7, 0
    firefly_winograd_row %c0, r2, r3, r5, r8, r9, r11, r12, 32
    ldm.w r10!, {r5, r8, r11}
    mla r0, r0, r5, r8
    mla r2, r2, r5, r8
    mla r4, r4, r5, r11
    mla r9, r9, r5, r11
    ldm.w r10!, {r8, r11}
    mla r7, r7, r5, r8
    mla r12, r12, r5, r8
    mla r1, r1, r5, r11
    mla r3, r3, r5, r11
    ldm.w r10!, {r5, r8, lr}
    add r6, r6, #4
    cmp lr, #0
    bne.w 5f
    firefly_winograd_row_scales firefly_winograd_row_scale
    @ Where there is no second row, the first one is written over it.
3:  ldm.w sp, {r5, r8, r11, lr}
    strb.w r3, [r5, lr]
    strb.w r12, [r5, r11]
    strb.w r9, [r5, r8]
    strb r2, [r5], #1
    ldr.w r2, [sp, #FIREFLY_WT_ROW_STEP]
    ldr.w r3, [sp, #FIREFLY_WT_SCALES_END]
    str r5, [sp, #FIREFLY_WT_OUTPUT]
    sub r2, r5, r2
    sub r2, r2, #1
    strb.w r1, [r2, lr]
    strb.w r7, [r2, r11]
    strb.w r4, [r2, r8]
    strb r0, [r2], #1
    cmp r10, r3
    bne.w 2b
    ldr r3, [sp, #FIREFLY_WT_TILE]
    ldr r4, [sp, #FIREFLY_WT_TILES_END]
    ldr r6, [sp, #FIREFLY_WT_SUMS]
    ldr r10, [sp, #FIREFLY_WT_SCALES]
    str r2, [r3], #16
    add r6, r6, #16
    cmp r3, r4
    bne 1b
    add sp, #FIREFLY_WT_FRAME_BYTES
    pop {r4-r11, pc}
5:  firefly_winograd_row_scales firefly_nudged_row_scale
    b 3b
)" ::"i"(kPlain)
          : "memory");
}

}  // namespace firefly::armv7em
