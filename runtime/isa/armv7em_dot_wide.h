// SPDX-License-Identifier: Apache-2.0
//
// Eight channels of one pixel at a time, where there is no second pixel to
// share weights with: two tiles share the activations, which are widened
// before. Left out where size counts.
//
// armv7em_dot_plain.h says the same in C++.
#pragma once

#if defined(__ARM_FEATURE_DSP)

#include "isa/armv7em_dot_macros.h"

namespace firefly::armv7em {

// firefly_wide_pair multiplies a pair of products of eight channels; see
// armv7em_dot_macros.h. r8 = activations, r9 and r10 = weights of two tiles.
#if defined(__ARM_ARCH_7EM__) && (__ARM_FP & 8) != 0

__asm__(R"(
    .set FIREFLY_WIDE_QUAD_BYTES, 136
    .macro firefly_wide_words
    ldr.w r11, [r9], #4
    ldr.w lr, [r8], #4
    .endm
    .macro firefly_wide_pair last
    smlad r0, lr, r11, r0
    ldr.w r12, [r9], #4
    sxtb16 r11, r11
    smlad r2, lr, r12, r2
    sxtb16 r12, r12
    smlad r1, lr, r11, r1
    ldr.w r11, [r10], #4
    smlad r3, lr, r12, r3
    ldr.w r12, [r10], #4
    smlad r4, lr, r11, r4
    sxtb16 r11, r11
    smlad r6, lr, r12, r6
    sxtb16 r12, r12
    smlad r5, lr, r11, r5
    .ifeq \last
    ldr.w r11, [r9], #4
    .endif
    smlad r7, lr, r12, r7
    .ifeq \last
    ldr.w lr, [r8], #4
    .endif
    .endm
)");

#else

__asm__(R"(
    .set FIREFLY_WIDE_QUAD_BYTES, 128
    .macro firefly_wide_words
    .endm
    .macro firefly_wide_pair last
    ldr.w r12, [r9, #4]
    ldr.w r11, [r9], #8
    ldr.w lr, [r8], #4
    smlad r0, lr, r11, r0
    sxtb16 r11, r11
    smlad r2, lr, r12, r2
    sxtb16 r12, r12
    smlad r1, lr, r11, r1
    smlad r3, lr, r12, r3
    ldm.w r10!, {r11, r12}
    smlad r4, lr, r11, r4
    sxtb16 r11, r11
    smlad r6, lr, r12, r6
    sxtb16 r12, r12
    smlad r5, lr, r11, r5
    smlad r7, lr, r12, r7
    .endm
)");

#endif

__asm__(R"(
    .set FIREFLY_WIDE_TURN_QUADS, 8
    @ The stack frame of dot_channels().
    .set FIREFLY_WIDE_PATCH_END, 0
    .set FIREFLY_WIDE_TILE_BYTES, 4   @ Biases and weights.
    .set FIREFLY_WIDE_ENTRY, 8
    .set FIREFLY_WIDE_PATCH, 12
    .set FIREFLY_WIDE_SCALES, 16      @ Of the next tile.
    .set FIREFLY_WIDE_FORM, 20
    .set FIREFLY_WIDE_SCALE_STEP, 24  @ From the end of a tile's to the next.
    .set FIREFLY_WIDE_OUTPUT, 28
    .set FIREFLY_WIDE_OUTPUT_END, 32
    .set FIREFLY_WIDE_LAYER, 36
    .set FIREFLY_WIDE_STEP, 40        @ From plane to plane.
    .set FIREFLY_WIDE_FRAME_BYTES, 44

    @ A tile's four outputs plus 128; r9 = its scales, moved on to the next.
    .macro firefly_wide_relu raw0, first0, raw1, first1
    firefly_load_scale
    firefly_relu_first \first0
    firefly_load_scale
    firefly_relu_second \raw0
    firefly_load_scale
    firefly_relu_first \first1
    firefly_load_scale
    firefly_relu_second \raw1
    firefly_relu_join \raw0, \first0, \raw1, \first1
    .endm
    @ A tile's bytes to as many planes, the first one's word at r10.
    .macro firefly_wide_planes bytes
    uxtb r1, \bytes
    ubfx r2, \bytes, #8, #8
    ubfx r3, \bytes, #16, #8
    lsr \bytes, \bytes, #24
    str r1, [r10]
    str r2, [r10, r12]
    str r3, [r10, r12, lsl #1]
    add r10, r10, r12, lsl #1
    str \bytes, [r10, r12]
    add r10, r10, r12, lsl #1
    .endm
    .macro firefly_wide_general raw0, first0, raw1, first1
    firefly_load_scale
    firefly_general_first \first0
    firefly_load_scale
    firefly_general_second \raw0
    firefly_load_scale
    firefly_general_first \first1
    firefly_load_scale
    firefly_general_second \raw1
    firefly_general_join \raw0, \first0, \raw1, \first1
    .endm
)");

/// `count` channels of one pixel, a multiple of 8. patch: the activations as
/// widen_window() leaves them. output, output_step: as of dot_one_pixel().
__attribute__((naked, noinline)) inline void dot_channels(
    const PairedDotS8* /*layer*/, const int16_t* /*patch*/, int8_t* /*output*/,
    int32_t /*count*/, int32_t /*output_step*/) {
  __asm__(R"(
    push {r4-r11, lr}
    sub sp, #FIREFLY_WIDE_FRAME_BYTES
    ldr r12, [sp, #FIREFLY_WIDE_FRAME_BYTES + 36]  @ output_step
    ldm r0, {r4, r5, r6, r7, r8, r9}
    str r12, [sp, #FIREFLY_WIDE_STEP]
    tst r9, #8
    it ne
    mulne r3, r3, r12
    add r3, r3, r2
    add r5, r1, r4, lsl #1
    lsl r10, r4, #2
    add r10, r10, #16
    sub r8, r8, #48
    str r5, [sp, #FIREFLY_WIDE_PATCH_END]
    str r10, [sp, #FIREFLY_WIDE_TILE_BYTES]
    str r1, [sp, #FIREFLY_WIDE_PATCH]
    str r7, [sp, #FIREFLY_WIDE_SCALES]
    str r9, [sp, #FIREFLY_WIDE_FORM]
    str r8, [sp, #FIREFLY_WIDE_SCALE_STEP]
    str r2, [sp, #FIREFLY_WIDE_OUTPUT]
    str r3, [sp, #FIREFLY_WIDE_OUTPUT_END]
    str r0, [sp, #FIREFLY_WIDE_LAYER]
    firefly_find_entry r11, r4, FIREFLY_WIDE_TURN_QUADS, FIREFLY_WIDE_QUAD_BYTES
    str r11, [sp, #FIREFLY_WIDE_ENTRY]
    mov r9, r6
1:  ldr.w r10, [sp, #FIREFLY_WIDE_TILE_BYTES]
    ldr.w r12, [sp, #FIREFLY_WIDE_ENTRY]
    ldr.w r8, [sp, #FIREFLY_WIDE_PATCH]
    add r10, r10, r9
    ldm.w r9!, {r0-r3}
    ldm.w r10!, {r4-r7}
    firefly_wide_words
    bx r12
    .balign 4
4:  firefly_wide_words
2:  .rept FIREFLY_WIDE_TURN_QUADS - 1
    firefly_wide_pair 0
    firefly_wide_pair 0
    .endr
    firefly_wide_pair 0
    firefly_wide_pair 1
    ldr.w r11, [sp, #FIREFLY_WIDE_PATCH_END]
    cmp r8, r11
    bne.w 4b
    mov r8, r10
    ldr.w r9, [sp, #FIREFLY_WIDE_SCALES]
    ldr.w lr, [sp, #FIREFLY_WIDE_FORM]
    sub r0, r0, r1
    sub r2, r2, r3
    sub r4, r4, r5
    sub r6, r6, r7
    lsls lr, lr, #29
    bmi 7f
    firefly_wide_relu r0, r1, r2, r3
    ldr.w lr, [sp, #FIREFLY_WIDE_SCALE_STEP]
    add r9, r9, lr
    firefly_wide_relu r4, r5, r6, r7
5:  add r9, r9, lr
    bcs 9f
    bne 8f
6:  ldr.w r10, [sp, #FIREFLY_WIDE_OUTPUT]
    ldr.w r11, [sp, #FIREFLY_WIDE_OUTPUT_END]
    eor r0, r0, #0x80808080
    eor r4, r4, #0x80808080
    str r9, [sp, #FIREFLY_WIDE_SCALES]
    str r4, [r10, #4]
    str r0, [r10], #8
    str r10, [sp, #FIREFLY_WIDE_OUTPUT]
    mov r9, r8
    cmp r10, r11
    bne.w 1b
    add sp, #FIREFLY_WIDE_FRAME_BYTES
    pop {r4-r11, pc}
7:  firefly_wide_general r0, r1, r2, r3
    ldr lr, [sp, #FIREFLY_WIDE_SCALE_STEP]
    add r9, r9, lr
    firefly_wide_general r4, r5, r6, r7
    ldr lr, [sp, #FIREFLY_WIDE_FORM]
    lsls lr, lr, #31  @ No carry.
    ldr lr, [sp, #FIREFLY_WIDE_SCALE_STEP]
    b 5b
8:  ldr r12, [sp, #FIREFLY_WIDE_LAYER]
    firefly_load_bounds
    firefly_clamp r0
    firefly_clamp r4
    b 6b
9:  ldr r10, [sp, #FIREFLY_WIDE_OUTPUT]
    ldr r11, [sp, #FIREFLY_WIDE_OUTPUT_END]
    ldr r12, [sp, #FIREFLY_WIDE_STEP]
    str r9, [sp, #FIREFLY_WIDE_SCALES]
    firefly_wide_planes r0
    firefly_wide_planes r4
    str r10, [sp, #FIREFLY_WIDE_OUTPUT]
    mov r9, r8
    cmp r10, r11
    bne.w 1b
    add sp, #FIREFLY_WIDE_FRAME_BYTES
    pop {r4-r11, pc}
)");
}

}  // namespace firefly::armv7em

#endif
