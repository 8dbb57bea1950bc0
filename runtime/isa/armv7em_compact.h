// SPDX-License-Identifier: Apache-2.0
//
// Pixels of compact_conv2d_s8.h on the DSP extension, in 1.6 instructions a
// product, depthwise 3.5: int8 is widened as it is read. Hosts have them in
// C++.
#pragma once

#include "kernels/compact_conv2d_s8.h"

namespace firefly::armv7em {

#if defined(__ARM_FEATURE_DSP)

__asm__(R"(
    .macro firefly_compact_quad weights sum
    ldr r10, [\weights], #4
    sxtb16 r11, r10
    smlad \sum, r11, r8, \sum
    sxtb16 r10, r10, ror #8
    smlad \sum, r10, r9, \sum
    .endm
    .macro firefly_compact_one weights sum
    ldrsb r10, [\weights], #1
    mla \sum, r10, r8, \sum
    .endm
)");

// Four channels at a time, or one where fewer are left. r0 = window, r1 =
// weights, r2 = count, r3 = step; then r1, r12, lr, r3 = the channels' weights,
// r4-r7 = sums. SMMULR of twice a sum is TFLite's first rounding.
__attribute__((naked, noinline)) inline void compact_pixel(
    CompactPixel& /*pixel*/) {
  __asm__(R"(
    push {r0, r4-r11, lr}
0:  ldrd r8, lr, [r0, #36]
    ldm r0, {r0-r3}
    movs r4, #0
    movs r5, #0
    movs r6, #0
    movs r7, #0
    cmp r8, #0
    bne 5f
    cmp lr, #4
    it lt
    movlt r3, #0
    add r12, r1, r3
    add lr, r12, r3
    add r3, lr
    subs r2, #4
    blt 2f
1:  ldr r8, [r0], #4
    sxtb16 r9, r8, ror #8
    sxtb16 r8, r8
    firefly_compact_quad r1 r4
    firefly_compact_quad r12 r5
    firefly_compact_quad lr r6
    firefly_compact_quad r3 r7
    subs r2, #4
    bge 1b
2:  adds r2, #4
    beq 6f
3:  ldrsb r8, [r0], #1
    firefly_compact_one r1 r4
    firefly_compact_one r12 r5
    firefly_compact_one lr r6
    firefly_compact_one r3 r7
    subs r2, #1
    bne 3b
    b 6f
5:  ldr r8, [r0]
    ldr r10, [r1]
    add r0, r3
    add r1, r3
    sxtb16 r9, r8, ror #8
    sxtb16 r8, r8
    sxtb16 r11, r10, ror #8
    sxtb16 r10, r10
    smlabb r4, r8, r10, r4
    smlabb r5, r9, r11, r5
    smlatt r6, r8, r10, r6
    smlatt r7, r9, r11, r7
    subs r2, #1
    bne 5b
6:  ldr r0, [sp]
    add r8, r0, #44
    stm r8, {r4-r7}
    ldm r0!, {r9-r12}
    ldm r0, {r1-r6}
    ldr lr, [r0, #24]
    movs r7, #4
    cmp lr, #4
    it lt
    movlt r7, #1
    sub lr, r7
    str lr, [r0, #24]
    cmp r6, #0
    itte ne
    addne r9, r7
    addne r10, r7
    mlaeq r10, r7, r12, r10
    strd r9, r10, [r0, #-16]
7:  ldr r9, [r8], #4
    ldr r10, [r1], #4
    ldr r11, [r2]
    add r2, r3
    add r9, r9, r10, asr #8
    lsl r9, r9, #1
    smmulr r9, r9, r11
    add r9, r9, r9, asr #31
    asr r9, r9, r10
    adds r9, #1
    add r9, r5, r9, asr #1
    ssat r9, #8, r9
    strb r9, [r4], #1
    subs r7, #1
    bne 7b
    stm r0, {r1-r4}
    subs r0, #16
    cmp lr, #0
    bne 0b
    pop {r0, r4-r11, pc}
  )");
}

struct CompactPixels {
  static FIREFLY_INLINE void make(CompactPixel& pixel) { compact_pixel(pixel); }
};

#else

using CompactPixels = PlainCompactPixels;

#endif

}  // namespace firefly::armv7em
