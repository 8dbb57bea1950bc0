// SPDX-License-Identifier: Apache-2.0
//
// A tile of armv7em_plane_tile.h on planes that two rows share, all three rows
// of whose windows are inside the image: the middle one and one beside it are
// the same planes, at a constant distance, with a word that both have.
#pragma once

#include "isa/armv7em_plane_tile.h"

namespace firefly::armv7em {

/// Three or five output pixels, a whole row. windows: of the middle row. tile:
/// `first` leads to the row in other planes, first or last; `last` is 0.
template <PlaneWindows windows, int pixels, int step>
void depthwise_plane_pair_tile(const int32_t* stream, const PlaneTile* tile);

#if defined(__ARM_FEATURE_DSP)

// Registers are those of depthwise_plane_tile().
__asm__(R"(
    @ The products of a row whose words are a, b and c, if there are three: s0 ..
    @ are what the sums start from. An even row starts with the first half of a,
    @ an odd one with the second.
    .macro firefly_even_row p, a, b, c, s0, s1, s2, s3, s4
    smlad r4, \a, r11, \s0
    firefly_whole \p, 1, \a, \b, r5, \s1
    .if \p == 3
      smlatb r6, \a, r10, \s2
      smlabb r6, \b, r11, r6
    .else
      firefly_straddling \p, 2, \a, \b, r6, \s2
      firefly_whole \p, 3, \b, \c, r7, \s3
      smlatb r8, \b, r10, \s4
      smlabb r8, \c, r11, r8
    .endif
    .endm
    .macro firefly_odd_row p, a, b, c, s0, s1, s2, s3, s4
    smlatb r4, \a, r11, \s0
    smlabt r4, \b, r11, r4
    firefly_straddling \p, 1, \a, \b, r5, \s1
    .if \p == 3
      smlad r6, \b, r10, \s2
    .else
      firefly_whole \p, 2, \b, \c, r6, \s2
      firefly_straddling \p, 3, \b, \c, r7, \s3
      smlad r8, \c, r10, \s4
    .endif
    .endm
    @ Words of the row at r1 from \at on.
    .macro firefly_row_words p, at, a, b, c
    ldr.w \a, [r1, #\at]
    ldr.w \b, [r1, #\at + 4]
    .if \p == 5
      ldr.w \c, [r1, #\at + 8]
    .endif
    .endm
    .macro firefly_row_weights at
    ldr.w r10, [r0, #\at]
    ldr.w r11, [r0, #\at + 4]
    .endm

    @ Of the middle row and the one that shares its planes.
    .macro firefly_even_and_odd p
    firefly_row_words \p, 0, r3, r12, lr
    firefly_even_row \p, r3, r12, lr, r9, r9, r9, r9, r9
    firefly_row_weights 16
    .if \p == 3
      ldr.w lr, [r1, #8]
      firefly_odd_row \p, r12, lr, lr, r4, r5, r6, r7, r8
    .else
      ldr.w r3, [r1, #12]
      ldr.w r12, [r1, #16]
      firefly_odd_row \p, lr, r3, r12, r4, r5, r6, r7, r8
    .endif
    .endm
    .macro firefly_odd_and_even p
    firefly_row_words \p, 0, r3, r12, lr
    firefly_odd_row \p, r3, r12, lr, r9, r9, r9, r9, r9
    firefly_row_weights 8
    .if \p == 3
      ldr.w lr, [r1, #-4]
      firefly_even_row \p, lr, r3, r3, r4, r5, r6, r7, r8
    .else
      ldr.w r12, [r1, #-8]
      ldr.w lr, [r1, #-4]
      firefly_even_row \p, r12, lr, r3, r4, r5, r6, r7, r8
    .endif
    .endm

    .macro firefly_plane_pair_tile odd, p, step
    firefly_plane_begin
  1:
    ldm r0!, {r9, r10, r11}
    .if \odd
      firefly_odd_and_even \p
      ldr.w r3, [sp, #4]
      firefly_row_weights 16
      add r1, r3
      firefly_row_words \p, 0, r3, r12, lr
      firefly_even_row \p, r3, r12, lr, r4, r5, r6, r7, r8
    .else
      firefly_even_and_odd \p
      ldr.w r3, [sp, #4]
      firefly_row_weights 8
      add r1, r3
      firefly_row_words \p, 0, r3, r12, lr
      firefly_odd_row \p, r3, r12, lr, r4, r5, r6, r7, r8
    .endif
    firefly_plane_finish \p, \step, 1
    .endm
)");

template <PlaneWindows windows, int pixels, int step>
__attribute__((naked)) FIREFLY_KERNEL
void depthwise_plane_pair_tile(const int32_t* /*stream*/,
                               const PlaneTile* /*tile*/) {
  __asm__("firefly_plane_pair_tile %c0, %c1, %c2" ::"i"(windows ==
                                                        PlaneWindows::kOddRow),
          "i"(pixels), "i"(step));
}

#else

template <PlaneWindows windows, int pixels, int step>
FIREFLY_KERNEL
void depthwise_plane_pair_tile(const int32_t* stream, const PlaneTile* tile) {
  constexpr bool kOdd = windows == PlaneWindows::kOddRow;
  constexpr int32_t kOther = (kOdd ? -1 : 1) * plane_pair_odd_bytes(pixels);
  PlaneTile all = *tile;
  if (kOdd) {
    all.first = kOther;
    all.last = tile->first - kOther;
  } else {
    all.last = kOther - all.first;
    all.next -= all.last;
  }
  depthwise_plane_tile<1, windows,
                       kOdd ? PlaneWindows::kRow : PlaneWindows::kOddRow,
                       pixels, step>(stream, &all);
}

#endif

}  // namespace firefly::armv7em
