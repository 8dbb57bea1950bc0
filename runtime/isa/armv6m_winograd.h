// SPDX-License-Identifier: Apache-2.0
//
// The products and outputs of scalar_winograd.h, a tile at a time. In assembly
// because only eight registers are good for more than additions: sums live in
// the others.
#pragma once

#include "isa/armv6m_layers.h"
#include "isa/scalar_winograd.h"

namespace firefly::armv6m {

#if defined(__ARM_ARCH_6M__)

// Two activations, in r2 and r3, times a channel's two weights, a word in r4.
// clang-format off
#define FIREFLY_CHANNEL(word, low, sum)         \
  "sxth " low ", " word "\n\t"                  \
  "asrs " word ", " word ", #16\n\t"            \
  "muls " low ", r2, " low "\n\t"               \
  "muls " word ", r3, " word "\n\t"             \
  "adds " low ", " low ", " word "\n\t"         \
  "add " sum ", " low "\n\t"
#define FIREFLY_PAIR                            \
  "ldr r3, [r0]\n\t"                            \
  "adds r0, #48\n\t"                            \
  "sxth r2, r3\n\t"                             \
  "asrs r3, r3, #16\n\t"                        \
  "ldmia r1!, {r4, r6}\n\t"                     \
  FIREFLY_CHANNEL("r4", "r5", "r8")             \
  FIREFLY_CHANNEL("r6", "r7", "r9")             \
  "ldmia r1!, {r4, r6}\n\t"                     \
  FIREFLY_CHANNEL("r4", "r5", "r10")            \
  FIREFLY_CHANNEL("r6", "r7", "r11")

/// One tile; pairs come in twos.
FIREFLY_INLINE void sum_winograd_tile(const int16_t* inputs,
                                      const int32_t* weights, int pairs,
                                      int32_t* sums) {
  static_assert(4 * kWinogradPositions * kWinogradTiles == 48);
  register const int16_t* from __asm__("r0") = inputs;
  register const int32_t* at __asm__("r1") = weights;
  register const int32_t* end __asm__("r2") = weights + 4 + 4 * pairs;
  register int32_t sum0 __asm__("r4");
  register int32_t sum1 __asm__("r5");
  register int32_t sum2 __asm__("r6");
  register int32_t sum3 __asm__("r7");
  __asm__ volatile(
      ".syntax unified\n\t"
      "mov r12, r2\n\t"
      "ldmia r1!, {r4, r5, r6, r7}\n\t"
      "mov r8, r4\n\t"
      "mov r9, r5\n\t"
      "mov r10, r6\n\t"
      "mov r11, r7\n\t"
      "1:\n\t"
      FIREFLY_PAIR
      FIREFLY_PAIR
      "cmp r1, r12\n\t"
      "bne 1b\n\t"
      "mov r4, r8\n\t"
      "mov r5, r9\n\t"
      "mov r6, r10\n\t"
      "mov r7, r11\n\t"
      : "+r"(from), "+r"(at), "+r"(end), "=&r"(sum0), "=&r"(sum1),
        "=&r"(sum2), "=&r"(sum3)
      :
      : "r3", "r8", "r9", "r10", "r11", "r12", "cc", "memory");
  sums[0] = sum0;
  sums[1] = sum1;
  sums[2] = sum2;
  sums[3] = sum3;
}

#undef FIREFLY_PAIR
#undef FIREFLY_CHANNEL
// clang-format on

/// As scalar::sum_winograd_position().
FIREFLY_INLINE void sum_winograd_position(const int16_t* inputs,
                                          const int32_t* weights, int pairs,
                                          int32_t* sums) {
  for (int tile = 0; tile < kWinogradTiles; ++tile) {
    sum_winograd_tile(inputs + 2 * tile, weights, pairs,
                      sums + kWinogradChannels * tile);
  }
}

/// State of store_rectified_winograd().
struct WinogradPass {
  const int32_t* sums;    ///< Of the next channel.
  const int32_t* scales;  ///< Likewise.
  WinogradTile* tiles;    ///< Their outputs move on, too.
  const WinogradTile* end;
  int32_t channels;  ///< Still to come.
};
static_assert(sizeof(WinogradTile) == 16 && kWinogradScales == 4);
static_assert(4 * kWinogradTiles * kWinogradChannels == 32);

// Macros of the assembler, for the function below.
__asm__(R"(
    .syntax unified
    @ A sum, modulo 2^32 and yet to be multiplied by r6, to an output, in r2.
    .macro firefly_winograd_scale sum
    mov r2, \sum
    muls r2, r6, r2
    firefly_scale_rectified 0, #16
    ldr r1, [r7]
    .endm
    @ The same of a tile's pixel, whose offset is at \at.
    .macro firefly_winograd_store sum, at
    firefly_winograd_scale \sum
    ldr r3, [r7, #\at]
    strb r2, [r1, r3]
    .endm
)");

/// Channels of tiles whose negative sums are clamped away, to -128.
__attribute__((naked, noinline)) inline void store_rectified_winograd(
    WinogradPass* /*pass*/) {
  __asm__(R"(
    .syntax unified
    push {r4, r5, r6, r7, lr}
    mov r4, r8
    mov r5, r9
    mov r6, r10
    mov r7, r11
    push {r0, r4, r5, r6, r7}
    movs r1, #255
    mov lr, r1
1:  ldr r1, [r0, #4]
    ldmia r1!, {r2, r4, r6}
    adds r1, #4
    str r1, [r0, #4]
    movs r1, #128
    lsls r1, r1, #16
    adds r6, r6, r1
    mov r12, r6
    movs r6, r2
    uxth r5, r4
    lsrs r4, r4, #16
    ldr r7, [r0, #8]
    ldr r1, [r0]
    adds r2, r1, #4
    str r2, [r0]
    movs r0, r1
2:  ldr r1, [r0, #32]
    ldr r2, [r0, #64]
    subs r3, r1, r2
    mov r9, r3
    adds r1, r1, r2
    mov r10, r1
    ldr r2, [r0]
    adds r1, r1, r2
    mov r8, r1
    ldr r1, [r0, #96]
    adds r0, #128
    ldr r2, [r0]
    ldr r3, [r0, #32]
    add r3, r9
    adds r1, r1, r2
    lsls r2, r2, #1
    subs r2, r1, r2
    add r8, r1
    lsls r1, r1, #2
    add r10, r1
    lsls r2, r2, #1
    add r9, r2
    lsls r2, r2, #2
    adds r3, r3, r2
    mov r11, r3
    firefly_winograd_store r11, 12
    firefly_winograd_store r10, 8
    firefly_winograd_store r9, 4
    firefly_winograd_scale r8
    strb r2, [r1]
    adds r1, #1
    str r1, [r7]
    adds r7, #16
    subs r0, #112
    ldr r1, [sp]
    ldr r2, [r1, #12]
    cmp r7, r2
    beq 3f
    b 2b
3:  movs r0, r1
    ldr r2, [r0, #16]
    subs r2, #1
    str r2, [r0, #16]
    beq 4f
    b 1b
4:  pop {r0, r4, r5, r6, r7}
    mov r8, r4
    mov r9, r5
    mov r10, r6
    mov r11, r7
    pop {r4, r5, r6, r7, pc}
)");
}

/// As scalar::store_winograd_channels().
template <class Core>
FIREFLY_INLINE void store_winograd_channels(const int32_t* sums,
                                            const int32_t* scales, bool nudges,
                                            WinogradTile* tiles, int32_t count,
                                            int channel, int end) {
  if (nudges) {
    scalar::store_winograd_channels<Core>(sums, scales, nudges, tiles, count,
                                          channel, end);
    return;
  }
  WinogradPass pass{sums, scales, tiles, tiles + count, end - channel};
  store_rectified_winograd(&pass);
}

#else

using scalar::store_winograd_channels;
using scalar::sum_winograd_position;

#endif

}  // namespace firefly::armv6m
