// SPDX-License-Identifier: Apache-2.0
//
// kernels/winograd_two_rows_s8.h on Cortex-M4, M7 and M33; what it has in
// common with one row is in armv7em_winograd.h. In assembly, because GCC 12
// spills.
//
// armv7em_winograd_two_rows_plain.h says the same in C++.
#pragma once

#if defined(__ARM_FEATURE_DSP)

#include "isa/armv7em_winograd.h"
#include "kernels/winograd_two_rows_s8.h"

namespace firefly::armv7em {

static_assert(kWinogradTwoRowScales == 8 && kWinogradRowTerms == 4);

__asm__(R"(
    @ A word of four rows at r0 .. r3 + \at: X_0 .. X_3 become V_0 .. V_3.
    .macro firefly_winograd_rows at
    ldr.w r4, [r0, #\at]
    ldr.w r5, [r1, #\at]
    ldr.w r6, [r2, #\at]
    ldr.w r7, [r3, #\at]
    ssub16 r4, r4, r6
    ssub16 r7, r5, r7
    sadd16 r8, r5, r6
    ssub16 r6, r6, r5
    str r4, [r0, #\at]
    str r8, [r1, #\at]
    str r6, [r2, #\at]
    str r7, [r3, #\at]
    .endm

    @ The stack frame of winograd_two_rows(), in the order in which LDM reads it.
    .set FIREFLY_W2_INPUTS_END, 0    @ Of the row of activations.
    .set FIREFLY_W2_SUM, 4           @ Of the position.
    .set FIREFLY_W2_REWIND, 8        @ From the end of a position's activations
                                     @ to the next position.
    .set FIREFLY_W2_SUM_END, 12      @ Of the row's positions.
    .set FIREFLY_W2_ENTRY, 16        @ Into the loop over a position.
    .set FIREFLY_W2_ROW_BYTES, 20    @ Of activations.
    .set FIREFLY_W2_INPUTS, 24
    .set FIREFLY_W2_SUMS, 28
    .set FIREFLY_W2_TILES, 32
    .set FIREFLY_W2_TILES_END, 36
    .set FIREFLY_W2_ROW_STEP, 40     @ From an output to the one below.
    .set FIREFLY_W2_CHANNELS, 44     @ Still to come.
    .set FIREFLY_W2_WEIGHTS, 48      @ Of the next channels.
    .set FIREFLY_W2_SCALES, 52
    .set FIREFLY_W2_SCALES_END, 56   @ Of the channels that are to be stored.
    .set FIREFLY_W2_SCALE, 60        @ Of the next channel.
    .set FIREFLY_W2_TILE, 64
    .set FIREFLY_W2_FRAME_BYTES, 68
    .set FIREFLY_W2_TURN_PAIRS, 16

    @ Position \p of a channel and tile at r6: what the first row's sums have of
    @ it to \a, the second row's to \b.
    .macro firefly_winograd_column p, a, b, c, d
    ldr.w \a, [r6, #32 * \p]
    ldr.w \b, [r6, #32 * \p + 192]
    ldr.w \c, [r6, #32 * \p + 384]
    ldr.w \d, [r6, #32 * \p + 576]
    add \a, \a, \b
    add \a, \a, \c
    sub \b, \b, \c
    sub \b, \b, \d
    .endm

    @ The sums of a channel of a tile, times 2^k: first row r2, r3, r4, r5,
    @ second one r0, r9, r7, r8. r6 = where they lie, moved on; r11 =
    @ multiplier, r12 = addend, lr = nudge.
    .macro firefly_winograd_row_sums
    firefly_winograd_column 1, r0, r1, r2, r3
    firefly_winograd_column 2, r2, r3, r4, r5
    add r4, r0, r2
    sub r5, r0, r2
    add r7, r1, r3
    sub r8, r1, r3
    firefly_winograd_column 3, r0, r1, r2, r3
    firefly_winograd_column 4, r2, r3, r9, r10
    add r9, r0, r2
    sub r0, r0, r2
    add r10, r1, r3
    sub r1, r1, r3
    add r2, r4, r9
    add r4, r4, r9, lsl #2
    add r3, r5, r0, lsl #1
    add r5, r5, r0, lsl #3
    add r0, r7, r10
    add r7, r7, r10, lsl #2
    add r9, r8, r1, lsl #1
    add r8, r8, r1, lsl #3
    firefly_winograd_column 5, r1, r10, r11, r12
    add r5, r5, r1
    add r8, r8, r10
    firefly_winograd_column 0, r1, r10, r11, r12
    add r2, r2, r1
    add r0, r0, r10
    add r6, r6, #4
    ldr r10, [sp, #FIREFLY_W2_SCALE]
    ldm.w r10!, {r1, r11, r12}
    mla r2, r2, r1, r11
    mla r0, r0, r1, r11
    mla r3, r3, r1, r12
    mla r9, r9, r1, r12
    ldm.w r10!, {r11, r12}
    mla r4, r4, r1, r11
    mla r7, r7, r1, r11
    mla r5, r5, r1, r12
    mla r8, r8, r1, r12
    ldm.w r10!, {r11, r12, lr}
    str r10, [sp, #FIREFLY_W2_SCALE]
    .endm
    .macro firefly_winograd_row_scale x
    smmla \x, \x, r11, r12
    ssat \x, #8, \x, asr #16
    .endm
    .macro firefly_nudged_row_scale x
    and r1, lr, \x, asr #31
    smmla \x, \x, r11, r12
    sub \x, \x, r1
    ssat \x, #8, \x, asr #16
    .endm
    .macro firefly_winograd_row_scales scale
    \scale r2
    \scale r3
    \scale r4
    \scale r5
    \scale r0
    \scale r9
    \scale r7
    \scale r8
    .endm

    @ Stores a channel of eight pixels; flags: eq after the last channel.
    .macro firefly_winograd_row_store
    ldr.w r6, [sp, #FIREFLY_W2_TILE]
    ldr.w r1, [sp, #FIREFLY_W2_ROW_STEP]
    ldm.w r6, {r10, r11, r12, lr}
    add r1, r1, r10
    strb r8, [r1, lr]
    strb r7, [r1, r12]
    strb.w r9, [r1, r11]
    strb r0, [r1]
    strb r5, [r10, lr]
    strb r4, [r10, r12]
    strb r3, [r10, r11]
    strb r2, [r10], #1
    str r10, [r6]
    .endm
)");

/// From X_0 .. X_3 to V_0 .. V_3, in place: four rows of `row_elems` elements,
/// a multiple of 16.
__attribute__((naked, noinline)) inline void winograd_input_rows(
    int16_t* /*rows*/, int32_t /*row_elems*/) {
  __asm__(R"(
    push {r4-r9, lr}
    lsl r9, r1, #1
    add r1, r0, r9
    add r2, r1, r9
    add r3, r2, r9
    mov r9, r1
    .balign 4
1:  firefly_winograd_rows 0
    firefly_winograd_rows 4
    firefly_winograd_rows 8
    firefly_winograd_rows 12
    firefly_winograd_rows 16
    firefly_winograd_rows 20
    firefly_winograd_rows 24
    firefly_winograd_rows 28
    add r0, r0, #32
    add r1, r1, #32
    add r2, r2, #32
    add r3, r3, #32
    cmp r0, r9
    bne.w 1b
    pop {r4-r9, pc}
)");
}

/// All channels of one or two tiles. inputs: what winograd_input_rows() leaves.
/// sums: memory for the sums of two tiles and four channels. tiles: `count` of
/// them, which are used up. row_step: bytes from an output to the one below.
__attribute__((naked, noinline)) inline void winograd_two_rows(
    const WinogradDotS8* /*layer*/, const int16_t* /*inputs*/,
    int32_t* /*sums*/, WinogradTile* /*tiles*/, int32_t /*count*/,
    int32_t /*row_step*/) {
  __asm__(R"(
    push {r4-r11, lr}
    sub sp, #FIREFLY_W2_FRAME_BYTES
    ldr r4, [sp, #FIREFLY_W2_FRAME_BYTES + 36]  @ count
    ldr r5, [sp, #FIREFLY_W2_FRAME_BYTES + 40]  @ row_step
    add r4, r3, r4, lsl #4
    add r6, sp, #FIREFLY_W2_INPUTS
    stm r6, {r1, r2, r3, r4, r5}
    ldm r0, {r5, r6, r9}
    ldr r7, [r0, #12]
    str r6, [sp, #FIREFLY_W2_CHANNELS]
    str r7, [sp, #FIREFLY_W2_SCALES]
    add r4, r5, r5, lsl #1
    lsl r4, r4, #3
    str r4, [sp, #FIREFLY_W2_ROW_BYTES]
    sub r4, r4, #8
    str r4, [sp, #FIREFLY_W2_REWIND]
    @ All pairs but the first, in turns.
    asr r5, r5, #1
    rsb r5, r5, #1
    and r5, r5, #(FIREFLY_W2_TURN_PAIRS - 1)
    mov r4, #FIREFLY_WINOGRAD_PAIR_BYTES
    mul r5, r5, r4
    adr.w r4, 4f
    add r4, r4, r5
    orr r4, r4, #1
    str r4, [sp, #FIREFLY_W2_ENTRY]
    @ Four channels: their products, position by position.
1:  ldr r8, [sp, #FIREFLY_W2_INPUTS]
    ldr r10, [sp, #FIREFLY_W2_SUMS]
    ldr r11, [sp, #FIREFLY_W2_ROW_BYTES]
    str r10, [sp, #FIREFLY_W2_SUM]
    add r11, r11, r8
    str r11, [sp, #FIREFLY_W2_INPUTS_END]
    add r10, r10, #192
    str r10, [sp, #FIREFLY_W2_SUM_END]
2:  firefly_winograd_words
    firefly_winograd_pair 1, 1
    firefly_winograd_words
    ldr.w r11, [sp, #FIREFLY_W2_ENTRY]
    bx r11
    .balign 4
3:  firefly_winograd_words
4:  .rept FIREFLY_W2_TURN_PAIRS - 1
    firefly_winograd_pair 0
    .endr
    firefly_winograd_pair 1
    ldm.w sp, {r10, r11, r12, lr}
    cmp r8, r10
    blo.w 3b
    stm.w r11!, {r0-r7}
    sub r8, r8, r12
    cmp r11, lr
    str r11, [sp, #FIREFLY_W2_SUM]
    bne.w 2b
    @ The next row.
    ldr r1, [sp, #FIREFLY_W2_ROW_BYTES]
    ldr r0, [sp, #FIREFLY_W2_SUMS]
    add r8, r8, r1
    sub r8, r8, #48
    add r10, r10, r1
    add lr, lr, #192
    add r0, r0, #768
    str r10, [sp, #FIREFLY_W2_INPUTS_END]
    str lr, [sp, #FIREFLY_W2_SUM_END]
    cmp r11, r0
    bne.w 2b
    @ Their outputs, tile by tile.
    ldr r0, [sp, #FIREFLY_W2_CHANNELS]
    ldr r10, [sp, #FIREFLY_W2_SCALES]
    ldr r8, [sp, #FIREFLY_W2_TILES]
    str r9, [sp, #FIREFLY_W2_WEIGHTS]
    cmp r0, #4
    it gt
    movgt r0, #4
    add r0, r10, r0, lsl #5
    str r0, [sp, #FIREFLY_W2_SCALES_END]
    ldr r6, [sp, #FIREFLY_W2_SUMS]
5:  str r8, [sp, #FIREFLY_W2_TILE]
    str r10, [sp, #FIREFLY_W2_SCALE]
    str r6, [sp, #FIREFLY_W2_SUM]
6:  ldr r6, [sp, #FIREFLY_W2_SUM]
    firefly_winograd_row_sums
    cmp lr, #0
    str r6, [sp, #FIREFLY_W2_SUM]
    bne.w 8f
    firefly_winograd_row_scales firefly_winograd_row_scale
9:  firefly_winograd_row_store
    ldr r10, [sp, #FIREFLY_W2_SCALE]
    ldr r11, [sp, #FIREFLY_W2_SCALES_END]
    cmp r10, r11
    bne.w 6b
    ldr r8, [sp, #FIREFLY_W2_TILE]
    ldr r6, [sp, #FIREFLY_W2_SUMS]
    ldr r0, [sp, #FIREFLY_W2_TILES_END]
    ldr r10, [sp, #FIREFLY_W2_SCALES]
    add r8, r8, #16
    add r6, r6, #16
    cmp r8, r0
    bne.w 5b
    ldr r0, [sp, #FIREFLY_W2_CHANNELS]
    ldr r9, [sp, #FIREFLY_W2_WEIGHTS]
    add r10, r10, #128
    subs r0, r0, #4
    str r10, [sp, #FIREFLY_W2_SCALES]
    str r0, [sp, #FIREFLY_W2_CHANNELS]
    bgt.w 1b
    add sp, #FIREFLY_W2_FRAME_BYTES
    pop {r4-r11, pc}
8:  firefly_winograd_row_scales firefly_nudged_row_scale
    b 9b
)");
}

}  // namespace firefly::armv7em

#else

#include "isa/armv7em_winograd_two_rows_plain.h"

#endif
