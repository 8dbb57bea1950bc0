// SPDX-License-Identifier: Apache-2.0
//
// Eight channels of one pixel at a time, where there is no second pixel to
// share weights with: two tiles share the activations, which are widened
// before, and a stream of weights. Left out where size counts.
//
// armv7em_dot_plain.h says the same in C++.
#pragma once

#if defined(__ARM_FEATURE_DSP)

#include "isa/armv7em_dot_macros.h"

namespace firefly::armv7em {

// firefly_wide_quad multiplies a quad of products of eight channels; see
// armv7em_dot_macros.h. r8 = activations, r9 = weights.
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
    ldr.w r11, [r9], #4
    smlad r3, lr, r12, r3
    ldr.w r12, [r9], #4
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
    .macro firefly_wide_quad last
    firefly_wide_pair 0
    firefly_wide_pair \last
    .endm
)");

#else

// Ten words in three chains of loads, the last of them an LDM, are all that the
// registers allow. The word that is loaded last is not multiplied at once, for
// the M33.
__asm__(R"(
    .set FIREFLY_WIDE_QUAD_BYTES, 128
    .macro firefly_wide_words
    .endm
    .macro firefly_wide_quad last
    ldr.w lr, [r8], #4
    ldr.w r11, [r9, #4]
    ldr.w r12, [r9, #8]
    ldr.w r10, [r9], #20
    smlad r2, lr, r11, r2
    sxtb16 r11, r11
    smlad r4, lr, r12, r4
    sxtb16 r12, r12
    smlad r0, lr, r10, r0
    sxtb16 r10, r10
    smlad r3, lr, r11, r3
    smlad r5, lr, r12, r5
    smlad r1, lr, r10, r1
    ldr.w r10, [r9, #-8]
    ldr.w r12, [r9, #-4]
    ldr.w r11, [r8], #4
    smlad r6, lr, r10, r6
    sxtb16 r10, r10
    smlad r0, r11, r12, r0
    sxtb16 r12, r12
    smlad r7, lr, r10, r7
    smlad r1, r11, r12, r1
    ldm.w r9!, {r10, r12, lr}
    smlad r2, r11, r10, r2
    sxtb16 r10, r10
    smlad r4, r11, r12, r4
    sxtb16 r12, r12
    smlad r6, r11, lr, r6
    sxtb16 lr, lr
    smlad r3, r11, r10, r3
    smlad r5, r11, r12, r5
    smlad r7, r11, lr, r7
    .endm
)");

#endif

__asm__(R"(
    .set FIREFLY_WIDE_TURN_QUADS, 16
    @ The stack frame of dot_channels().
    @ If all channels have the same scale: multiplier, addend and shift of first
    @ channels, addend and shift of second ones.
    .set FIREFLY_WIDE_SCALE, 0
    .set FIREFLY_WIDE_PATCH_END, 20
    .set FIREFLY_WIDE_ENTRY, 24
    .set FIREFLY_WIDE_PATCH, 28
    .set FIREFLY_WIDE_SCALES, 32      @ Of the next tile.
    .set FIREFLY_WIDE_FORM, 36
    .set FIREFLY_WIDE_OUTPUT, 40
    .set FIREFLY_WIDE_OUTPUT_END, 44
    .set FIREFLY_WIDE_LAYER, 48
    .set FIREFLY_WIDE_FRAME_BYTES, 52
    @ Added to the form then.
    .set FIREFLY_WIDE_UNIFORM_BIT, 8

    @ A channel's constants. r8 = scales.
    .macro firefly_wide_scale
    ldm.w r8!, {r10, r11, r12}
    .endm
    @ Outputs plus 128 of two first and of two second channels, if all have the
    @ same scale.
    .macro firefly_wide_firsts a, b
    lsl \a, \a, r11
    lsl \b, \b, r11
    smmla \a, \a, r8, r10
    smmla \b, \b, r8, r10
    .endm
    .macro firefly_wide_seconds a, b
    smmla \a, \a, r8, r12
    smmla \b, \b, r8, r12
    asr \a, \a, lr
    asr \b, \b, lr
    .endm
    @ A tile's four outputs plus 128, if every channel has its own scale.
    .macro firefly_wide_relu raw0, first0, raw1, first1
    firefly_wide_scale
    firefly_relu_first \first0
    firefly_wide_scale
    firefly_relu_second \raw0
    firefly_wide_scale
    firefly_relu_first \first1
    firefly_wide_scale
    firefly_relu_second \raw1
    .endm
    .macro firefly_wide_general raw0, first0, raw1, first1
    firefly_wide_scale
    firefly_general_first \first0
    firefly_wide_scale
    firefly_general_second \raw0
    firefly_wide_scale
    firefly_general_first \first1
    firefly_wide_scale
    firefly_general_second \raw1
    .endm
    @ Stores a tile's outputs and goes on to the next one, at \next.
    .macro firefly_wide_store next
    ldr.w r10, [sp, #FIREFLY_WIDE_OUTPUT]
    ldr.w r11, [sp, #FIREFLY_WIDE_OUTPUT_END]
    ldr.w r12, [sp, #FIREFLY_WIDE_ENTRY]
    ldr.w r8, [sp, #FIREFLY_WIDE_PATCH]
    eor r0, r0, #0x80808080
    eor r4, r4, #0x80808080
    str r4, [r10, #4]
    str r0, [r10], #8
    str r10, [sp, #FIREFLY_WIDE_OUTPUT]
    cmp r10, r11
    bne.w \next
    add sp, #FIREFLY_WIDE_FRAME_BYTES
    pop {r4-r11, pc}
    .endm
)");

/// `count` channels of one pixel, a multiple of 8, of a layer whose tiles are
/// interleaved. patch: the activations as widen_window() leaves them. output:
/// the channels, side by side.
__attribute__((naked, noinline)) inline void dot_channels(
    const PairedDotS8* /*layer*/, const int16_t* /*patch*/, int8_t* /*output*/,
    int32_t /*count*/) {
  __asm__(R"(
    push {r4-r11, lr}
    sub sp, #FIREFLY_WIDE_FRAME_BYTES
    ldm r0, {r4, r5, r6, r7, r8, r9}
    add r3, r3, r2
    add r5, r1, r4, lsl #1
    str r5, [sp, #FIREFLY_WIDE_PATCH_END]
    str r1, [sp, #FIREFLY_WIDE_PATCH]
    str r7, [sp, #FIREFLY_WIDE_SCALES]
    cmp r8, #0
    it eq
    orreq r9, r9, #FIREFLY_WIDE_UNIFORM_BIT
    str r9, [sp, #FIREFLY_WIDE_FORM]
    ldm r7, {r8, r9, r10, r11, r12, lr}
    stm sp, {r8, r9, r10, r12, lr}
    str r2, [sp, #FIREFLY_WIDE_OUTPUT]
    str r3, [sp, #FIREFLY_WIDE_OUTPUT_END]
    str r0, [sp, #FIREFLY_WIDE_LAYER]
    firefly_find_entry r11, r4, FIREFLY_WIDE_TURN_QUADS, FIREFLY_WIDE_QUAD_BYTES
    str r11, [sp, #FIREFLY_WIDE_ENTRY]
    mov r12, r11
    mov r9, r6
    mov r8, r1
1:  ldm.w r9!, {r0-r7}
    firefly_wide_words
    bx r12
    .balign 4
4:  firefly_wide_words
2:  .rept FIREFLY_WIDE_TURN_QUADS - 1
    firefly_wide_quad 0
    .endr
    firefly_wide_quad 1
    ldr.w r11, [sp, #FIREFLY_WIDE_PATCH_END]
    cmp r8, r11
    bne.w 4b
    ldr.w lr, [sp, #FIREFLY_WIDE_FORM]
    sub r0, r0, r1
    sub r2, r2, r3
    sub r4, r4, r5
    sub r6, r6, r7
    lsls lr, lr, #29
    bmi 7f
    bcc 9f
    ldm sp, {r8, r10, r11, r12, lr}
    firefly_wide_firsts r1, r3
    firefly_wide_firsts r5, r7
    firefly_wide_seconds r0, r2
    firefly_wide_seconds r4, r6
5:  firefly_relu_join r0, r1, r2, r3
    firefly_relu_join r4, r5, r6, r7
    bne 8f
6:  firefly_wide_store 1b
9:  ldr.w r8, [sp, #FIREFLY_WIDE_SCALES]
    firefly_wide_relu r0, r1, r2, r3
    firefly_wide_relu r4, r5, r6, r7
    str r8, [sp, #FIREFLY_WIDE_SCALES]
    b 5b
7:  bcc 10f
    ldm sp, {r10, r11, r12}
    firefly_general_first r1, r8
    firefly_general_second r0, r8
    firefly_general_first r3, r8
    firefly_general_second r2, r8
    firefly_general_first r5, r8
    firefly_general_second r4, r8
    firefly_general_first r7, r8
    firefly_general_second r6, r8
11: firefly_general_join r0, r1, r2, r3
    firefly_general_join r4, r5, r6, r7
    lsls lr, lr, #1
    bne 8f
    firefly_wide_store 1b
8:  ldr r12, [sp, #FIREFLY_WIDE_LAYER]
    firefly_load_bounds
    firefly_clamp r0
    firefly_clamp r4
    b 6b
10: ldr.w r8, [sp, #FIREFLY_WIDE_SCALES]
    firefly_wide_general r0, r1, r2, r3
    firefly_wide_general r4, r5, r6, r7
    str r8, [sp, #FIREFLY_WIDE_SCALES]
    ldr.w lr, [sp, #FIREFLY_WIDE_FORM]
    lsl lr, lr, #29
    b 11b
)");
}

}  // namespace firefly::armv7em

#endif
