// SPDX-License-Identifier: Apache-2.0
//
// The weights of kernels/winograd_late_s8.h, transformed, on Cortex-M4, M7 and
// M33. armv7em_winograd_two_rows_plain.h says the same in C++.
#pragma once

#include "kernels/winograd_late_s8.h"

namespace firefly::armv7em {

__asm__(R"(
    @ Of one position, which has one of three columns: words r2, r3 and r4 of
    @ three kernel rows to U_1, U_2, U_0 and U_3, \term bytes apart from r1 +
    @ \at on. \byte picks the channels of a word.
    .macro firefly_winograd_column_weights term, at, byte
    sxtb16 r5, r2, ror #\byte
    sxtb16 r6, r4, ror #\byte
    sxtb16 r7, r3, ror #\byte
    sadd16 r8, r5, r6
    sadd16 r9, r8, r7
    ssub16 r8, r8, r7
    str.w r9, [r1, #\at]
    str.w r8, [r1, #\at + \term]
    str.w r5, [r1, #\at + 2 * \term]
    str.w r6, [r1, #\at + 3 * \term]
    .endm

    @ winograd_weights() of position 0 or 5.
    .macro firefly_winograd_outer_weights term, column
    push {r4-r11, lr}
    mov r10, #4
    addw lr, r1, #\term
1:  ldr.w r2, [r0, #4 * \column]
    ldr.w r3, [r0, #4 * \column + 12]
    ldr.w r4, [r0, #4 * \column + 24]
    firefly_winograd_column_weights \term, 0, 0
    firefly_winograd_column_weights \term, 16, 8
    add r0, r0, #36
    add r1, r1, #32
    cmp r1, lr
    bne.w 1b
    subw r1, r1, #\term - 4
    add.w lr, lr, #4
    subs r10, r10, #1
    bne.w 1b
    pop {r4-r11, pc}
    .endm

    @ A kernel row of two positions, from the words of its columns in r3 .. r5:
    @ the second position to \a, the first to \b. \first: 1 or 3.
    .macro firefly_winograd_row_weights first, byte, a, b
    .if \first == 1
      sxtb16 \a, r3, ror #\byte
      sxtab16 \a, \a, r5, ror #\byte
      sxtab16 \b, \a, r4, ror #\byte   @ w0 + w1 + w2
    .else
      sxtb16 \a, r5, ror #\byte
      sadd16 \a, \a, \a
      sadd16 \a, \a, \a
      sxtab16 \a, \a, r3, ror #\byte
      sxtab16 \b, \a, r4, ror #\byte
      sxtab16 \b, \b, r4, ror #\byte   @ w0 + 2 w1 + 4 w2
    .endif
    sadd16 \a, \a, \a
    ssub16 \a, \a, \b                 @ The same with - w1.
    .endm
    .macro firefly_winograd_words_of_row row
    ldr.w r3, [r0, #12 * \row]
    ldr.w r4, [r0, #12 * \row + 4]
    ldr.w r5, [r0, #12 * \row + 8]
    .endm
    .macro firefly_winograd_store_weights at, a, b, c, d
    str.w \b, [r1, #\at]
    str.w \a, [r2, #\at]
    str.w \d, [r1, #\at + 16]
    str.w \c, [r2, #\at + 16]
    .endm
    @ winograd_weights() of positions 1 and 2 or 3 and 4.
    .macro firefly_winograd_inner_weights term, first
    push {r4-r11, lr}
    mov r3, #4
    addw r4, r1, #\term
    push {r3, r4}
1:  movw r2, #4 * \term
    add r2, r2, r1
2:  firefly_winograd_words_of_row 0
    firefly_winograd_row_weights \first, 0, r6, r7
    firefly_winograd_row_weights \first, 8, r8, r9
    firefly_winograd_store_weights 2 * \term, r6, r7, r8, r9
    firefly_winograd_words_of_row 2
    firefly_winograd_row_weights \first, 0, r10, r11
    firefly_winograd_row_weights \first, 8, r12, lr
    firefly_winograd_store_weights 3 * \term, r10, r11, r12, lr
    sadd16 r6, r6, r10
    sadd16 r7, r7, r11
    sadd16 r8, r8, r12
    sadd16 r9, r9, lr
    firefly_winograd_words_of_row 1
    firefly_winograd_row_weights \first, 0, r10, r11
    firefly_winograd_row_weights \first, 8, r12, lr
    sadd16 r3, r7, r11
    ssub16 r7, r7, r11
    str.w r3, [r1]
    str.w r7, [r1, #\term]
    sadd16 r3, r6, r10
    ssub16 r6, r6, r10
    str.w r3, [r2]
    str.w r6, [r2, #\term]
    sadd16 r3, r9, lr
    ssub16 r9, r9, lr
    str.w r3, [r1, #16]
    str.w r9, [r1, #\term + 16]
    sadd16 r3, r8, r12
    ssub16 r8, r8, r12
    str.w r3, [r2, #16]
    str.w r8, [r2, #\term + 16]
    ldr r3, [sp, #4]
    add r0, r0, #36
    add r1, r1, #32
    add r2, r2, #32
    cmp r1, r3
    bne.w 2b
    ldr r4, [sp]
    add r3, r3, #4
    str r3, [sp, #4]
    subw r1, r1, #\term - 4
    subs r4, r4, #1
    str r4, [sp]
    bne.w 1b
    add sp, #8
    pop {r4-r11, pc}
    .endm
)");

/// Transforms a tile of four channels for a chunk of positions, from kFirst on.
/// weights: words [channel][kDepth / 4][3 rows][3 columns]; to: words
/// [position][U_1, U_2, U_0, U_3][kDepth / 4][k parity][channel].
template <int kDepth, int kFirst>
__attribute__((naked)) FIREFLY_KERNEL
void winograd_weights(const int32_t* /*weights*/, int32_t* /*to*/) {
  constexpr int kTermBytes = 2 * kWinogradChannels * kDepth;
  if constexpr (winograd_chunk_positions(kFirst) == 2) {
    __asm__("firefly_winograd_inner_weights %c0, %c1" ::"i"(kTermBytes),
            "i"(kFirst));
  } else {
    __asm__("firefly_winograd_outer_weights %c0, %c1" ::"i"(kTermBytes),
            "i"(kFirst == 0 ? 0 : 2));
  }
}

}  // namespace firefly::armv7em
