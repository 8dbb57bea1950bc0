// SPDX-License-Identifier: Apache-2.0
//
// Macros of the assembler for kernels that multiply pairs of pixels tile by
// tile: all but the products. All 14 registers are used; the rest of the state
// lies on the stack.
#pragma once

#if defined(__ARM_FEATURE_DSP)

#include "isa/armv7em_dot_macros.h"

namespace firefly::armv7em {

// The stack frame, in the order in which LDM reads it.
__asm__(R"(
    .set FIREFLY_OUTPUT, 0         @ Of the next pair.
    .set FIREFLY_STEP, 4
    .set FIREFLY_PATCH_END, 8
    .set FIREFLY_WEIGHTS, 12       @ Of the tile, its biases first.
    .set FIREFLY_ENTRY, 16         @ Into the loop over the depth, if any.
    .set FIREFLY_FORM, 20
    .set FIREFLY_SCALE_STEP, 24
    .set FIREFLY_TILE_BYTES, 28    @ Biases and weights.
    .set FIREFLY_PATCH, 32
    .set FIREFLY_LAYER, 36
    .set FIREFLY_SCALES, 40        @ Of the tile.
    .set FIREFLY_TILE_OUTPUT, 44
    .set FIREFLY_CHANNELS, 48      @ Still to come, with the tile's.
    .set FIREFLY_END, 52           @ Of the tile's weights.
    .set FIREFLY_TILE_STEP, 56     @ From a tile's output to the next one's.
    .set FIREFLY_FRAME_BYTES, 60
)");

// A kernel is: begin; r12 = the patch's end; frame; tiles; the sums of a pair,
// from 3 on; finish. Its arguments are those of dot_pixel_pairs().
__asm__(R"(
    @ r4 to r9 = the layer's words, r12 = pairs.
    .macro firefly_pairs_begin
    push {r4-r11, lr}
    sub sp, #FIREFLY_FRAME_BYTES
    ldr r12, [sp, #FIREFLY_FRAME_BYTES + 36]
    ldm r0, {r4, r5, r6, r7, r8, r9}
    .endm
    .macro firefly_pairs_frame
    lsl r10, r4, #2
    add r10, r10, #16
    mov r11, #4
    tst r9, #8
    it ne
    lslne r11, r3, #2
    str r11, [sp, #FIREFLY_TILE_STEP]
    str r3, [sp, #FIREFLY_STEP]
    str r12, [sp, #FIREFLY_PATCH_END]
    str r9, [sp, #FIREFLY_FORM]
    str r8, [sp, #FIREFLY_SCALE_STEP]
    str r10, [sp, #FIREFLY_TILE_BYTES]
    str r1, [sp, #FIREFLY_PATCH]
    str r0, [sp, #FIREFLY_LAYER]
    .endm
    .macro firefly_pairs_tiles
    mov r9, r6
    mov r6, r7
    mov r7, r2
    mov r8, r1
    @ A tile: r5 = channels, r6 = scales, r7 = output, r8 = patch, r9 =
    @ weights, r10 = bytes of them.
1:  cmp r5, #4
    blt.w 9f
10: add r10, r10, r9
    str r9, [sp, #FIREFLY_WEIGHTS]
    str r5, [sp, #FIREFLY_CHANNELS]
    str r6, [sp, #FIREFLY_SCALES]
    str r7, [sp, #FIREFLY_TILE_OUTPUT]
    str r7, [sp, #FIREFLY_OUTPUT]
    str r10, [sp, #FIREFLY_END]
    @ A pair of pixels.
    .endm
    .macro firefly_pairs_finish
    ldr.w r9, [sp, #FIREFLY_SCALES]
    ldr.w lr, [sp, #FIREFLY_FORM]
    sub r0, r0, r1
    sub r2, r2, r3
    sub r4, r4, r5
    sub r6, r6, r7
    lsls lr, lr, #29
    bcs 16f
    bmi 7f
    firefly_relu_of_two
    firefly_relu_join r0, r1, r2, r3
    firefly_relu_join r4, r5, r6, r7
5:  bne 8f
6:  ldm sp, {r10, r11, lr}
    eor r0, r0, #0x80808080
    eor r4, r4, #0x80808080
    str r4, [r10, r11]
    str r0, [r10]
12: add r10, r10, r11, lsl #1
    str r10, [sp, #FIREFLY_OUTPUT]
    cmp r8, lr
    bne.w 3b
13: add r10, sp, #FIREFLY_SCALE_STEP
    ldm r10, {r3, r10}
    ldr.w r8, [sp, #FIREFLY_PATCH]
    ldr.w r11, [sp, #FIREFLY_TILE_STEP]
    ldr.w r6, [sp, #FIREFLY_SCALES]
    ldr.w r7, [sp, #FIREFLY_TILE_OUTPUT]
    ldr.w r5, [sp, #FIREFLY_CHANNELS]
    ldr.w r9, [sp, #FIREFLY_END]
    add r6, r6, r3
    add r7, r7, r11
    subs r5, r5, #4
    bgt.w 1b
    add sp, #FIREFLY_FRAME_BYTES
    pop {r4-r11, pc}
16: firefly_relu_of_two
    pkhbt r0, r0, r4, lsl #16
    pkhbt r2, r2, r6, lsl #16
    pkhtb r5, r5, r1, asr #16
    pkhtb r7, r7, r3, asr #16
    ldm sp, {r10, r11, lr}
    usat16 r0, #8, r0
    usat16 r2, #8, r2
    usat16 r5, #8, r5
    usat16 r7, #8, r7
    bne 14f
    add r12, r10, r11
    str r2, [r12]
    add r12, r12, r11
    str r5, [r12]
    add r12, r12, r11
    str r7, [r12]
15: str r0, [r10], #4
    str r10, [sp, #FIREFLY_OUTPUT]
    cmp r8, lr
    bne.w 3b
    b 13b
14: ldr r12, [sp, #FIREFLY_CHANNELS]
    cmp r12, #2
    it ge
    strge r2, [r10, r11]
    it gt
    strgt r5, [r10, r11, lsl #1]
    b 15b
7:  firefly_load_scale
    firefly_general_first r1
    firefly_general_first r5
    firefly_load_scale
    firefly_general_second r0
    firefly_general_second r4
    firefly_load_scale
    firefly_general_first r3
    firefly_general_first r7
    firefly_load_scale
    firefly_general_second r2
    firefly_general_second r6
    firefly_general_join r0, r1, r2, r3
    firefly_general_join r4, r5, r6, r7
    ldr lr, [sp, #FIREFLY_FORM]
    lsls lr, lr, #30
    b 5b
8:  ldr r12, [sp, #FIREFLY_LAYER]
    firefly_load_bounds
    firefly_clamp r0
    firefly_clamp r4
    ldr lr, [sp, #FIREFLY_FORM]
    tst lr, #FIREFLY_PARTIAL_BIT
    beq 6b
    ldm sp, {r10, r11, lr}
    eor r0, r0, #0x80808080
    eor r4, r4, #0x80808080
    ldr r12, [sp, #FIREFLY_CHANNELS]
11: strb r4, [r10, r11]
    strb r0, [r10], #1
    lsr r4, r4, #8
    lsr r0, r0, #8
    subs r12, r12, #1
    bne 11b
    ldr r10, [sp, #FIREFLY_OUTPUT]
    b 12b
9:  ldr r11, [sp, #FIREFLY_FORM]
    orr r11, r11, #FIREFLY_PARTIAL_BIT
    str r11, [sp, #FIREFLY_FORM]
    b 10b
    .endm
)");

}  // namespace firefly::armv7em

#endif
