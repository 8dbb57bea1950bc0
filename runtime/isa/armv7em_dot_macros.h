// SPDX-License-Identifier: Apache-2.0
//
// Macros of the assembler for armv7em_dot.h: products, and from sums to
// outputs.
//
// What is fast differs between the cores. The M4 loads n words in n + 1 cycles
// if the loads follow each other; where size counts, LDM does the same pair by
// pair. The M7 issues a load beside a product, so that its loads cost nothing
// if they are spread, a step ahead. GCC has no macro for the core; of the cores
// of this architecture only the M7 computes in double precision.
#pragma once

#if defined(__ARM_FEATURE_DSP)

#include "kernels/paired_dot_s8.h"

namespace firefly::armv7em {

static_assert(offsetof(PairedDotS8, depth) == 0);
static_assert(offsetof(PairedDotS8, channels) == 4);
static_assert(offsetof(PairedDotS8, weights) == 8);
static_assert(offsetof(PairedDotS8, scales) == 12);
static_assert(offsetof(PairedDotS8, scale_step) == 16);
static_assert(offsetof(PairedDotS8, form) == 20);
static_assert(offsetof(PairedDotS8, low) == 24);
static_assert(offsetof(PairedDotS8, high) == 28);
// LSLS #29 makes the last one C, the general one N; Z is clear for the others.
static_assert(paired_form::kClampBit == 1 && paired_form::kGeneralBit == 4 &&
              paired_form::kPlanes == 8);

__asm__(R"(
    @ What dot_pixel_pairs() adds to the form at a tile that is not full.
    .set FIREFLY_PARTIAL_BIT, 2
)");

__asm__(R"(
    @ Of a quad of products of one pixel, whose activations are widened here.
    .macro firefly_products_of_one
    sxtb16 lr, r12
    sxtb16 r12, r12, ror #8
    smlad r0, lr, r4, r0
    sxtb16 r4, r4
    smlad r2, lr, r5, r2
    sxtb16 r5, r5
    smlad r0, r12, r10, r0
    sxtb16 r10, r10
    smlad r2, r12, r11, r2
    sxtb16 r11, r11
    smlad r1, lr, r4, r1
    smlad r3, lr, r5, r3
    smlad r1, r12, r10, r1
    smlad r3, r12, r11, r3
    .endm
)");

// firefly_quad_of_one multiplies a quad of products of one pixel and four
// channels. firefly_first_words comes before firefly_pair, which multiplies a
// pair of products of two pixels and four channels; the last one of a turn has
// \last
// 1. All take FIREFLY_QUAD_BYTES of code a quad, but for the last one. Biases,
// which stand in r0 to r3, are what \s4 to \s7, the sums of the second pixel,
// start from as well. Its activations lie behind the first one's, or both at
// \at and \at2, with \next2 the second's of the next pair.
#if defined(__OPTIMIZE_SIZE__)

__asm__(R"(
    .set FIREFLY_FIRST_QUADS, 0
    .set FIREFLY_TURN_QUADS, 4
    .set FIREFLY_QUAD_BYTES, 96
    .set FIREFLY_ONE_TURN_QUADS, 4
    .set FIREFLY_ONE_QUAD_BYTES, 64
    .macro firefly_quad_of_one
    ldr.w r12, [r8], #4
    ldm.w r9!, {r4, r5, r10, r11}
    firefly_products_of_one
    .endm
    .macro firefly_first_words
    .endm
    .macro firefly_pair last, s4=r4, s5=r5, s6=r6, s7=r7
    ldm.w r9!, {r10, r11}
    ldm.w r8!, {r12, lr}
    smlad r4, lr, r10, \s4
    smlad r0, r12, r10, r0
    sxtb16 r10, r10
    smlad r6, lr, r11, \s6
    smlad r2, r12, r11, r2
    sxtb16 r11, r11
    smlad r5, lr, r10, \s5
    smlad r1, r12, r10, r1
    smlad r7, lr, r11, \s7
    smlad r3, r12, r11, r3
    .endm
)");

#elif defined(__ARM_ARCH_7EM__) && (__ARM_FP & 8) != 0

__asm__(R"(
    .set FIREFLY_FIRST_QUADS, 1
    .set FIREFLY_TURN_QUADS, 8
    .set FIREFLY_QUAD_BYTES, 112
    .set FIREFLY_ONE_TURN_QUADS, 8
    .set FIREFLY_ONE_QUAD_BYTES, 64
    .macro firefly_quad_of_one
    ldr.w r12, [r8], #4
    ldm.w r9!, {r4, r5, r10, r11}
    firefly_products_of_one
    .endm
    .macro firefly_first_words at2=4
    ldr.w r10, [r9], #4
    ldr.w lr, [r8, #\at2]
    .endm
    .macro firefly_pair last, s4=r4, s5=r5, s6=r6, s7=r7, at, at2, next2=4
    smlad r4, lr, r10, \s4
    .ifb \at
    ldr.w r12, [r8], #8
    .else
    ldr.w r12, [r8, #\at]
    .endif
    smlad r0, r12, r10, r0
    ldr.w r11, [r9], #4
    sxtb16 r10, r10
    smlad r6, lr, r11, \s6
    smlad r2, r12, r11, r2
    sxtb16 r11, r11
    smlad r5, lr, r10, \s5
    smlad r1, r12, r10, r1
    smlad r7, lr, r11, \s7
    .ifeq \last
    ldr.w r10, [r9], #4
    .endif
    smlad r3, r12, r11, r3
    .ifeq \last
    ldr.w lr, [r8, #\next2]
    .endif
    .endm
)");

#else

// The word that is loaded last is not multiplied at once, for the M33.
__asm__(R"(
    .set FIREFLY_FIRST_QUADS, 1
    .set FIREFLY_TURN_QUADS, 8
    .set FIREFLY_QUAD_BYTES, 112
    .set FIREFLY_ONE_TURN_QUADS, 8
    .set FIREFLY_ONE_QUAD_BYTES, 76
    .macro firefly_quad_of_one
    ldr.w r12, [r8], #4
    ldr.w r5, [r9, #4]
    ldr.w r10, [r9, #8]
    ldr.w r11, [r9, #12]
    ldr.w r4, [r9], #16
    firefly_products_of_one
    .endm
    .macro firefly_first_words at2=4
    .endm
    .macro firefly_pair last, s4=r4, s5=r5, s6=r6, s7=r7, at, at2, next2
    ldr.w r11, [r9, #4]
    ldr.w r10, [r9], #8
    .ifb \at
    ldr.w lr, [r8, #4]
    ldr.w r12, [r8], #8
    .else
    ldr.w lr, [r8, #\at2]
    ldr.w r12, [r8, #\at]
    .endif
    smlad r4, lr, r10, \s4
    smlad r0, r12, r10, r0
    sxtb16 r10, r10
    smlad r6, lr, r11, \s6
    smlad r2, r12, r11, r2
    sxtb16 r11, r11
    smlad r5, lr, r10, \s5
    smlad r1, r12, r10, r1
    smlad r7, lr, r11, \s7
    smlad r3, r12, r11, r3
    .endm
)");

#endif

__asm__(R"(
    @ From biases in r0 to r3 to the sums of FIREFLY_FIRST_QUADS.
    .macro firefly_first_quads
    .if FIREFLY_FIRST_QUADS
    firefly_first_words
    firefly_pair 0, r0, r1, r2, r3
    firefly_pair 1
    .else
    mov r4, r0
    mov r5, r1
    mov r6, r2
    mov r7, r3
    .endif
    .endm

    @ Into \entry: the place in a loop at 2 from which on as many quads are left
    @ as \depth has beyond whole turns. Uses \depth.
    .macro firefly_find_entry entry, depth, turn_quads, quad_bytes
    asr \depth, \depth, #2
    rsb \depth, \depth, #0
    and \depth, \depth, #(\turn_quads - 1)
    mov \entry, #\quad_bytes
    mul \depth, \depth, \entry
    adr.w \entry, 2f
    add \entry, \entry, \depth
    orr \entry, \entry, #1
    .endm

    @ From sums to outputs plus 128. After a ReLU those of first channels lie in
    @ the high half and none is saturated yet. The channel's constants: r10 ..
    @ r12.
    .macro firefly_load_scale
    ldm.w r9!, {r10, r11, r12}
    .endm
    .macro firefly_relu_first a
    lsl \a, \a, r12
    smmla \a, \a, r10, r11
    .endm
    .macro firefly_relu_firsts a, b
    lsl \a, \a, r12
    lsl \b, \b, r12
    smmla \a, \a, r10, r11
    smmla \b, \b, r10, r11
    .endm
    .macro firefly_relu_second b
    smmla \b, \b, r10, r11
    asr \b, \b, r12
    .endm
    .macro firefly_relu_seconds a, b
    smmla \a, \a, r10, r11
    smmla \b, \b, r10, r11
    asr \a, \a, r12
    asr \b, \b, r12
    .endm
    @ All eight of two pixels, in r0 to r7.
    .macro firefly_relu_of_two
    firefly_load_scale
    firefly_relu_firsts r1, r5
    firefly_load_scale
    firefly_relu_seconds r0, r4
    firefly_load_scale
    firefly_relu_firsts r3, r7
    firefly_load_scale
    firefly_relu_seconds r2, r6
    .endm
    @ All four of one, in r0 to r3.
    .macro firefly_relu_of_one
    firefly_load_scale
    firefly_relu_first r1
    firefly_load_scale
    firefly_relu_second r0
    firefly_load_scale
    firefly_relu_first r3
    firefly_load_scale
    firefly_relu_second r2
    .endm
    .macro firefly_general x, high
    smmlar \high, \x, r10, r11
    add \x, \high, \x, asr #31
    asr \x, \x, r12
    usat \x, #8, \x
    .endm
    .macro firefly_general_first a, high=lr
    lsl \a, \a, #1
    firefly_general \a, \high
    .endm
    .macro firefly_general_second b, high=lr
    asr \b, \b, #7
    firefly_general \b, \high
    .endm

    @ Four bytes from the outputs of two first and two second channels, which
    @ come below the first ones.
    .macro firefly_general_join second0, first0, second1, first1
    pkhbt \second0, \second0, \first0, lsl #16
    pkhbt \second1, \second1, \first1, lsl #16
    orr \second0, \second0, \second1, lsl #8
    .endm
    .macro firefly_halves second, first
    pkhbt \second, \second, \first
    usat16 \second, #8, \second
    .endm
    .macro firefly_relu_join second0, first0, second1, first1
    firefly_halves \second0, \first0
    firefly_halves \second1, \first1
    orr \second0, \second0, \second1, lsl #8
    .endm

    @ The layer's bounds, in r10 and r11, where it lies at r12; clamps to them.
    .macro firefly_load_bounds
    ldr r10, [r12, #24]
    ldr r11, [r12, #28]
    .endm
    .macro firefly_clamp bytes
    usub8 r12, \bytes, r10
    sel \bytes, \bytes, r10
    usub8 r12, r11, \bytes
    sel \bytes, \bytes, r11
    .endm
)");

}  // namespace firefly::armv7em

#endif
