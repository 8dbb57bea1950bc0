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

#include "isa/armv7em_dot_frame.h"
#include "isa/armv7em_dot_wide.h"

namespace firefly::armv7em {

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
    firefly_pairs_begin
    mul r12, r12, r4
    add r12, r1, r12, lsl #2
    firefly_pairs_frame
    subs r4, r4, #4 * FIREFLY_FIRST_QUADS
    firefly_find_entry r11, r4, FIREFLY_TURN_QUADS, FIREFLY_QUAD_BYTES
    adr.w r4, 17f
    it eq
    orreq r11, r4, #1
    str r11, [sp, #FIREFLY_ENTRY]
    firefly_pairs_tiles
3:  ldr.w r9, [sp, #FIREFLY_WEIGHTS]
    ldm.w r9!, {r0-r3}
    firefly_first_quads
    ldr.w r11, [sp, #FIREFLY_ENTRY]
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
17: firefly_pairs_finish
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
    usat r0, #8, r0
    usat r2, #8, r2
    usat r1, #8, r1, asr #16
    usat r3, #8, r3, asr #16
    ldm sp, {r10, r11, lr}
    ldr r5, [sp, #FIREFLY_ONE_STEP]
    add r9, r9, r11
    subs r10, r10, #4
    blt 10f
    str r0, [lr]
    add lr, lr, r5
    str r2, [lr]
    add lr, lr, r5
    str r1, [lr]
    add lr, lr, r5
    str r3, [lr]
    add lr, lr, r5
    str r10, [sp, #FIREFLY_ONE_CHANNELS]
    str lr, [sp, #FIREFLY_ONE_OUTPUT]
    str r9, [sp, #FIREFLY_ONE_SCALES]
    mov r9, r6
    bne.w 1b
    b 9b
10: str r0, [lr]
    cmp r10, #-2
    it ge
    strge r2, [lr, r5]
    it gt
    strgt r1, [lr, r5, lsl #1]
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
