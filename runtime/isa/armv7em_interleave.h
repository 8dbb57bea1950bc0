// SPDX-License-Identifier: Apache-2.0
//
// The windows of pairs of pixels for dot_pixel_pairs(), widened to int16 and
// laid side by side. In assembly, because it has 12 values in registers at
// once; what follows says the same in C++.
#pragma once

#include "isa/armv7em_dsp.h"
#include "kernels/paired_dot_s8.h"

namespace firefly::armv7em {

#if defined(__ARM_FEATURE_DSP)

__asm__(R"(
    .set FIREFLY_INTERLEAVED_BYTES, 40  @ Of code for a word of two pixels.

    @ Of one window, from r0 to r2.
    .macro firefly_widen_four_words
    ldm.w r0!, {r4, r6, r8, r10}
    sxtb16 r3, r4
    sxtb16 r4, r4, ror #8
    sxtb16 r5, r6
    sxtb16 r6, r6, ror #8
    sxtb16 r7, r8
    sxtb16 r8, r8, ror #8
    sxtb16 r9, r10
    sxtb16 r10, r10, ror #8
    stm.w r2!, {r3-r10}
    .endm
)");

static_assert(offsetof(WindowRuns, runs) == 0);
static_assert(offsetof(WindowRuns, count) == 4);
static_assert(offsetof(WindowRuns, second) == 8);
static_assert(offsetof(WindowRuns, words) == 12);
static_assert(offsetof(WindowRuns, rest) == 16);

/// The windows of `pairs` pairs of pixels. The first begins `first` bytes
/// behind the beginnings of its runs, the others `second` bytes further each.
/// to: [pair][depth / 4][k parity][pixel] words of k and k + 2.
__attribute__((naked, noinline)) inline void interleave_windows(
    const WindowRuns* /*windows*/, int32_t /*first*/, int16_t* /*to*/,
    int32_t /*pairs*/) {
  __asm__(R"(
    push {r3-r11, lr}
    ldrd r4, r5, [r0, #8]
    @ r9 = where in a turn of four words a run starts, which ends with one.
    rsb r9, r5, #0
    and r9, r9, #12
    mov r10, #FIREFLY_INTERLEAVED_BYTES / 4
    mul r9, r9, r10
    adr.w r10, 3f
    add r9, r9, r10
    cmp r5, #0
    adr.w r10, 4f
    it eq
    moveq r9, r10
    orr r9, r9, #1
    .balign 4
1:  ldm r0, {r6, r7}
    add r7, r6, r7, lsl #2
2:  ldr r8, [r6], #4
    add r8, r8, r1
    add r10, r8, r5
    bx r9
    .balign 4
3:  .rept 4
    ldr.w r12, [r8, r4]
    ldr.w r11, [r8], #4
    sxtb16 lr, r11
    str.w lr, [r2], #4
    sxtb16 lr, r12
    str.w lr, [r2], #4
    sxtb16 lr, r11, ror #8
    str.w lr, [r2], #4
    sxtb16 lr, r12, ror #8
    str.w lr, [r2], #4
    .endr
    cmp r8, r10
    bne.w 3b
    .balign 4
4:  cmp r6, r7
    bne.w 2b
    ldr r3, [r0, #16]
    cbnz r3, 6f
5:  ldr r3, [sp]
    add r1, r1, r4, lsl #1
    subs r3, r3, #1
    str r3, [sp]
    bne 1b
    pop {r3-r11, pc}
    @ What words leave of the runs. r7 = where the word goes, r10 = the byte in
    @ it.
6:  mov r10, #0
    mov r7, r2
    ldm r0, {r6, lr}
    add lr, r6, lr, lsl #2
    str lr, [sp, #-4]!
7:  ldr r8, [r6], #4
    add r8, r8, r1
    add r8, r8, r5
    ldr r3, [r0, #16]
8:  ldrsb.w r12, [r8, r4]
    ldrsb.w r11, [r8], #1
    add lr, r2, r10
    eor r10, r10, #8
    tst r10, #8
    itt eq
    eoreq r10, r10, #2
    tsteq r10, #2
    it eq
    addeq r10, r10, #16
    strh r12, [lr, #4]
    strh r11, [lr]
    subs r3, r3, #1
    bne 8b
    ldr lr, [sp]
    cmp r6, lr
    bne 7b
    add sp, #4
    add r10, r10, #15
    bic r10, r10, #15
    add r2, r2, r10
    b 5b
)");
}

/// One window for dot_channels(): [count / 4][k parity] words of k and k + 2.
/// count is a multiple of 4.
__attribute__((naked, noinline)) inline void widen_window(
    const int8_t* /*window*/, int32_t /*count*/, int16_t* /*to*/) {
  __asm__(R"(
    push {r4-r10, lr}
    subs r1, r1, #32
    blt 2f
    .balign 4
1:  firefly_widen_four_words
    firefly_widen_four_words
    subs r1, r1, #32
    bge 1b
2:  tst r1, #16
    beq 5f
    firefly_widen_four_words
5:  ands r1, r1, #15
    beq 4f
3:  ldr r4, [r0], #4
    sxtb16 r3, r4
    sxtb16 r4, r4, ror #8
    strd r3, r4, [r2], #8
    subs r1, r1, #4
    bne 3b
4:  pop {r4-r10, pc}
)");
}

/// A run of activations as int16, in their order. to: aligned to 4 bytes.
__attribute__((naked, noinline)) inline void widen_run(const int8_t* /*run*/,
                                                       int32_t /*count*/,
                                                       int16_t* /*to*/) {
  __asm__(R"(
    .macro firefly_widen_word word, low, high
    sxtb16 \low, \word
    sxtb16 \high, \word, ror #8
    pkhbt \word, \low, \high, lsl #16
    pkhtb \high, \high, \low, asr #16
    .endm
    .macro firefly_widen_two_words
    ldr.w r5, [r0, #4]
    ldr.w r3, [r0], #8
    firefly_widen_word r5, r12, r6
    firefly_widen_word r3, r12, r4
    str r4, [r2, #4]
    str r5, [r2, #8]
    str r6, [r2, #12]
    str r3, [r2], #16
    .endm
    push {r4, r5, r6, lr}
    subs r1, r1, #16
    blt 2f
    .balign 4
1:  firefly_widen_two_words
    firefly_widen_two_words
    subs r1, r1, #16
    bge 1b
2:  tst r1, #8
    beq 5f
    firefly_widen_two_words
5:  tst r1, #4
    beq 6f
    ldr.w r3, [r0], #4
    firefly_widen_word r3, r12, r4
    str r4, [r2, #4]
    str r3, [r2], #8
6:  ands r1, r1, #3
    beq 4f
3:  ldrsb r3, [r0], #1
    subs r1, r1, #1
    strh r3, [r2], #2
    bne 3b
4:  pop {r4, r5, r6, pc}
    .purgem firefly_widen_two_words
    .purgem firefly_widen_word
)");
}

#else

inline void interleave_windows(const WindowRuns* windows, int32_t first,
                               int16_t* to, int32_t pairs) {
  for (; pairs > 0; --pairs, first += 2 * windows->second) {
    int32_t k = 0;
    const auto put = [&](const int8_t* at) {
      int16_t* const place = to + k / 4 * 8 + k % 2 * 4 + k % 4 / 2;
      place[0] = at[0];
      place[2] = at[windows->second];
      ++k;
    };
    for (int32_t run = 0; run < windows->count; ++run) {
      for (int32_t i = 0; i < windows->words; ++i) {
        put(windows->runs[run] + first + i);
      }
    }
    for (int32_t run = 0; run < windows->count; ++run) {
      for (int32_t i = 0; i < windows->rest; ++i) {
        put(windows->runs[run] + first + windows->words + i);
      }
    }
    to += 2 * round_up(k, 4);
  }
}

inline void widen_window(const int8_t* window, int32_t count, int16_t* to) {
  for (int32_t k = 0; k < count; ++k) {
    to[k / 4 * 4 + k % 2 * 2 + k % 4 / 2] = window[k];
  }
}

inline void widen_run(const int8_t* run, int32_t count, int16_t* to) {
  for (; count > 0; --count) {
    *to++ = *run++;
  }
}

#endif

}  // namespace firefly::armv7em
