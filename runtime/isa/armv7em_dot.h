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

#include "kernels/paired_dot_s8.h"

namespace firefly::armv7em {

static_assert(offsetof(PairedDotS8, depth) == 0);
static_assert(offsetof(PairedDotS8, channels) == 4);
static_assert(offsetof(PairedDotS8, weights) == 8);
static_assert(offsetof(PairedDotS8, bias) == 12);
static_assert(offsetof(PairedDotS8, scales) == 16);
static_assert(offsetof(PairedDotS8, scale_step) == 20);
static_assert(offsetof(PairedDotS8, form) == 24);
static_assert(offsetof(PairedDotS8, low) == 28);
static_assert(offsetof(PairedDotS8, high) == 32);
static_assert(paired_form::kClampBit == 1 && paired_form::kGeneralBit == 2 &&
              paired_form::kPlanesBit == 4);

// Macros of the assembler, for the functions below.
__asm__(R"(
    @ The stack frame.
    .set FIREFLY_PATCH, 0
    .set FIREFLY_OUTPUT, 4
    .set FIREFLY_STEP, 8
    .set FIREFLY_CHANNELS, 12     @ Still to come.
    .set FIREFLY_BIAS, 16         @ Of the next tile.
    .set FIREFLY_SCALES, 20       @ Of this tile.
    .set FIREFLY_END, 24          @ Of this tile's weights.
    .set FIREFLY_TILE_BYTES, 28   @ Weights a tile.
    .set FIREFLY_ENTRY, 32        @ Into the loop over the depth.
    .set FIREFLY_FORM, 36
    .set FIREFLY_LAYER, 40
    .set FIREFLY_SCALE_STEP, 44
    .set FIREFLY_FRAME_BYTES, 48

    @ Saves registers and fills the frame from r0 = layer, r1 = patch, r2 =
    @ output, r3 = output step; r9 = weights. A turn of the loop at 2 takes
    @ `quads` quads of products, a power of two, quad_bytes of code each; the
    @ loop is entered so that its last turn ends with the depth.
    .macro firefly_dot_enter quads, quad_bytes
    push {r4-r11, lr}
    sub sp, #FIREFLY_FRAME_BYTES
    ldr r4, [r0, #0]
    ldr r5, [r0, #4]
    ldr r9, [r0, #8]
    ldr r6, [r0, #12]
    ldr r7, [r0, #16]
    ldr r8, [r0, #24]
    ldr r10, [r0, #20]
    str r1, [sp, #FIREFLY_PATCH]
    str r2, [sp, #FIREFLY_OUTPUT]
    str r3, [sp, #FIREFLY_STEP]
    str r5, [sp, #FIREFLY_CHANNELS]
    str r6, [sp, #FIREFLY_BIAS]
    str r7, [sp, #FIREFLY_SCALES]
    str r8, [sp, #FIREFLY_FORM]
    str r0, [sp, #FIREFLY_LAYER]
    str r10, [sp, #FIREFLY_SCALE_STEP]
    lsl r5, r4, #2
    str r5, [sp, #FIREFLY_TILE_BYTES]
    asr r4, r4, #2
    rsb r4, r4, #0
    and r4, r4, #(\quads - 1)
    mov r5, #\quad_bytes
    mul r4, r4, r5
    adr.w r5, 2f
    add r4, r4, r5
    orr r4, r4, #1
    str r4, [sp, #FIREFLY_ENTRY]
    .endm

    .macro firefly_dot_leave
    add sp, #FIREFLY_FRAME_BYTES
    pop {r4-r11, pc}
    .endm

    @ Starts a tile: r0 .. r3 = what the sums start from, r8 = patch, r11 =
    @ where to enter the loop, r10 = where the tile's weights end.
    .macro firefly_tile_enter
    ldr r8, [sp, #FIREFLY_BIAS]
    ldm r8!, {r0-r3}
    str r8, [sp, #FIREFLY_BIAS]
    ldr r10, [sp, #FIREFLY_TILE_BYTES]
    ldr r11, [sp, #FIREFLY_ENTRY]
    ldr r8, [sp, #FIREFLY_PATCH]
    add r10, r10, r9
    .endm

    @ After the last turn: r8 = the tile's scales, lr = the form, flags: ne for
    @ the general form and for planes.
    .macro firefly_dot_finish
    ldr r8, [sp, #FIREFLY_SCALES]
    ldr lr, [sp, #FIREFLY_FORM]
    tst lr, #6
    .endm

    @ From sums to outputs plus 128, in the low half of a second channel, the
    @ high half of a first one. The channel's constants: r10 .. r12.
    .macro firefly_load_scale
    ldm r8!, {r10, r11, r12}
    .endm
    .macro firefly_relu_first a
    lsl \a, \a, r12
    smmla \a, \a, r10, r11
    .endm
    .macro firefly_relu_second b
    smmla \b, \b, r10, r11
    asr \b, \b, r12
    .endm
    @ All eight of two pixels, which leave in r0 to r7.
    .macro firefly_relu_of_two
    firefly_load_scale
    firefly_relu_first r1
    firefly_relu_first r5
    firefly_load_scale
    firefly_relu_second r0
    firefly_relu_second r4
    firefly_load_scale
    firefly_relu_first r3
    firefly_relu_first r7
    firefly_load_scale
    firefly_relu_second r2
    firefly_relu_second r6
    .endm
    .macro firefly_general x
    smmlar lr, \x, r10, r11
    add \x, lr, \x, asr #31
    asr \x, \x, r12
    usat \x, #8, \x
    .endm
    .macro firefly_general_first a
    lsl \a, \a, #1
    firefly_general \a
    lsl \a, \a, #16
    .endm
    .macro firefly_general_second b
    asr \b, \b, #7
    firefly_general \b
    .endm

    @ Four bytes from the outputs of two first and two second channels, which
    @ come below the first ones.
    .macro firefly_halves second, first
    pkhbt \second, \second, \first
    usat16 \second, #8, \second
    .endm
    .macro firefly_join second0, first0, second1, first1
    firefly_halves \second0, \first0
    firefly_halves \second1, \first1
    orr \second0, \second0, \second1, lsl #8
    .endm

    @ Moves the scales on; ends at label 5, or 8 for planes, unless outputs must
    @ be clamped to r10 .. r11.
    .macro firefly_finish_scales
    ldr r10, [sp, #FIREFLY_SCALES]
    ldr r11, [sp, #FIREFLY_SCALE_STEP]
    tst lr, #5
    add r10, r10, r11
    str r10, [sp, #FIREFLY_SCALES]
    beq 5f
    tst lr, #1
    beq 8f
    ldr r12, [sp, #FIREFLY_LAYER]
    ldr r10, [r12, #28]
    ldr r11, [r12, #32]
    .endm
    .macro firefly_clamp bytes
    usub8 r12, \bytes, r10
    sel \bytes, \bytes, r10
    usub8 r12, r11, \bytes
    sel \bytes, \bytes, r11
    .endm

    @ Two products of two pixels, four of them a quad. LDM takes the cycles of
    @ two loads that are not chained, which an address that moves on rules out
    @ anyway, but is one instruction.
    .macro firefly_two_pixels x0, x1, w0, w1
    smlad r0, \x0, \w0, r0
    smlad r4, \x1, \w0, r4
    smlad r2, \x0, \w1, r2
    smlad r6, \x1, \w1, r6
    sxtb16 \w0, \w0
    sxtb16 \w1, \w1
    smlad r1, \x0, \w0, r1
    smlad r5, \x1, \w0, r5
    smlad r3, \x0, \w1, r3
    smlad r7, \x1, \w1, r7
    .endm
    .macro firefly_quad_of_two
    ldm.w r9!, {r10, r11}
    ldm.w r8!, {r12, lr}
    firefly_two_pixels r12, lr, r10, r11
    ldm.w r9!, {r10, r11}
    ldm.w r8!, {r12, lr}
    firefly_two_pixels r12, lr, r10, r11
    .endm

    @ The same of one pixel, whose activations are widened here.
    .macro firefly_one_pixel x, w0, w1
    smlad r0, \x, \w0, r0
    smlad r2, \x, \w1, r2
    sxtb16 \w0, \w0
    sxtb16 \w1, \w1
    smlad r1, \x, \w0, r1
    smlad r3, \x, \w1, r3
    .endm
    .macro firefly_quad_of_one
    ldr.w r12, [r8], #4
    ldm.w r9!, {r4, r5, r10, r11}
    sxtb16 lr, r12, ror #8
    sxtb16 r12, r12
    firefly_one_pixel r12, r4, r5
    firefly_one_pixel lr, r10, r11
    .endm
)");

/// All channels of two pixels. patch: int16, [depth / 4][k parity][pixel] words
/// of k and k + 2 (interleave_pixels()). output: the channels of the first
/// pixel; those of the second lie `output_step` bytes further. In planes: the
/// word of both in the first plane; the next plane's lies `output_step` bytes
/// further.
__attribute__((naked, noinline)) inline void dot_two_pixels(
    const PairedDotS8* /*layer*/, const int16_t* /*patch*/, int8_t* /*output*/,
    int32_t /*output_step*/) {
  __asm__(R"(
    firefly_dot_enter 4, 96
1:  firefly_tile_enter
    str r10, [sp, #FIREFLY_END]
    mov r4, r0
    mov r5, r1
    mov r6, r2
    mov r7, r3
    bx r11
    .balign 4
2:  firefly_quad_of_two
    firefly_quad_of_two
    firefly_quad_of_two
    firefly_quad_of_two
    ldr r10, [sp, #FIREFLY_END]
    cmp r9, r10
    bne.w 2b
    firefly_dot_finish
    sub r0, r0, r1
    sub r2, r2, r3
    sub r4, r4, r5
    sub r6, r6, r7
    bne 3f
10: firefly_relu_of_two
4:  firefly_join r0, r1, r2, r3
    firefly_join r4, r5, r6, r7
    firefly_finish_scales
    firefly_clamp r0
    firefly_clamp r4
    tst lr, #4
    bne 8f
5:  ldr r10, [sp, #FIREFLY_CHANNELS]
    ldr r11, [sp, #FIREFLY_STEP]
    ldr lr, [sp, #FIREFLY_OUTPUT]
    eor r0, r0, #0x80808080
    eor r4, r4, #0x80808080
    subs r10, r10, #4
    blt 6f
    str r4, [lr, r11]
    str r0, [lr], #4
    str lr, [sp, #FIREFLY_OUTPUT]
    str r10, [sp, #FIREFLY_CHANNELS]
    bne.w 1b
    firefly_dot_leave
6:  add r10, r10, #4  @ Channels that do not fill a tile.
7:  strb r4, [lr, r11]
    strb r0, [lr], #1
    lsr r4, r4, #8
    lsr r0, r0, #8
    subs r10, r10, #1
    bne 7b
    firefly_dot_leave
3:  tst lr, #3
    bne 3f
    firefly_relu_of_two
    ldr r10, [sp, #FIREFLY_SCALES]
    ldr r11, [sp, #FIREFLY_SCALE_STEP]
    firefly_halves r0, r1
    firefly_halves r2, r3
    firefly_halves r4, r5
    firefly_halves r6, r7
    add r10, r10, r11
    str r10, [sp, #FIREFLY_SCALES]
9:  pkhtb r5, r4, r0, asr #16
    pkhbt r0, r0, r4, lsl #16
    pkhtb r3, r6, r2, asr #16
    pkhbt r1, r2, r6, lsl #16
    ldr r10, [sp, #FIREFLY_CHANNELS]
    ldr r11, [sp, #FIREFLY_STEP]
    ldr lr, [sp, #FIREFLY_OUTPUT]
    subs r10, r10, #4
    blt 7f
    str r1, [lr, r11]
    str r5, [lr, r11, lsl #1]
    str r0, [lr]
    add lr, lr, r11, lsl #1
    str r3, [lr, r11]
    add lr, lr, r11, lsl #1
    str lr, [sp, #FIREFLY_OUTPUT]
    str r10, [sp, #FIREFLY_CHANNELS]
    bne.w 1b
    firefly_dot_leave
7:  add r10, r10, #4
6:  str r0, [lr]
    add lr, lr, r11
    mov r0, r1
    mov r1, r5
    subs r10, r10, #1
    bne 6b
    firefly_dot_leave
8:  uxtb16 r2, r0, ror #8
    uxtb16 r0, r0
    uxtb16 r6, r4, ror #8
    uxtb16 r4, r4
    b 9b
3:  tst lr, #2
    beq.w 10b
    firefly_load_scale
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
    ldr lr, [sp, #FIREFLY_FORM]
    b 4b
)");
}

/// All channels of one pixel. patch: `depth` int8 activations. output,
/// output_step: as of dot_two_pixels().
__attribute__((naked, noinline)) inline void dot_one_pixel(
    const PairedDotS8* /*layer*/, const int8_t* /*patch*/, int8_t* /*output*/,
    int32_t /*output_step*/) {
  __asm__(R"(
    firefly_dot_enter 8, 64
1:  firefly_tile_enter
    mov r6, r10
    bx r11
    .balign 4
2:  .rept 8
    firefly_quad_of_one
    .endr
    cmp r9, r6
    bne.w 2b
    firefly_dot_finish
    sub r0, r0, r1
    sub r2, r2, r3
    bne 3f
10: firefly_load_scale
    firefly_relu_first r1
    firefly_load_scale
    firefly_relu_second r0
    firefly_load_scale
    firefly_relu_first r3
    firefly_load_scale
    firefly_relu_second r2
4:  firefly_join r0, r1, r2, r3
    firefly_finish_scales
    firefly_clamp r0
    tst lr, #4
    bne 8f
5:  ldr r10, [sp, #FIREFLY_CHANNELS]
    ldr lr, [sp, #FIREFLY_OUTPUT]
    eor r0, r0, #0x80808080
    subs r10, r10, #4
    blt 6f
    str r0, [lr], #4
    str lr, [sp, #FIREFLY_OUTPUT]
    str r10, [sp, #FIREFLY_CHANNELS]
    bne.w 1b
    firefly_dot_leave
6:  add r10, r10, #4
7:  strb r0, [lr], #1
    lsr r0, r0, #8
    subs r10, r10, #1
    bne 7b
    firefly_dot_leave
3:  tst lr, #2
    beq 10b
    firefly_load_scale
    firefly_general_first r1
    firefly_load_scale
    firefly_general_second r0
    firefly_load_scale
    firefly_general_first r3
    firefly_load_scale
    firefly_general_second r2
    ldr lr, [sp, #FIREFLY_FORM]
    b 4b
8:  ldr r10, [sp, #FIREFLY_CHANNELS]
    ldr r11, [sp, #FIREFLY_STEP]
    ldr lr, [sp, #FIREFLY_OUTPUT]
    uxtb r1, r0
    ubfx r2, r0, #8, #8
    ubfx r3, r0, #16, #8
    lsr r4, r0, #24
    subs r10, r10, #4
    blt 9f
    str r2, [lr, r11]
    str r3, [lr, r11, lsl #1]
    str r1, [lr]
    add lr, lr, r11, lsl #1
    str r4, [lr, r11]
    add lr, lr, r11, lsl #1
    str lr, [sp, #FIREFLY_OUTPUT]
    str r10, [sp, #FIREFLY_CHANNELS]
    bne.w 1b
    firefly_dot_leave
9:  add r10, r10, #4
7:  str r1, [lr]
    add lr, lr, r11
    mov r1, r2
    mov r2, r3
    subs r10, r10, #1
    bne 7b
    firefly_dot_leave
)");
}

}  // namespace firefly::armv7em

#else

#include "isa/armv7em_dot_plain.h"

#endif
