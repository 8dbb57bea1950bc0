// SPDX-License-Identifier: Apache-2.0
//
// The two halves of kernels/winograd_conv2d_s8.h on Cortex-M4, M7 and M33. In
// assembly, because GCC 12 spills: the products of two tiles and four channels
// need 8 sums, 2 pointers, 2 words of weights and 2 of activations, which are
// all the registers there are. The rest of the state lies on the stack.
//
// armv7em_winograd_plain.h says the same in C++.
#pragma once

#if defined(__ARM_FEATURE_DSP)

#include "kernels/winograd_conv2d_s8.h"

namespace firefly::armv7em {

static_assert(offsetof(WinogradDotS8, depth) == 0);
static_assert(offsetof(WinogradDotS8, channels) == 4);
static_assert(offsetof(WinogradDotS8, weights) == 8);
static_assert(offsetof(WinogradDotS8, scales) == 12);
static_assert(offsetof(WinogradDotS8, nudges) == 16);
static_assert(kWinogradScales == 4 && sizeof(WinogradTile) == 16);

// firefly_winograd_pair multiplies two products of two tiles and four channels,
// whose activations are \step bytes apart; the sums start with it if \first is
// 1. firefly_winograd_words comes before, and the last pair of a turn has \last
// 1. Why the cores differ: armv7em_dot_macros.h.
__asm__(R"(
    .macro firefly_winograd_mac first, sum, a, b
    .if \first
    smuad \sum, \a, \b
    .else
    smlad \sum, \a, \b, \sum
    .endif
    .endm
)");

#if defined(__ARM_ARCH_7EM__) && (__ARM_FP & 8) != 0

__asm__(R"(
    .macro firefly_winograd_words step
    ldr.w r10, [r9], #4
    ldr.w r12, [r8], #4
    ldr.w lr, [r8], #\step - 4
    .endm
    .macro firefly_winograd_pair step, last, first=0
    firefly_winograd_mac \first, r0, r12, r10
    ldr.w r11, [r9], #4
    firefly_winograd_mac \first, r4, lr, r10
    ldr.w r10, [r9], #4
    firefly_winograd_mac \first, r1, r12, r11
    firefly_winograd_mac \first, r5, lr, r11
    ldr.w r11, [r9], #4
    firefly_winograd_mac \first, r2, r12, r10
    firefly_winograd_mac \first, r6, lr, r10
    .ifeq \last
    ldr.w r10, [r9], #4
    .endif
    firefly_winograd_mac \first, r3, r12, r11
    .ifeq \last
    ldr.w r12, [r8], #4
    .endif
    firefly_winograd_mac \first, r7, lr, r11
    .ifeq \last
    ldr.w lr, [r8], #\step - 4
    .endif
    .endm
)");

#else

__asm__(R"(
    .macro firefly_winograd_words step
    .endm
    .macro firefly_winograd_pair step, last, first=0
    ldr.w r11, [r9, #4]
    ldr.w r10, [r9], #8
    ldr.w lr, [r8, #4]
    ldr.w r12, [r8], #\step
    firefly_winograd_mac \first, r4, lr, r10
    firefly_winograd_mac \first, r0, r12, r10
    firefly_winograd_mac \first, r5, lr, r11
    firefly_winograd_mac \first, r1, r12, r11
    ldm.w r9!, {r10, r11}
    firefly_winograd_mac \first, r6, lr, r10
    firefly_winograd_mac \first, r2, r12, r10
    firefly_winograd_mac \first, r7, lr, r11
    firefly_winograd_mac \first, r3, r12, r11
    .endm
)");

#endif

// Macros of the assembler, for the functions below.
__asm__(R"(
    @ Channels k and k + 2 of six pixels at r0, r1 bytes apart, r2 = r0 + 3 r1,
    @ to their six words from r3 + \at on. r4 and r5 hold what is added to the
    @ low half; \byte picks the channels of a word.
    .macro firefly_winograd_input at, byte
    ldr r6, [r0, r1, lsl #1]
    ldr r7, [r0, r1, lsl #2]
    ldr r8, [r0]
    sxtab16 r6, r4, r6, ror #\byte  @ d2
    sxtab16 r7, r5, r7, ror #\byte  @ d4
    sxtab16 r8, r4, r8, ror #\byte  @ d0
    sub r9, r7, r6, lsl #2          @ d4 - 4 d2
    sub r7, r7, r6                  @ d4 - d2
    sub r8, r8, r6
    add r8, r7, r8, lsl #2
    str r8, [r3, #\at]              @ v0
    ldr r6, [r0, r1]
    ldr r8, [r2]
    ldr r10, [r2, r1, lsl #1]
    sxtab16 r6, r4, r6, ror #\byte  @ d1
    sxtab16 r8, r4, r8, ror #\byte  @ d3
    sxtab16 r10, r5, r10, ror #\byte  @ d5
    sub r11, r8, r6, lsl #2         @ d3 - 4 d1
    sub r6, r8, r6                  @ d3 - d1
    sub r10, r10, r8
    sub r10, r10, r6, lsl #2
    add r12, r9, r11
    sub r9, r9, r11
    add r11, r7, r6, lsl #1
    sub r7, r7, r6, lsl #1
    str r12, [r3, #\at + 8]         @ v1
    str r9, [r3, #\at + 16]         @ v2
    str r11, [r3, #\at + 24]        @ v3
    str r7, [r3, #\at + 32]         @ v4
    str r10, [r3, #\at + 40]        @ v5
    .endm

    @ The stack frame of winograd_outputs().
    .set FIREFLY_W_LAYER, 0
    .set FIREFLY_W_INPUTS, 4
    .set FIREFLY_W_SUMS, 8
    .set FIREFLY_W_TILES, 12
    .set FIREFLY_W_TILES_END, 16
    .set FIREFLY_W_WEIGHTS, 20         @ Of the next channels.
    .set FIREFLY_W_SCALES, 24
    .set FIREFLY_W_SCALES_END, 28      @ Of the channels that are to be stored.
    .set FIREFLY_W_CHANNELS, 32        @ Still to come.
    .set FIREFLY_W_POSITION_BYTES, 36  @ Weights a position, without the starts.
    .set FIREFLY_W_REWIND, 40          @ From the end of a position's
                                       @ activations to the next position.
    .set FIREFLY_W_END, 44             @ Of the position's weights.
    .set FIREFLY_W_SUM, 48             @ Of the position.
    .set FIREFLY_W_TILE, 52
    .set FIREFLY_W_ENTRY, 56           @ Into the loop over a position.
    .set FIREFLY_W_FRAME_BYTES, 60

    @ The sums of a channel of one tile times 2^k: pixel 0 in r0, 1 in r4, 2 in
    @ r7, 3 in r1. r6 = where they lie, moved on; r10 = its scale, moved on: r3 =
    @ multiplier, r5 = addend, r8 = nudge.
    .macro firefly_winograd_sums
    ldr r1, [r6, #32]
    ldr r2, [r6, #64]
    ldr r3, [r6, #96]
    ldr r4, [r6, #128]
    ldr r5, [r6, #160]
    ldr r0, [r6], #4
    add r7, r1, r2
    sub r1, r1, r2
    add r2, r3, r4
    sub r3, r3, r4
    add r0, r0, r7
    add r0, r0, r2
    add r4, r1, r3, lsl #1
    add r7, r7, r2, lsl #2
    add r1, r1, r3, lsl #3
    add r1, r1, r5
    ldm r10!, {r2, r3, r5, r8}
    mul r0, r0, r2
    mul r4, r4, r2
    mul r7, r7, r2
    mul r1, r1, r2
    .endm
    .macro firefly_winograd_scale x
    smmla \x, \x, r3, r5
    ssat \x, #8, \x, asr #16
    .endm
    .macro firefly_winograd_nudged_scale x
    and r2, r8, \x, asr #31
    smmla \x, \x, r3, r5
    sub \x, \x, r2
    ssat \x, #8, \x, asr #16
    .endm

    @ Stores a channel of four pixels; flags: eq after the last channel.
    .macro firefly_winograd_store
    ldr r2, [sp, #FIREFLY_W_SCALES_END]
    strb r1, [r9, lr]
    strb r7, [r9, r12]
    strb r4, [r9, r11]
    strb r0, [r9], #1
    cmp r10, r2
    .endm
)");

/// Transforms `depth` channels of six pixels, `step` bytes apart. to: the first
/// of their words [depth / 4][k parity][position], two words apart for the
/// other tile's to lie in between.
__attribute__((naked, noinline)) inline void winograd_inputs(
    const int8_t* /*pixels*/, int32_t /*step*/, int32_t /*depth*/,
    int16_t* /*to*/) {
  __asm__(R"(
    push {r4-r11, lr}
    add lr, r0, r2
    add r2, r0, r1
    add r2, r2, r1, lsl #1
    mov r4, #128
    mov r5, #2176
    .balign 4
1:  firefly_winograd_input 0, 0
    firefly_winograd_input 48, 8
    add r0, r0, #4
    add r2, r2, #4
    add r3, r3, #96
    cmp r0, lr
    bne.w 1b
    pop {r4-r11, pc}
)");
}

/// All channels of one or two tiles. inputs: what winograd_inputs() made of
/// three rows. sums: memory for six positions' sums of two tiles and four
/// channels. tiles: `count` of them, which are used up.
__attribute__((naked, noinline)) inline void winograd_outputs(
    const WinogradDotS8* /*layer*/, const int16_t* /*inputs*/,
    int32_t* /*sums*/, WinogradTile* /*tiles*/, int32_t /*count*/) {
  __asm__(R"(
    push {r4-r11, lr}
    sub sp, #FIREFLY_W_FRAME_BYTES
    ldr r4, [sp, #FIREFLY_W_FRAME_BYTES + 36]  @ count
    add r4, r3, r4, lsl #4
    stm sp, {r0, r1, r2, r3, r4}
    ldr r5, [r0, #0]
    ldr r6, [r0, #4]
    ldr r9, [r0, #8]
    ldr r7, [r0, #12]
    str r6, [sp, #FIREFLY_W_CHANNELS]
    str r7, [sp, #FIREFLY_W_SCALES]
    adr.w r7, 3f
    adr.w r8, 10f
    tst r5, #4
    it ne
    movne r7, r8
    orr r7, r7, #1
    str r7, [sp, #FIREFLY_W_ENTRY]
    add r5, r5, r5, lsl #1
    lsl r6, r5, #3
    str r6, [sp, #FIREFLY_W_POSITION_BYTES]
    add r6, r6, r5, lsl #4
    sub r6, r6, #8
    str r6, [sp, #FIREFLY_W_REWIND]
    @ Four channels: their products, position by position.
1:  ldr r8, [sp, #FIREFLY_W_INPUTS]
    ldr r10, [sp, #FIREFLY_W_SUMS]
    str r10, [sp, #FIREFLY_W_SUM]
2:  ldr.w r10, [sp, #FIREFLY_W_POSITION_BYTES]
    ldr.w r11, [sp, #FIREFLY_W_ENTRY]
    ldm r9!, {r0-r3}
    add r10, r10, r9
    str r10, [sp, #FIREFLY_W_END]
    mov r4, r0
    mov r5, r1
    mov r6, r2
    mov r7, r3
    firefly_winograd_words 48
    bx r11
    .balign 4
9:  firefly_winograd_words 48
3:  .rept 6
    firefly_winograd_pair 48, 0
    .endr
10: .rept 5
    firefly_winograd_pair 48, 0
    .endr
    firefly_winograd_pair 48, 1
    ldr r10, [sp, #FIREFLY_W_END]
    cmp r9, r10
    bne.w 9b
    ldr r10, [sp, #FIREFLY_W_SUM]
    ldr r11, [sp, #FIREFLY_W_REWIND]
    ldr r12, [sp, #FIREFLY_W_SUMS]
    stm r10!, {r0-r7}
    str r10, [sp, #FIREFLY_W_SUM]
    sub r8, r8, r11
    add r12, r12, #192
    cmp r10, r12
    bne.w 2b
    @ Their outputs, tile by tile.
    ldr r0, [sp, #FIREFLY_W_CHANNELS]
    ldr r6, [sp, #FIREFLY_W_SUMS]
    ldr r10, [sp, #FIREFLY_W_SCALES]
    ldr r8, [sp, #FIREFLY_W_TILES]
    str r9, [sp, #FIREFLY_W_WEIGHTS]
    cmp r0, #4
    it gt
    movgt r0, #4
    add r0, r10, r0, lsl #4
    str r0, [sp, #FIREFLY_W_SCALES_END]
4:  ldm r8, {r9, r11, r12, lr}
    str r8, [sp, #FIREFLY_W_TILE]
    ldr r0, [sp, #FIREFLY_W_LAYER]
    ldr r0, [r0, #16]
    cmp r0, #0
    bne.w 7f
5:  firefly_winograd_sums
    firefly_winograd_scale r0
    firefly_winograd_scale r4
    firefly_winograd_scale r7
    firefly_winograd_scale r1
    firefly_winograd_store
    bne.w 5b
6:  ldr r8, [sp, #FIREFLY_W_TILE]
    ldr r6, [sp, #FIREFLY_W_SUMS]
    ldr r0, [sp, #FIREFLY_W_TILES_END]
    ldr r10, [sp, #FIREFLY_W_SCALES]
    str r9, [r8], #16
    add r6, r6, #16
    cmp r8, r0
    bne 4b
    ldr r0, [sp, #FIREFLY_W_CHANNELS]
    ldr r9, [sp, #FIREFLY_W_WEIGHTS]
    add r10, r10, #64
    subs r0, r0, #4
    str r10, [sp, #FIREFLY_W_SCALES]
    str r0, [sp, #FIREFLY_W_CHANNELS]
    bgt.w 1b
    add sp, #FIREFLY_W_FRAME_BYTES
    pop {r4-r11, pc}
7:  firefly_winograd_sums
    firefly_winograd_nudged_scale r0
    firefly_winograd_nudged_scale r4
    firefly_winograd_nudged_scale r7
    firefly_winograd_nudged_scale r1
    firefly_winograd_store
    bne.w 7b
    b 6b
)");
}

}  // namespace firefly::armv7em

#else

#include "isa/armv7em_winograd_plain.h"

#endif
