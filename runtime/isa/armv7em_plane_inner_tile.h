// SPDX-License-Identifier: Apache-2.0
//
// armv7em_plane_tile.h for windows whose three rows are inside the image and
// neighbours in memory, in the order of the image or rotated, as they are in a
// ring of three. Their distances are constants then: nothing has to be asked or
// loaded between them, and the loads of weights and pixels chain.
#pragma once

#include "isa/armv7em_plane_tile.h"

namespace firefly::armv7em {

/// Which of the three rows in memory the window's first one is; the next ones
/// follow it, the row in front comes after the last.
enum class RowOrder : uint8_t { kFirst, kSecond, kThird };
template <RowOrder order>
struct OrderOf {
  static constexpr RowOrder kOrder = order;
};

/// As depthwise_plane_tile(). tile.middle: the first window's word in the
/// lowest of the three rows, `row_bytes` each; first, last and next are not
/// read. plane: bytes from a channel to the next.
template <int stride, PlaneWindows windows, int pixels, int step, int bytes,
          int row_bytes, int plane, RowOrder order>
void depthwise_plane_inner_tile(const int32_t* stream, const PlaneTile* tile);

#if defined(__ARM_FEATURE_DSP)

__asm__(R"(
    .macro firefly_plane_inner_tile p, step, bytes, row_bytes, plane, order
    firefly_plane_begin
  1:
    ldm r0!, {r9, r10, r11}
    .set firefly_row_at, (\order + 1) % 3 * \row_bytes
    firefly_inner_row r1, \p, r9, r9, r9, r9, r9, r9
    .set firefly_row_at, \order * \row_bytes
    ldr.w r10, [r0, #8]
    ldr.w r11, [r0, #12]
    firefly_inner_row r1, \p, r4, r5, r6, r7, r8, r9
    .set firefly_row_at, (\order + 2) % 3 * \row_bytes
    ldr.w r10, [r0, #16]
    ldr.w r11, [r0, #20]
    firefly_inner_row r1, \p, r4, r5, r6, r7, r8, r9
    .set firefly_row_at, 0
    firefly_plane_finish \p, \step, \bytes, \plane
    .endm
)");

template <int stride, PlaneWindows windows, int pixels, int step, int bytes,
          int row_bytes, int plane, RowOrder order>
__attribute__((naked)) FIREFLY_KERNEL
void depthwise_plane_inner_tile(const int32_t* /*stream*/,
                                const PlaneTile* /*tile*/) {
  __asm__(R"(
    .macro firefly_inner_row row, p, s0, s1, s2, s3, s4, s5
    firefly_plane_row_%c0_%c1 \row, \p, \s0, \s1, \s2, \s3, \s4, \s5
    .endm
    firefly_plane_inner_tile %c2, %c3, %c4, %c5, %c6, %c7
    .purgem firefly_inner_row
)" ::"i"(stride),
          "i"(windows), "i"(pixels), "i"(step), "i"(bytes), "i"(row_bytes),
          "i"(plane), "i"(order)
          : "memory");
}

#else

template <int stride, PlaneWindows windows, int pixels, int step, int bytes,
          int row_bytes, int plane, RowOrder order>
FIREFLY_KERNEL
void depthwise_plane_inner_tile(const int32_t* stream, const PlaneTile* tile) {
  constexpr int kFirst = static_cast<int>(order) * row_bytes;
  constexpr int kMiddle = (static_cast<int>(order) + 1) % 3 * row_bytes;
  constexpr int kLast = (static_cast<int>(order) + 2) % 3 * row_bytes;
  PlaneTile all = *tile;
  all.middle += kMiddle;
  all.first = kFirst - kMiddle;
  all.last = kLast - kFirst;
  all.next = kMiddle - kLast + plane;
  depthwise_plane_tile<stride, windows, windows, pixels, step, bytes>(stream,
                                                                      &all);
}

#endif

}  // namespace firefly::armv7em
