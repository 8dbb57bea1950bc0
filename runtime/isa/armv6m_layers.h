// SPDX-License-Identifier: Apache-2.0
//
// Whole layers in assembly: GCC 12 spends half of a layer on moving what does
// not fit into eight registers. There is better code for those that end in a
// ReLU of the full range (the zero point and the lower bound are -128): half of
// the sums are negative there and end at once; the others are products of
// numbers without a sign.
//
// Elsewhere scalar.h and armv6m_dot.h say the same.
#pragma once

#if defined(__ARM_ARCH_6M__)

#include "isa/pixel_pairs16.h"
#include "kernels/dot_s8.h"

namespace firefly::armv6m {

/// State of dot_rectified_pairs() and dot_any_pairs().
struct PairPass {
  const int32_t* words;
  const int32_t* end;  ///< Of the words.
  const int8_t* weights;
  const int32_t* bias;
  const int32_t* multiplier;
  const int8_t* right_shift;
  int8_t* first;  ///< The pixels' outputs.
  int8_t* second;
  int32_t start;  ///< Of a total: what the excess of all steps takes off.
  int32_t channel;
  int32_t channels;
  int32_t high;  ///< Of the outputs; if rectified, + 128.
  int32_t low;
  int32_t zero_point;
};

/// State of the depthwise functions.
struct DepthwisePass {
  const int8_t* const* columns;
  const int8_t* weights;
  const int32_t* bias;
  const int32_t* multiplier;
  const int8_t* right_shift;
  int8_t* output[4];
  int32_t taps;
  int32_t channel;
  int32_t channels;
  int32_t high;  ///< As above.
  int32_t low;
  int32_t zero_point;
};

// Macros of the assembler, for the functions below.
__asm__(R"(
    .syntax unified
    @ Two activations, in r2 and r3, times a channel's weights, whose pointer r1
    @ then moves. r6 = 0, r7 = 1, r12 = kExcess.
    .macro firefly_products total, second, move
    ldrsb r4, [r1, r6]
    ldrsb r5, [r1, r7]
    adds r1, #\move
    muls r4, r2, r4
    muls r5, r3, r5
    adds r4, r4, r5
    add r4, r12
    add \total, r4
    asrs r4, r4, #16
    add \second, r4
    .endm

    @ r4 = high half, r5 = low half of channel r7's multiplier, r6 = its shift,
    @ r12 = addend. Where its scale is one half or more, \move_up moves sums up
    @ by r6. r0 = state, r6 = 4 r7.
    .macro firefly_load_scale multiplier, right_shift, move_up
    ldr r4, [r0, #\multiplier]
    ldr r4, [r4, r6]
    uxth r5, r4
    lsrs r4, r4, #16
    ldr r6, [r0, #\right_shift]
    ldrsb r6, [r6, r7]
    movs r1, #1
    cmp r6, #0
    bgt 7f
    rsbs r6, r6, #0
    \move_up
    movs r6, #1
    b 8f
7:  lsls r1, r6
    adds r1, #1
    adds r6, #1
8:  mov r12, r1
    .endm
    .macro firefly_move_up_two
    lsls r2, r6
    lsls r3, r6
    .endm
    .macro firefly_move_up_four
    .irp sum, r8, r9, r10, r11
    mov r2, \sum
    lsls r2, r6
    mov \sum, r2
    .endr
    .endm

    @ Four times a sum, in r2, to its output, if rectified. r12 = addend, lr =
    @ upper bound; r1 and r3 are free.
    .macro firefly_scale_rectified low, shift=r6
    cmp r2, #0
    ble 7f
    lsrs r1, r2, #16
    uxth r2, r2
    movs r3, r2
    muls r3, r5, r3
    lsrs r3, r3, #16
    muls r2, r4, r2
    adds r2, r2, r3
    movs r3, r1
    muls r3, r5, r3
    adds r2, r2, r3
    lsrs r2, r2, #16
    muls r1, r4, r1
    adds r2, r2, r1
    add r2, r12
    lsrs r2, r2, \shift
    cmp r2, lr
    bls 8f
    mov r2, lr
    b 8f
7:  movs r2, #0
8:  subs r2, #128
    .endm

    @ The same of any layer, whose bound and zero point lie at \low. Negative
    @ numbers that are shifted are nudged: ties go away from zero.
    .macro firefly_scale_any low
    uxth r1, r2
    asrs r2, r2, #16
    movs r3, r1
    muls r3, r5, r3
    lsrs r3, r3, #16
    muls r1, r4, r1
    movs r0, r2
    muls r0, r5, r0
    adds r0, r0, r3
    muls r2, r4, r2
    asrs r3, r0, #16
    adds r2, r2, r3
    uxth r0, r0
    adds r1, r1, r0
    lsrs r1, r1, #16
    adds r2, r2, r1
    cmp r6, #1
    beq 7f
    adds r1, r2, #1
    asrs r1, r1, #31
    adds r2, r2, r1
    adds r2, r2, r1
7:  add r2, r12
    asrs r2, r6
    ldr r0, [sp]
    ldr r1, [r0, #\low + 4]
    adds r2, r2, r1
    cmp r2, lr
    ble 8f
    mov r2, lr
8:  ldr r1, [r0, #\low]
    cmp r2, r1
    bge 9f
    movs r2, r1
9:
    .endm

    @ The activation of channel r2 in column \x, a pointer, times \w, added to
    @ \sum; where there is more to come, a copy of it in \copy.
    .macro firefly_last_tap x, w, sum
    muls \x, \w, \x
    add \sum, \x
    .endm
    .macro firefly_tap x, w, sum, copy
    movs \copy, \x
    firefly_last_tap \copy, \w, \sum
    .endm
    @ A row of three weights, r4 to r6, of four pixels' windows.
    .macro firefly_row_of_stride_1
    ldmia r1!, {r3, r7}
    ldrsb r3, [r3, r2]
    firefly_last_tap r3, r4, r8
    ldrsb r7, [r7, r2]
    firefly_tap r7, r5, r8, r3
    firefly_last_tap r7, r4, r9
    ldmia r1!, {r3}
    ldrsb r3, [r3, r2]
    firefly_tap r3, r6, r8, r7
    firefly_tap r3, r5, r9, r7
    firefly_last_tap r3, r4, r10
    ldmia r1!, {r3}
    ldrsb r3, [r3, r2]
    firefly_tap r3, r6, r9, r7
    firefly_tap r3, r5, r10, r7
    firefly_last_tap r3, r4, r11
    ldmia r1!, {r3, r7}
    ldrsb r7, [r7, r2]
    firefly_last_tap r7, r6, r11
    ldrsb r3, [r3, r2]
    firefly_tap r3, r6, r10, r7
    firefly_last_tap r3, r5, r11
    .endm
    .macro firefly_two_columns before, sum
    ldmia r1!, {r3, r7}
    ldrsb r7, [r7, r2]
    firefly_last_tap r7, r5, \sum
    ldrsb r3, [r3, r2]
    .ifnb \before
    firefly_tap r3, r6, \before, r7
    .endif
    firefly_last_tap r3, r4, \sum
    .endm
    .macro firefly_row_of_stride_2
    firefly_two_columns , r8
    firefly_two_columns r8, r9
    firefly_two_columns r9, r10
    firefly_two_columns r10, r11
    ldmia r1!, {r3}
    ldrsb r3, [r3, r2]
    firefly_last_tap r3, r6, r11
    .endm

    .macro firefly_store_sum scale, sum, output
    mov r2, \sum
    lsls r2, r2, #2
    firefly_scale_\scale 52
    ldr r1, [r0, #\output]
    strb r2, [r1, r7]
    .endm

    .macro firefly_depthwise stride, scale
    push {r4, r5, r6, r7, lr}
    mov r4, r8
    mov r5, r9
    mov r6, r10
    mov r7, r11
    push {r0, r4, r5, r6, r7}
    ldr r2, [r0, #40]
    ldr r3, [r0, #48]
    mov lr, r3
1:  lsls r6, r2, #2
    ldr r4, [r0, #8]
    ldr r4, [r4, r6]
    mov r8, r4
    mov r9, r4
    mov r10, r4
    mov r11, r4
    ldr r1, [r0]
    ldr r3, [r0, #36]
    ldr r0, [r0, #4]
    adds r3, r0
    mov r12, r3
2:  movs r4, #0
    ldrsb r4, [r0, r4]
    movs r5, #1
    ldrsb r5, [r0, r5]
    movs r6, #2
    ldrsb r6, [r0, r6]
    firefly_row_of_stride_\stride
    adds r0, #3
    cmp r0, r12
    bne 2b
    movs r3, r0
    ldr r0, [sp]
    str r3, [r0, #4]
    movs r7, r2
    lsls r6, r7, #2
    firefly_load_scale 12, 16, firefly_move_up_four
    @ The last pixel's own result comes after those of pixels past it.
    firefly_store_sum \scale, r11, 32
    firefly_store_sum \scale, r10, 28
    firefly_store_sum \scale, r9, 24
    firefly_store_sum \scale, r8, 20
    adds r2, r7, #1
    str r2, [r0, #40]
    ldr r3, [r0, #44]
    cmp r2, r3
    bge 3f
    b 1b
3:  pop {r0, r4, r5, r6, r7}
    mov r8, r4
    mov r9, r5
    mov r10, r6
    mov r11, r7
    pop {r4, r5, r6, r7, pc}
    .endm

    @ The outputs of channel r7 of two pixels.
    .macro firefly_store_pair scale, total, second
    lsls r6, r7, #2
    ldr r5, [r0, #12]
    ldr r5, [r5, r6]
    mov r2, \total
    mov r3, \second
    lsls r4, r3, #16
    subs r2, r2, r4
    adds r2, r2, r5
    adds r3, r3, r5
    lsls r2, r2, #2
    lsls r3, r3, #2
    firefly_load_scale 16, 20, firefly_move_up_two
    mov \second, r3
    firefly_scale_\scale 48
    ldr r1, [r0, #24]
    strb r2, [r1, r7]
    mov r2, \second
    firefly_scale_\scale 48
    ldr r1, [r0, #28]
    strb r2, [r1, r7]
    .endm

    .macro firefly_pairs scale
    push {r4, r5, r6, r7, lr}
    mov r4, r8
    mov r5, r9
    mov r6, r10
    mov r7, r11
    push {r0, r4, r5, r6, r7}
1:  ldr r4, [r0, #32]
    ldmia r0!, {r1, r2, r3}
    mov lr, r2
    movs r0, r1
    movs r1, r3
    movs r6, #0
    movs r7, #1
    lsls r5, r7, #15
    mov r12, r5
    mov r8, r4
    mov r9, r6
    mov r10, r4
    mov r11, r6
2:  ldmia r0!, {r2, r3}
    firefly_products r8, r9, 4
    firefly_products r10, r11, -2
    ldmia r0!, {r2, r3}
    firefly_products r8, r9, 4
    firefly_products r10, r11, 10
    cmp r0, lr
    bne 2b
    ldr r0, [sp]
    ldr r2, [r0, #44]
    mov lr, r2
    @ The second two channels of a tile follow the first, a tile the tile.
    ldr r7, [r0, #36]
    lsls r3, r7, #30
    bmi 3f
    ldr r1, [r0, #8]
    adds r1, #16
3:  subs r1, #8
    str r1, [r0, #8]
    firefly_store_pair \scale, r8, r9
    adds r7, #1
    ldr r6, [r0, #40]
    cmp r7, r6
    blt 5f
    b 4f
5:  firefly_store_pair \scale, r10, r11
    adds r7, #1
    ldr r6, [r0, #40]
    str r7, [r0, #36]
    cmp r7, r6
    bge 4f
    b 1b
4:  pop {r0, r4, r5, r6, r7}
    mov r8, r4
    mov r9, r5
    mov r10, r6
    mov r11, r7
    pop {r4, r5, r6, r7, pc}
    .endm
)");

static_assert(pixel_pairs16::kExcess == 1 << 15);

/// All channels of a pair of pixels.
__attribute__((naked, noinline)) inline void dot_rectified_pairs(
    PairPass* /*pass*/) {
  __asm__(R"(
    .syntax unified
    firefly_pairs rectified
)");
}
__attribute__((naked, noinline)) inline void dot_any_pairs(PairPass* /*pass*/) {
  __asm__(R"(
    .syntax unified
    firefly_pairs any
)");
}

/// All channels of four neighbouring pixels with windows three wide.
template <int stride, bool rectified>
__attribute__((naked, noinline)) void depthwise_pixels(DepthwisePass* /*pass*/);

#define FIREFLY_DEPTHWISE(stride, rectified, scale)                       \
  template <>                                                             \
  __attribute__((naked, noinline)) inline void                            \
  depthwise_pixels<stride, rectified>(DepthwisePass*) {                   \
    __asm__(".syntax unified\n\tfirefly_depthwise " #stride ", " #scale); \
  }
FIREFLY_DEPTHWISE(1, true, rectified)
FIREFLY_DEPTHWISE(1, false, any)
FIREFLY_DEPTHWISE(2, true, rectified)
FIREFLY_DEPTHWISE(2, false, any)
#undef FIREFLY_DEPTHWISE

}  // namespace firefly::armv6m

#endif
