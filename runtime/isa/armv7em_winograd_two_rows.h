// SPDX-License-Identifier: Apache-2.0
//
// The parts of kernels/winograd_two_rows_s8.h on Cortex-M4, M7 and M33; what it
// has in common with one row is in armv7em_winograd.h. In assembly, because GCC
// 12 spills.
//
// armv7em_winograd_two_rows_plain.h says the same in C++.
#pragma once

#if defined(__ARM_FEATURE_DSP)

#include "isa/armv7em_winograd.h"
#include "kernels/winograd_two_rows_s8.h"

namespace firefly::armv7em {

static_assert(kWinogradTwoRowScales == 8 && kWinogradRowTerms == 4);

__asm__(R"(
    @ A word of X_0 .. X_3, two rows at r0 and two at r1, becomes V_1, V_2, V_0
    @ and V_3 at r2, r4, r5 and r6, the last two doubled if \plain.
    .macro firefly_winograd_rows plain
    ldr.w r8, [r0, #4]
    ldr.w r7, [r0], #48
    ldr.w r10, [r1, #4]
    ldr.w r9, [r1], #48
    sadd16 r11, r8, r9
    ssub16 r7, r7, r9
    ssub16 r9, r9, r8
    ssub16 r10, r10, r8
    .if \plain
    sadd16 r7, r7, r7
    sadd16 r10, r10, r10
    .endif
    str.w r11, [r2], #8
    str.w r9, [r4], #8
    str.w r7, [r5], #8
    str.w r10, [r6], #8
    .endm

    @ The stack frame of winograd_products().
    .set FIREFLY_W2_TERM_END, 0    @ Of the term's activations.
    .set FIREFLY_W2_TERM_BYTES, 4
    .set FIREFLY_W2_SUM, 8         @ Of the position.
    .set FIREFLY_W2_SUM_END, 12    @ Of the positions.
    .set FIREFLY_W2_M1, 16         @ M_1, then M_1 + M_2.
    .set FIREFLY_W2_M12, 48
    .set FIREFLY_W2_TO, 80         @ Of these two, the next.
    .set FIREFLY_W2_FRAME_BYTES, 84

    @ Adds the products of a term to the sums, in turns of \pairs. 8 is where
    @ who has had the first pair comes in.
    .macro firefly_winograd_term pairs
    .balign 4
7:  firefly_winograd_words 8
    firefly_winograd_pair 8, 0
8:  .rept \pairs - 2
    firefly_winograd_pair 8, 0
    .endr
    firefly_winograd_pair 8, 1
    ldr.w r10, [sp, #FIREFLY_W2_TERM_END]
    ldr.w r11, [sp, #FIREFLY_W2_TERM_BYTES]
    cmp r8, r10
    bne.w 7b
    add r10, r10, r11
    str r10, [sp, #FIREFLY_W2_TERM_END]
    .endm
    @ Four sums from 2 M_1 - (M_1 + M_2) on.
    .macro firefly_winograd_difference at, a, b, c, d
    ldr.w r10, [sp, #FIREFLY_W2_M12 + \at]
    ldr.w r11, [sp, #FIREFLY_W2_M12 + \at + 4]
    ldr.w r12, [sp, #FIREFLY_W2_M12 + \at + 8]
    ldr.w lr, [sp, #FIREFLY_W2_M12 + \at + 12]
    rsb \a, r10, \a, lsl #1
    rsb \b, r11, \b, lsl #1
    rsb \c, r12, \c, lsl #1
    rsb \d, lr, \d, lsl #1
    .endm

    @ winograd_products(), in turns of \pairs.
    .macro firefly_winograd_products pairs
    push {r4-r11, lr}
    ldr r4, [sp, #36]  @ depth
    mov r8, r0
    mov r9, r1
    lsl r1, r4, #2
    add r0, r0, r1
    add r3, r2, r3, lsl #6
    sub sp, #FIREFLY_W2_FRAME_BYTES
    stm.w sp, {r0-r3}
1:  add r10, sp, #FIREFLY_W2_M1
    str r10, [sp, #FIREFLY_W2_TO]
    firefly_winograd_words 8
    firefly_winograd_pair 8, 1, 1
    firefly_winograd_words 8
    b 8f
2:  firefly_winograd_term \pairs
    ldr r10, [sp, #FIREFLY_W2_TO]
    add r11, sp, #FIREFLY_W2_M12
    stm.w r10!, {r0-r7}
    cmp r10, r11
    str r10, [sp, #FIREFLY_W2_TO]
    beq.w 2b
    firefly_winograd_term \pairs
    ldr r10, [sp, #FIREFLY_W2_SUM]
    stm.w r10, {r0-r7}
    add r10, sp, #FIREFLY_W2_M1
    ldm.w r10, {r0-r7}
    firefly_winograd_difference 0, r0, r1, r2, r3
    firefly_winograd_difference 16, r4, r5, r6, r7
    firefly_winograd_term \pairs
    ldr.w r10, [sp, #FIREFLY_W2_SUM]
    ldr.w r11, [sp, #FIREFLY_W2_SUM_END]
    add r10, r10, #32
    stm.w r10!, {r0-r7}
    cmp r10, r11
    str r10, [sp, #FIREFLY_W2_SUM]
    bne.w 1b
    add sp, #FIREFLY_W2_FRAME_BYTES
    pop {r4-r11, pc}
    .endm
)");

/// Writes X_0 .. X_3 of a tile as V_1, V_2, V_0, V_3. first: words [depth / 4]
/// [k parity][position][2], of X_0 and X_1; second: of X_2 and X_3. to: the
/// tile's first word of [position][V_1, V_2, V_0, V_3][depth / 4][k parity]
/// [tile]. kPlain: for weights without factors.
template <bool kPlain>
__attribute__((naked)) FIREFLY_KERNEL
void winograd_input_rows(const int16_t* /*first*/, const int16_t* /*second*/,
                         int16_t* /*to*/, int32_t /*depth*/) {
  __asm__(R"(
    push {r4-r11, lr}
    lsl r3, r3, #2
    add r4, r3, r3, lsl #1
    add r4, r2, r4, lsl #3
    push {r3, r4}
1:  ldr r3, [sp]
    add r4, r2, r3
    add r5, r4, r3
    add r6, r5, r3
    mov lr, r4
    .balign 4
2:  firefly_winograd_rows %c0
    firefly_winograd_rows %c0
    cmp r2, lr
    bne.w 2b
    @ From the end of a position to the next.
    add r7, r3, r3, lsl #1
    sub r0, r0, r7, lsl #1
    sub r1, r1, r7, lsl #1
    add r0, r0, #8
    add r1, r1, #8
    ldr r8, [sp, #4]
    mov r2, r6
    cmp r2, r8
    bne 1b
    add sp, #8
    pop {r4-r11, pc}
)" ::"i"(kPlain)
          : "memory");
}

/// The sums of `positions` positions, of two tiles and four channels: words
/// [position][row][tile][channel]. inputs: what winograd_input_rows() leaves,
/// from the first of the positions on; weights: likewise; see
/// winograd_two_rows_s8.h. depth: a multiple of 2 · kPairs.
template <int kPairs>
__attribute__((naked)) FIREFLY_KERNEL
void winograd_products(const int16_t* /*inputs*/, const int32_t* /*weights*/,
                       int32_t* /*sums*/, int32_t /*positions*/,
                       int32_t /*depth*/) {
  __asm__("firefly_winograd_products %c0" ::"i"(kPairs));
}

}  // namespace firefly::armv7em

#include "isa/armv7em_winograd_tiles.h"
#include "isa/armv7em_winograd_weights.h"

#else

#include "isa/armv7em_winograd_two_rows_plain.h"

#endif
