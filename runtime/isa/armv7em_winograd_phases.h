// SPDX-License-Identifier: Apache-2.0
//
// kernels/winograd_phases_s8.h on Cortex-M4, M7 and M33. In assembly, because
// GCC 12 spills.
//
// armv7em_winograd_phases_plain.h says the same in C++.
#pragma once

#if defined(__ARM_FEATURE_DSP)

#include "isa/armv7em_winograd.h"
#include "kernels/winograd_phases_s8.h"

namespace firefly::armv7em {

static_assert(kPhaseScales == 5 && sizeof(PhaseTile) == 8);
static_assert(offsetof(WinogradDotS8, scales) == 12);

// As firefly_winograd_words and firefly_winograd_pair, but that the words of a
// term follow each other, and sums start before.
#if defined(__ARM_ARCH_7EM__) && (__ARM_FP & 8) != 0

__asm__(R"(
    .set FIREFLY_PHASE_PAIR_BYTES, 56
    .macro firefly_phase_words
    ldr.w r10, [r9], #4
    ldr.w r12, [r8], #4
    ldr.w lr, [r8], #4
    .endm
    .macro firefly_phase_pair last
    smlad r0, r12, r10, r0
    ldr.w r11, [r9], #4
    smlad r4, lr, r10, r4
    ldr.w r10, [r9], #4
    smlad r1, r12, r11, r1
    smlad r5, lr, r11, r5
    ldr.w r11, [r9], #4
    smlad r2, r12, r10, r2
    smlad r6, lr, r10, r6
    .ifeq \last
    ldr.w r10, [r9], #4
    .endif
    smlad r3, r12, r11, r3
    .ifeq \last
    ldr.w r12, [r8], #4
    .endif
    smlad r7, lr, r11, r7
    .ifeq \last
    ldr.w lr, [r8], #4
    .endif
    .endm
)");

#else

__asm__(R"(
    .set FIREFLY_PHASE_PAIR_BYTES, 52
    .macro firefly_phase_words
    .endm
    .macro firefly_phase_pair last
    ldr.w r11, [r9, #4]
    ldr.w r10, [r9], #8
    ldr.w lr, [r8, #4]
    ldr.w r12, [r8], #8
    smlad r4, lr, r10, r4
    smlad r0, r12, r10, r0
    smlad r5, lr, r11, r5
    smlad r1, r12, r11, r1
    ldm.w r9!, {r10, r11}
    smlad r6, lr, r10, r6
    smlad r2, r12, r10, r2
    smlad r7, lr, r11, r7
    smlad r3, r12, r11, r3
    .endm
)");

#endif

__asm__(R"(
    @ Four channels of a pixel, at \word, in two words.
    .macro firefly_phase_widen word, even, odd
    sxtb16 \even, \word
    sxtb16 \odd, \word, ror #8
    .endm
    .macro firefly_phase_store even, odd, to
    str \odd, [\to, #8]
    str \even, [\to], #16
    .endm
    @ The same but for d2, which stands in r9 and r10.
    .macro firefly_phase_difference to
    firefly_phase_widen r12, r11, r12
    ssub16 r11, r11, r9
    ssub16 r12, r12, r10
    firefly_phase_store r11, r12, \to
    .endm

    @ The stack frame of winograd_phase_outputs(), in the order in which LDM
    @ reads it. A run: the terms of a sum that lie side by side, in weights too.
    .set FIREFLY_PHASE_RUN_END, 0     @ Of activations.
    .set FIREFLY_PHASE_JUMPS, 4       @ Of the next run.
    .set FIREFLY_PHASE_RUN_BYTES, 8   @ Of activations.
    .set FIREFLY_PHASE_KIND_BYTES, 12 @ Weights.
    .set FIREFLY_PHASE_SUM, 16        @ The next one.
    .set FIREFLY_PHASE_SUM_END, 20    @ Of those whose runs are as long.
    .set FIREFLY_PHASE_ENTRY, 24      @ Into the loop over a run.
    .set FIREFLY_PHASE_TERMS, 28
    .set FIREFLY_PHASE_SUMS, 32
    .set FIREFLY_PHASE_TILES, 36
    .set FIREFLY_PHASE_TILES_END, 40
    .set FIREFLY_PHASE_ROW_STEP, 44   @ From an output to the one below.
    .set FIREFLY_PHASE_ENTRIES, 48    @ For runs of a term and of two.
    .set FIREFLY_PHASE_CHANNELS, 56   @ Still to come.
    .set FIREFLY_PHASE_SCALES, 60
    .set FIREFLY_PHASE_SCALES_END, 64 @ Of the channels that are to be stored.
    .set FIREFLY_PHASE_WEIGHTS, 68    @ Of the next channels.
    .set FIREFLY_PHASE_TILE, 72
    .set FIREFLY_PHASE_FRAME_BYTES, 76
    .set FIREFLY_PHASE_TURN_PAIRS, 16

    @ Into \to: where the loop at 4 is entered for \pairs pairs. Uses \pairs.
    .macro firefly_phase_entry to, pairs
    rsb \pairs, \pairs, #0
    and \pairs, \pairs, #(FIREFLY_PHASE_TURN_PAIRS - 1)
    mov \to, #FIREFLY_PHASE_PAIR_BYTES
    mul \pairs, \pairs, \to
    adr.w \to, 4f
    add \to, \to, \pairs
    orr \to, \to, #1
    .endm

    @ A channel of a tile: from its sums at r6 to four pixels times 2^k, r4 and
    @ r8 above, r5 and r9 below. r10 = its scale, moved on: r2 = multiplier, r3 =
    @ addend, r7 = nudge.
    .macro firefly_phase_sums
    ldr.w r0, [r6]
    ldr.w r1, [r6, #32]
    ldr.w r2, [r6, #64]
    ldr.w r3, [r6, #96]
    ldr.w r4, [r6, #128]
    ldr.w r5, [r6, #160]
    ldr.w r7, [r6, #192]
    ldr.w r8, [r6, #224]
    ldr.w r9, [r6, #256]
    add r1, r1, r0
    add r2, r2, r0
    add r4, r4, r3
    add r5, r5, r3
    add r8, r8, r7
    add r9, r9, r7
    add r4, r4, r1
    add r8, r8, r1
    add r5, r5, r2
    add r9, r9, r2
    ldm.w r10!, {r0, r1, r2, r3, r7}
    mla r4, r4, r0, r1
    mla r8, r8, r0, r1
    mla r5, r5, r0, r1
    mla r9, r9, r0, r1
    add r6, r6, #4
    .endm
    .macro firefly_phase_scale x
    smmla \x, \x, r2, r3
    ssat \x, #8, \x, asr #16
    .endm
    .macro firefly_nudged_phase_scale x
    and r0, r7, \x, asr #31
    smmla \x, \x, r2, r3
    sub \x, \x, r0
    ssat \x, #8, \x, asr #16
    .endm
    .macro firefly_phase_scales scale
    \scale r4
    \scale r8
    \scale r5
    \scale r9
    .endm
)");

/// Transforms `depth` channels of five pixels, `step` bytes apart. to: the
/// terms of a tile; place: the row's among them.
__attribute__((naked, noinline)) inline void winograd_phase_inputs(
    const int8_t* /*pixels*/, int32_t /*step*/, int32_t /*depth*/,
    int16_t* /*to*/, int32_t /*place*/) {
  __asm__(R"(
    push {r4-r11, lr}
    ldr r4, [sp, #36]
    lsl r5, r2, #2  @ Bytes of a term.
    add lr, r0, r2
    add r2, r0, r1
    add r2, r2, r1, lsl #1
    mla r3, r4, r5, r3
    mla r4, r4, r5, r3
    add r6, r5, r5, lsl #2
    add r4, r4, r6
    add r6, r4, r6, lsl #1
    add r7, r6, r5
    add r5, r4, r5
    .balign 4
1:  ldr.w r8, [r0, r1, lsl #1]
    ldr.w r12, [r0]
    firefly_phase_widen r8, r9, r10
    firefly_phase_store r9, r10, r3
    firefly_phase_difference r4
    ldr.w r12, [r0, r1, lsl #2]
    firefly_phase_difference r7
    ldr.w r8, [r0, r1]
    ldr.w r12, [r2], #4
    firefly_phase_widen r8, r9, r10
    firefly_phase_store r9, r10, r5
    firefly_phase_widen r12, r11, r12
    firefly_phase_store r11, r12, r6
    add r0, r0, #4
    cmp r0, lr
    bne.w 1b
    pop {r4-r11, pc}
)");
}

/// Five rows of `row_elems` elements, a multiple of 8, in the order d2, d0, d1,
/// d3, d4, become terms, in place.
__attribute__((naked, noinline)) inline void winograd_phase_rows(
    int16_t* /*rows*/, int32_t /*row_elems*/) {
  __asm__(R"(
    push {r4-r11, lr}
    add lr, r0, r1, lsl #1
    add r2, r0, r1, lsl #3
    mov r1, lr
    .balign 4
1:  ldm r0!, {r4-r7}
    ldm r1, {r8-r11}
    ssub16 r8, r8, r4
    ssub16 r9, r9, r5
    ssub16 r10, r10, r6
    ssub16 r11, r11, r7
    stm r1!, {r8-r11}
    ldm r2, {r8-r11}
    ssub16 r8, r8, r4
    ssub16 r9, r9, r5
    ssub16 r10, r10, r6
    ssub16 r11, r11, r7
    stm r2!, {r8-r11}
    cmp r0, lr
    bne 1b
    pop {r4-r11, pc}
)");
}

/// All channels of one or two tiles. terms: what winograd_phase_rows() leaves.
/// sums: memory for the sums of two tiles and four channels. tiles: `count` of
/// them, which are used up. row_step: bytes from an output to the one below.
__attribute__((naked, noinline)) inline void winograd_phase_outputs(
    const WinogradDotS8* /*layer*/, const int16_t* /*terms*/, int32_t* /*sums*/,
    PhaseTile* /*tiles*/, int32_t /*count*/, int32_t /*row_step*/) {
  __asm__(R"(
    push {r4-r11, lr}
    sub sp, #FIREFLY_PHASE_FRAME_BYTES
    ldr r4, [sp, #FIREFLY_PHASE_FRAME_BYTES + 36]  @ count
    ldr r5, [sp, #FIREFLY_PHASE_FRAME_BYTES + 40]  @ row_step
    add r4, r3, r4, lsl #3
    add r6, sp, #FIREFLY_PHASE_TERMS
    stm r6, {r1, r2, r3, r4, r5}
    ldm r0, {r5, r6, r9}
    ldr r7, [r0, #12]
    str r6, [sp, #FIREFLY_PHASE_CHANNELS]
    str r7, [sp, #FIREFLY_PHASE_SCALES]
    lsl r4, r5, #3
    str r4, [sp, #FIREFLY_PHASE_KIND_BYTES]
    asr r6, r5, #1
    firefly_phase_entry r7, r6
    firefly_phase_entry r8, r5
    strd r7, r8, [sp, #FIREFLY_PHASE_ENTRIES]
    @ Four channels: their products, sum by sum.
1:  ldr r8, [sp, #FIREFLY_PHASE_TERMS]
    ldr r11, [sp, #FIREFLY_PHASE_SUMS]
    ldr r10, [sp, #FIREFLY_PHASE_KIND_BYTES]
    ldr r12, [sp, #FIREFLY_PHASE_ENTRIES]
    lsr r10, r10, #1
    add lr, r11, #96
    str r10, [sp, #FIREFLY_PHASE_RUN_BYTES]
    add r10, r10, r8
    str r10, [sp, #FIREFLY_PHASE_RUN_END]
    adr.w r10, 9f
    str r10, [sp, #FIREFLY_PHASE_JUMPS]
2:  str r11, [sp, #FIREFLY_PHASE_SUM]
    str lr, [sp, #FIREFLY_PHASE_SUM_END]
    str r12, [sp, #FIREFLY_PHASE_ENTRY]
7:  movs r0, #0
    movs r1, #0
    movs r2, #0
    movs r3, #0
    movs r4, #0
    movs r5, #0
    movs r6, #0
    movs r7, #0
8:  firefly_phase_words
    ldr.w r11, [sp, #FIREFLY_PHASE_ENTRY]
    bx r11
    .balign 4
3:  firefly_phase_words
4:  .rept FIREFLY_PHASE_TURN_PAIRS - 1
    firefly_phase_pair 0
    .endr
    firefly_phase_pair 1
    ldm.w sp, {r10, r11, r12, lr}
    cmp r8, r10
    blo.w 3b
    @ The next run: at a distance, with which it may be that of another sum.
    add r10, r10, r12
    ldrsb r12, [r11], #1
    str r10, [sp, #FIREFLY_PHASE_RUN_END]
    str r11, [sp, #FIREFLY_PHASE_JUMPS]
    asrs r12, r12, #1
    mla r9, r12, lr, r9
    bcc.w 8b
    ldrd r11, r10, [sp, #FIREFLY_PHASE_SUM]
    stm r11!, {r0-r7}
    cmp r11, r10
    str r11, [sp, #FIREFLY_PHASE_SUM]
    bne.w 7b
    @ From runs of a term to runs of two.
    ldr r10, [sp, #FIREFLY_PHASE_SUMS]
    add lr, r10, #288
    cmp r11, lr
    beq 5f
    ldr r10, [sp, #FIREFLY_PHASE_KIND_BYTES]
    ldr r12, [sp, #FIREFLY_PHASE_ENTRIES + 4]
    str r10, [sp, #FIREFLY_PHASE_RUN_BYTES]
    add r10, r10, r8
    str r10, [sp, #FIREFLY_PHASE_RUN_END]
    b.w 2b
    @ Their outputs, tile by tile.
5:  ldr r0, [sp, #FIREFLY_PHASE_CHANNELS]
    ldr r10, [sp, #FIREFLY_PHASE_SCALES]
    ldr r8, [sp, #FIREFLY_PHASE_TILES]
    str r9, [sp, #FIREFLY_PHASE_WEIGHTS]
    cmp r0, #4
    it gt
    movgt r0, #4
    add r0, r0, r0, lsl #2
    add r0, r10, r0, lsl #2
    str r0, [sp, #FIREFLY_PHASE_SCALES_END]
    ldr r6, [sp, #FIREFLY_PHASE_SUMS]
6:  ldm r8, {r11, r12}
    str r8, [sp, #FIREFLY_PHASE_TILE]
    str r6, [sp, #FIREFLY_PHASE_SUM]
    ldr lr, [sp, #FIREFLY_PHASE_ROW_STEP]
10: firefly_phase_sums
    cmp r7, #0
    bne.w 12f
    firefly_phase_scales firefly_phase_scale
11: ldr r1, [sp, #FIREFLY_PHASE_SCALES_END]
    add r0, r11, lr
    strb r9, [r0, r12]
    strb r5, [r0]
    strb r8, [r11, r12]
    strb r4, [r11], #1
    cmp r10, r1
    bne.w 10b
    ldr r8, [sp, #FIREFLY_PHASE_TILE]
    ldr r6, [sp, #FIREFLY_PHASE_SUM]
    ldr r0, [sp, #FIREFLY_PHASE_TILES_END]
    ldr r10, [sp, #FIREFLY_PHASE_SCALES]
    str r11, [r8], #8
    add r6, r6, #16
    cmp r8, r0
    bne 6b
    ldr r0, [sp, #FIREFLY_PHASE_CHANNELS]
    ldr r9, [sp, #FIREFLY_PHASE_WEIGHTS]
    add r10, r10, #80
    subs r0, r0, #4
    str r10, [sp, #FIREFLY_PHASE_SCALES]
    str r0, [sp, #FIREFLY_PHASE_CHANNELS]
    bgt.w 1b
    add sp, #FIREFLY_PHASE_FRAME_BYTES
    pop {r4-r11, pc}
12: firefly_phase_scales firefly_nudged_phase_scale
    b 11b
    @ After each run, kinds of weights that are passed over, twice, and 1 at the
    @ end of a sum. Kinds of a row: three, of which A takes the first two and C
    @ the last two; the same of rows.
    .balign 4
9:  .byte 1, 0, -1, 0, 1
    .byte 3, 2, -3, 2, -19
    .byte 3, 2, -3, 2, 1
    .balign 2
)");
}

}  // namespace firefly::armv7em

#else

#include "isa/armv7em_winograd_phases_plain.h"

#endif
