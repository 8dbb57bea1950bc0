// SPDX-License-Identifier: Apache-2.0
//
// Words of kernels/direct_conv2d_s8.h where rows are paired, on the DSP
// extension and in C++.
#pragma once

#include "isa/armv7em_dsp.h"

namespace firefly::armv7em {

#if defined(__ARM_FEATURE_DSP)

/// `count` words of a value of the upper run and one of the lower. to: aligned
/// to 4 bytes.
__attribute__((naked, noinline)) inline void pair_run(const int8_t* /*upper*/,
                                                      const int8_t* /*lower*/,
                                                      int32_t /*count*/,
                                                      int16_t* /*to*/) {
  __asm__(R"(
    .macro firefly_pair_words upper, lower, at
    sxtb16 r8, \upper
    sxtb16 \upper, \upper, ror #8
    sxtb16 r12, \lower
    sxtb16 \lower, \lower, ror #8
    pkhbt lr, r8, r12, lsl #16
    pkhtb r12, r12, r8, asr #16
    pkhbt r8, \upper, \lower, lsl #16
    pkhtb \lower, \lower, \upper, asr #16
    str.w lr, [r3, #\at]
    str.w r8, [r3, #\at + 4]
    str.w r12, [r3, #\at + 8]
    str.w \lower, [r3, #\at + 12]
    .endm
    push {r4-r8, lr}
    subs r2, r2, #8
    blt 2f
    .balign 4
1:  ldr.w r5, [r0, #4]
    ldr.w r7, [r1, #4]
    ldr.w r4, [r0], #8
    ldr.w r6, [r1], #8
    firefly_pair_words r5, r7, 16
    firefly_pair_words r4, r6, 0
    add r3, r3, #32
    subs r2, r2, #8
    bge 1b
2:  ands r2, r2, #7
    beq 4f
3:  ldrsb r4, [r0], #1
    ldrsb r5, [r1], #1
    subs r2, r2, #1
    pkhbt r4, r4, r5, lsl #16
    str r4, [r3], #4
    bne 3b
4:  pop {r4-r8, pc}
    .purgem firefly_pair_words
)");
}

/// `count` values as words of two, two words apart. count > 0. to: aligned to 4
/// bytes.
__attribute__((naked, noinline)) inline void spread_run(const int8_t* /*run*/,
                                                        int32_t /*count*/,
                                                        int16_t* /*to*/) {
  __asm__(R"(
    .macro firefly_spread_word word, next, low
    sxtb16 \low, \word
    sxtb16 \next, \word, ror #8
    pkhbt \word, \low, \next, lsl #16
    pkhtb \next, \next, \low, asr #16
    .endm
    push {r4, r5, r6, lr}
    subs r1, r1, #8
    blt 2f
    .balign 4
1:  ldr.w r5, [r0, #4]
    ldr.w r3, [r0], #8
    firefly_spread_word r5, r6, r12
    firefly_spread_word r3, r4, r12
    str r4, [r2, #8]
    str r5, [r2, #16]
    str r6, [r2, #24]
    str r3, [r2], #32
    subs r1, r1, #8
    bge 1b
2:  ands r1, r1, #7
    beq 4f
3:  ldrsb r3, [r0], #1
    subs r1, r1, #1
    strh r3, [r2], #2
    beq 4f
    ldrsb r3, [r0], #1
    subs r1, r1, #1
    strh r3, [r2], #6
    bne 3b
4:  pop {r4, r5, r6, pc}
    .purgem firefly_spread_word
)");
}

#else

inline void spread_run(const int8_t* run, int32_t count, int16_t* to) {
  for (int32_t i = 0; i < count; ++i) {
    to[i / 2 * 4 + i % 2] = run[i];
  }
}

inline void pair_run(const int8_t* upper, const int8_t* lower, int32_t count,
                     int16_t* to) {
  for (; count > 0; --count) {
    *to++ = *upper++;
    *to++ = *lower++;
  }
}

#endif

}  // namespace firefly::armv7em
