// SPDX-License-Identifier: Apache-2.0
//
// The dot products of kernels/paired_dot_s8.h on Cortex-M4, M7 and M33. In
// assembly, because GCC 12 spills: two pixels of a tile need 8 sums, 2
// pointers, 2 words of weights and 2 of activations, which are all the
// registers there are. The rest of the state lies on the stack.
//
// armv7em_dot_plain.h says the same in C++.
#pragma once

#if defined(__ARM_FEATURE_DSP)

#include "isa/armv7em_dot_macros.h"
#include "isa/armv7em_dot_wide.h"

namespace firefly::armv7em {

// The stack frame of dot_pixel_pairs(), in the order in which LDM reads it.
__asm__(R"(
    .set FIREFLY_OUTPUT, 0         @ Of the next pair.
    .set FIREFLY_STEP, 4
    .set FIREFLY_PATCH_END, 8
    .set FIREFLY_WEIGHTS, 12       @ Of the tile, its biases first.
    .set FIREFLY_ENTRY, 16         @ Into the loop over the depth.
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

/// All channels of `pairs` pairs of pixels, tile by tile. patch: int16, [pair]
/// [depth / 4][k parity][pixel] words of k and k + 2 (interleave_windows()).
/// output: the channels of the first pixel; those of the next ones lie
/// `output_step` bytes further each. In planes: the word of the first pair in
/// the first plane; those of the next planes lie `output_step` bytes further
/// each.
__attribute__((naked, noinline)) inline void dot_pixel_pairs(
    const PairedDotS8* /*layer*/, const int16_t* /*patch*/, int8_t* /*output*/,
    int32_t /*output_step*/, int32_t /*pairs*/) {
  __asm__(R"(
    push {r4-r11, lr}
    sub sp, #FIREFLY_FRAME_BYTES
    ldr r12, [sp, #FIREFLY_FRAME_BYTES + 36]  @ pairs
    ldm r0, {r4, r5, r6, r7, r8, r9}
    mul r12, r12, r4
    add r12, r1, r12, lsl #2
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
    firefly_find_entry r11, r4, FIREFLY_TURN_QUADS, FIREFLY_QUAD_BYTES
    str r11, [sp, #FIREFLY_ENTRY]
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
3:  ldr.w r9, [sp, #FIREFLY_WEIGHTS]
    ldr.w r11, [sp, #FIREFLY_ENTRY]
    ldm.w r9!, {r0-r3}
    mov r4, r0
    mov r5, r1
    mov r6, r2
    mov r7, r3
    firefly_first_words
    bx r11
    .balign 4
4:  firefly_first_words
2:  .rept FIREFLY_TURN_QUADS - 1
    firefly_pair 0
    firefly_pair 0
    .endr
    firefly_pair 0
    firefly_pair 1
    ldr.w r10, [sp, #FIREFLY_END]
    cmp r9, r10
    bne.w 4b
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
    firefly_halves r0, r1
    firefly_halves r2, r3
    firefly_halves r4, r5
    firefly_halves r6, r7
    pkhtb r5, r4, r0, asr #16
    pkhbt r0, r0, r4, lsl #16
    pkhtb r3, r6, r2, asr #16
    pkhbt r1, r2, r6, lsl #16
    ldm sp, {r10, r11, lr}
    bne 14f
    add r12, r11, r11, lsl #1
    str r1, [r10, r11]
    str r5, [r10, r11, lsl #1]
    str r3, [r10, r12]
15: str r0, [r10], #4
    str r10, [sp, #FIREFLY_OUTPUT]
    cmp r8, lr
    bne.w 3b
    b 13b
14: ldr r12, [sp, #FIREFLY_CHANNELS]
    cmp r12, #2
    it ge
    strge r1, [r10, r11]
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
)");
}

// The stack frame of dot_one_pixel().
__asm__(R"(
    .set FIREFLY_ONE_CHANNELS, 0     @ Still to come.
    .set FIREFLY_ONE_SCALE_STEP, 4   @ From the end of a tile's to the next.
    .set FIREFLY_ONE_OUTPUT, 8
    .set FIREFLY_ONE_SCALES, 12      @ Of the tile.
    .set FIREFLY_ONE_FORM, 16
    .set FIREFLY_ONE_TILE_BYTES, 20  @ Weights.
    .set FIREFLY_ONE_ENTRY, 24
    .set FIREFLY_ONE_PATCH, 28
    .set FIREFLY_ONE_LAYER, 32
    .set FIREFLY_ONE_STEP, 36        @ From plane to plane.
    .set FIREFLY_ONE_FRAME_BYTES, 40
)");

/// All channels of one pixel. patch: `depth` int8 activations. output,
/// output_step: as of dot_pixel_pairs(); in planes, a zero is the second pixel.
__attribute__((naked, noinline)) inline void dot_one_pixel(
    const PairedDotS8* /*layer*/, const int8_t* /*patch*/, int8_t* /*output*/,
    int32_t /*output_step*/) {
  __asm__(R"(
    push {r4-r11, lr}
    sub sp, #FIREFLY_ONE_FRAME_BYTES
    ldm r0, {r4, r5, r6, r7, r8, r9}
    sub r8, r8, #48
    lsl r10, r4, #2
    str r3, [sp, #FIREFLY_ONE_STEP]
    str r5, [sp, #FIREFLY_ONE_CHANNELS]
    str r8, [sp, #FIREFLY_ONE_SCALE_STEP]
    str r2, [sp, #FIREFLY_ONE_OUTPUT]
    str r7, [sp, #FIREFLY_ONE_SCALES]
    str r9, [sp, #FIREFLY_ONE_FORM]
    str r10, [sp, #FIREFLY_ONE_TILE_BYTES]
    str r1, [sp, #FIREFLY_ONE_PATCH]
    str r0, [sp, #FIREFLY_ONE_LAYER]
    firefly_find_entry r11, r4, FIREFLY_ONE_TURN_QUADS, FIREFLY_ONE_QUAD_BYTES
    str r11, [sp, #FIREFLY_ONE_ENTRY]
    mov r9, r6
1:  ldm.w r9!, {r0-r3}
    ldr.w r6, [sp, #FIREFLY_ONE_TILE_BYTES]
    ldr.w r11, [sp, #FIREFLY_ONE_ENTRY]
    ldr.w r8, [sp, #FIREFLY_ONE_PATCH]
    add r6, r6, r9
    bx r11
    .balign 4
2:  .rept FIREFLY_ONE_TURN_QUADS
    firefly_quad_of_one
    .endr
    cmp r9, r6
    bne.w 2b
    ldr.w r9, [sp, #FIREFLY_ONE_SCALES]
    ldr.w lr, [sp, #FIREFLY_ONE_FORM]
    sub r0, r0, r1
    sub r2, r2, r3
    lsls lr, lr, #29
    bcs 11f
    bmi 3f
    firefly_relu_of_one
    firefly_relu_join r0, r1, r2, r3
4:  bne 8f
5:  ldm sp, {r10, r11, lr}
    eor r0, r0, #0x80808080
    add r9, r9, r11
    subs r10, r10, #4
    blt 6f
    str r0, [lr], #4
    str r10, [sp, #FIREFLY_ONE_CHANNELS]
    str lr, [sp, #FIREFLY_ONE_OUTPUT]
    str r9, [sp, #FIREFLY_ONE_SCALES]
    mov r9, r6
    bne.w 1b
    b 9f
6:  add r10, r10, #4  @ Channels that do not fill a tile.
7:  strb r0, [lr], #1
    lsr r0, r0, #8
    subs r10, r10, #1
    bne 7b
9:  add sp, #FIREFLY_ONE_FRAME_BYTES
    pop {r4-r11, pc}
11: firefly_relu_of_one
    firefly_halves r0, r1
    firefly_halves r2, r3
    ldm sp, {r10, r11, lr}
    ldr r5, [sp, #FIREFLY_ONE_STEP]
    uxth r1, r0
    uxth r3, r2
    lsr r0, r0, #16
    lsr r2, r2, #16
    add r9, r9, r11
    add r12, r5, r5, lsl #1
    subs r10, r10, #4
    blt 10f
    str r3, [lr, r5]
    str r0, [lr, r5, lsl #1]
    str r2, [lr, r12]
    str r1, [lr]
    add lr, lr, r5, lsl #2
    str r10, [sp, #FIREFLY_ONE_CHANNELS]
    str lr, [sp, #FIREFLY_ONE_OUTPUT]
    str r9, [sp, #FIREFLY_ONE_SCALES]
    mov r9, r6
    bne.w 1b
    b 9b
10: str r1, [lr]
    cmp r10, #-2
    it ge
    strge r3, [lr, r5]
    it gt
    strgt r0, [lr, r5, lsl #1]
    b 9b
3:  firefly_load_scale
    firefly_general_first r1
    firefly_load_scale
    firefly_general_second r0
    firefly_load_scale
    firefly_general_first r3
    firefly_load_scale
    firefly_general_second r2
    firefly_general_join r0, r1, r2, r3
    ldr lr, [sp, #FIREFLY_ONE_FORM]
    lsls lr, lr, #30
    b 4b
8:  ldr r12, [sp, #FIREFLY_ONE_LAYER]
    firefly_load_bounds
    firefly_clamp r0
    b 5b
)");
}

}  // namespace firefly::armv7em

#else

#include "isa/armv7em_dot_plain.h"

#endif
