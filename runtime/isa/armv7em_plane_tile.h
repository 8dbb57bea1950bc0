// SPDX-License-Identifier: Apache-2.0
//
// The inner loop of depthwise_planes_s8.h, in assembly: sums, a kernel row's
// weights and three words of pixels take all the registers there are.
#pragma once

#include "isa/armv7em_dsp.h"
#include "kernels/depthwise_planes_s8.h"

namespace firefly::armv7em {

/// How windows lie in the words of a row.
enum class PlaneWindows : uint8_t {
  kWhole,       ///< Pixel 0's window starts with a word.
  kStraddling,  ///< It starts in the second half of one.
  kRow,     ///< The tile is a whole row of stride 1, pixel 0 the first half.
  kOddRow,  ///< Likewise, but that pixel 0 is the second half of a word.
};

/// Neighbouring output pixels, all channels. Rows are reached one from the
/// other: the middle one, the first one, the last one, the next channel's.
struct PlaneTile {
  /// The word of the first channel in which the first window starts, of a whole
  /// row the first pixel's.
  const int8_t* middle;
  int8_t* output;
  int8_t* end;    ///< The output of the first pixel ends here.
  int32_t first;  ///< Bytes from the middle row to it; 0 for a margin.
  int32_t last;   ///< Likewise, from the one that came before.
  int32_t next;   ///< From there to the next channel's middle row.
};

/// `pixels` output pixels, three to six, `step` bytes apart, outputs of `bytes`
/// each. outer: how windows lie in the first row and the last one.
template <int stride, PlaneWindows windows, PlaneWindows outer, int pixels,
          int step, int bytes = 1>
void depthwise_plane_tile(const int32_t* stream, const PlaneTile* tile);

#if defined(__ARM_FEATURE_DSP)

static_assert(sizeof(PlaneTile) == 24 && offsetof(PlaneTile, middle) == 0 &&
              offsetof(PlaneTile, output) == 4 &&
              offsetof(PlaneTile, end) == 8 &&
              offsetof(PlaneTile, first) == 12);
static_assert(DepthwisePlanesS8::kShift == 11);

// r0 stream; r1 a row; r2 output; r4 to r9 sums, r9 the bias until its sum
// starts; r10 and r11 a kernel row's weights; r3, r12 and lr words of pixels,
// read side by side because loads after the first take one cycle on Cortex-M4.
// The rest of the tile lies on the stack. Where outputs go is part of the
// instructions: with an offset in a register a store takes two cycles.
__asm__(R"(
    @ A window's row that starts with a word, and one that straddles two.
    .macro firefly_whole p, pixel, word, next, sum, from
    .if \pixel < \p
      smlad \sum, \word, r10, \from
      smlabt \sum, \next, r11, \sum
    .endif
    .endm
    .macro firefly_straddling p, pixel, word, next, sum, from
    .if \pixel < \p
      smlatb \sum, \word, r10, \from
      smlad \sum, \next, r11, \sum
    .endif
    .endm
    .set firefly_row_at, 0  @ From \row to the row's words.
    .macro firefly_plane_word row, count, index, word
    .if \index < \count
      ldr.w \word, [\row, #firefly_row_at + 4 * \index]
    .endif
    .endm
    .macro firefly_scale_plane p, pixel, sum
    .if \pixel < \p
      smmla \sum, \sum, r10, r11
    .endif
    .endm
    .macro firefly_clamp_plane p, pixel, sum
    .if \pixel < \p
      ssat \sum, #8, \sum, asr #11
    .endif
    .endm

    .macro firefly_store_plane p, pixel, sum, step, bytes
    .if \pixel < \p
      .if \pixel * \step < 4096
        .if \bytes == 1
          strb.w \sum, [r2, #\pixel * \step]
        .else
          strh.w \sum, [r2, #\pixel * \step]
        .endif
      .else
        movw r12, #\pixel * \step
        .if \bytes == 1
          strb.w \sum, [r2, r12]
        .else
          strh.w \sum, [r2, r12]
        .endif
      .endif
    .endif
    .endm

    @ A tile's function is: begin; the products of a channel, from 1 on; finish.
    .macro firefly_plane_begin
    push {r4-r11, lr}
    ldm r1!, {r2, r3}
    ldm r1, {r4-r7}
    mov r1, r2
    mov r2, r3
    push {r4-r7}
    .balign 4
    .endm
    .macro firefly_plane_tile p, step, bytes
    firefly_plane_begin
  1:
    ldm r0!, {r9, r10, r11}
    firefly_middle_row r1, \p, r9, r9, r9, r9, r9, r9
    ldr.w r3, [sp, #4]
    ldr.w r10, [r0, #8]
    ldr.w r11, [r0, #12]
    cbz r3, 2f
    add r1, r3
    firefly_plane_row r1, \p, r4, r5, r6, r7, r8, r9
  2:
    ldr.w r3, [sp, #8]
    ldr.w r10, [r0, #16]
    ldr.w r11, [r0, #20]
    cbz r3, 3f
    add r1, r3
    firefly_plane_row r1, \p, r4, r5, r6, r7, r8, r9
  3:
    firefly_plane_finish \p, \step, \bytes
    .endm
    @ Loads stand before what waits for the load before, saturations between
    @ multiplications and stores: the M7 issues them together.
    @ plane: bytes from r1 to where it is for the next channel, unless these
    @ are on the stack.
    .macro firefly_plane_finish p, step, bytes, plane=0
    ldr.w r11, [r0, #4]
    ldr.w r10, [r0], #24
    .ifeq \plane
      ldr.w r3, [sp, #12]
    .endif
    ldr.w lr, [sp, #0]
    firefly_scale_plane \p, 1, r5
    firefly_scale_plane \p, 2, r6
    firefly_clamp_plane \p, 1, r5
    firefly_scale_plane \p, 3, r7
    firefly_clamp_plane \p, 2, r6
    firefly_scale_plane \p, 4, r8
    firefly_clamp_plane \p, 3, r7
    firefly_scale_plane \p, 5, r9
    firefly_clamp_plane \p, 4, r8
    firefly_scale_plane \p, 0, r4
    firefly_store_plane \p, 1, r5, \step, \bytes
    firefly_clamp_plane \p, 5, r9
    firefly_store_plane \p, 2, r6, \step, \bytes
    firefly_clamp_plane \p, 0, r4
    firefly_store_plane \p, 3, r7, \step, \bytes
    firefly_store_plane \p, 4, r8, \step, \bytes
    .ifeq \plane
      add r1, r3
    .else
      addw r1, r1, #\plane
    .endif
    firefly_store_plane \p, 5, r9, \step, \bytes
    .if \bytes == 1
      strb.w r4, [r2], #1
    .else
      strh.w r4, [r2], #2
    .endif
    cmp r2, lr
    bne.w 1b
    add sp, #16
    pop {r4-r11, pc}
    .endm
)");

// The products of a row with the window's row, by stride and PlaneWindows: s0
// .. are what the sums start from. Beside a whole row nothing lies before the
// first pixel or behind the last.
__asm__(R"(
    .macro firefly_plane_row_1_0 row, p, s0, s1, s2, s3, s4, s5
    firefly_plane_word \row, (\p+3)/2, 0, r3
    firefly_plane_word \row, (\p+3)/2, 1, r12
    firefly_plane_word \row, (\p+3)/2, 2, lr
    firefly_whole \p, 0, r3, r12, r4, \s0
    firefly_straddling \p, 1, r3, r12, r5, \s1
    firefly_whole \p, 2, r12, lr, r6, \s2
    firefly_plane_word \row, (\p+3)/2, 3, r3
    firefly_straddling \p, 3, r12, lr, r7, \s3
    firefly_whole \p, 4, lr, r3, r8, \s4
    firefly_straddling \p, 5, lr, r3, r9, \s5
    .endm
    .macro firefly_plane_row_1_1 row, p, s0, s1, s2, s3, s4, s5
    firefly_plane_word \row, (\p+4)/2, 0, r3
    firefly_plane_word \row, (\p+4)/2, 1, r12
    firefly_plane_word \row, (\p+4)/2, 2, lr
    firefly_straddling \p, 0, r3, r12, r4, \s0
    firefly_whole \p, 1, r12, lr, r5, \s1
    firefly_straddling \p, 2, r12, lr, r6, \s2
    firefly_plane_word \row, (\p+4)/2, 3, r3
    firefly_plane_word \row, (\p+4)/2, 4, r12
    firefly_whole \p, 3, lr, r3, r7, \s3
    firefly_straddling \p, 4, lr, r3, r8, \s4
    firefly_whole \p, 5, r3, r12, r9, \s5
    .endm
    .macro firefly_plane_row_1_2 row, p, s0, s1, s2, s3, s4, s5
    firefly_plane_word \row, (\p+1)/2, 0, r3
    firefly_plane_word \row, (\p+1)/2, 1, r12
    firefly_plane_word \row, (\p+1)/2, 2, lr
    smlad r4, r3, r11, \s0
    firefly_whole \p, 1, r3, r12, r5, \s1
    .if \p == 3
      smlatb r6, r3, r10, \s2
      smlabb r6, r12, r11, r6
    .else
      firefly_straddling \p, 2, r3, r12, r6, \s2
    .endif
    .if \p == 4
      smlad r7, r12, r10, \s3
    .else
      firefly_whole \p, 3, r12, lr, r7, \s3
    .endif
    .if \p == 5
      smlatb r8, r12, r10, \s4
      smlabb r8, lr, r11, r8
    .else
      firefly_straddling \p, 4, r12, lr, r8, \s4
    .endif
    .if \p == 6
      smlad r9, lr, r10, \s5
    .endif
    .endm
    .macro firefly_plane_row_1_3 row, p, s0, s1, s2, s3, s4, s5
    firefly_plane_word \row, (\p+1)/2, 0, r3
    firefly_plane_word \row, (\p+1)/2, 1, r12
    firefly_plane_word \row, (\p+1)/2, 2, lr
    smlatb r4, r3, r11, \s0
    smlabt r4, r12, r11, r4
    firefly_straddling \p, 1, r3, r12, r5, \s1
    .if \p == 3
      smlad r6, r12, r10, \s2
    .else
      firefly_whole \p, 2, r12, lr, r6, \s2
    .endif
    firefly_straddling \p, 3, r12, lr, r7, \s3
    .if \p == 5
      smlad r8, lr, r10, \s4
    .endif
    .endm
    .macro firefly_plane_row_2_0 row, p, s0, s1, s2, s3, s4, s5
    firefly_plane_word \row, \p+1, 0, r3
    firefly_plane_word \row, \p+1, 1, r12
    firefly_plane_word \row, \p+1, 2, lr
    firefly_whole \p, 0, r3, r12, r4, \s0
    firefly_whole \p, 1, r12, lr, r5, \s1
    firefly_plane_word \row, \p+1, 3, r3
    firefly_plane_word \row, \p+1, 4, r12
    firefly_whole \p, 2, lr, r3, r6, \s2
    firefly_whole \p, 3, r3, r12, r7, \s3
    firefly_plane_word \row, \p+1, 5, lr
    firefly_plane_word \row, \p+1, 6, r3
    firefly_whole \p, 4, r12, lr, r8, \s4
    firefly_whole \p, 5, lr, r3, r9, \s5
    .endm
    .macro firefly_plane_row_2_1 row, p, s0, s1, s2, s3, s4, s5
    firefly_plane_word \row, \p+1, 0, r3
    firefly_plane_word \row, \p+1, 1, r12
    firefly_plane_word \row, \p+1, 2, lr
    firefly_straddling \p, 0, r3, r12, r4, \s0
    firefly_straddling \p, 1, r12, lr, r5, \s1
    firefly_plane_word \row, \p+1, 3, r3
    firefly_plane_word \row, \p+1, 4, r12
    firefly_straddling \p, 2, lr, r3, r6, \s2
    firefly_straddling \p, 3, r3, r12, r7, \s3
    firefly_plane_word \row, \p+1, 5, lr
    firefly_plane_word \row, \p+1, 6, r3
    firefly_straddling \p, 4, r12, lr, r8, \s4
    firefly_straddling \p, 5, lr, r3, r9, \s5
    .endm
)");
static_assert(static_cast<int>(PlaneWindows::kWhole) == 0 &&
              static_cast<int>(PlaneWindows::kStraddling) == 1 &&
              static_cast<int>(PlaneWindows::kRow) == 2 &&
              static_cast<int>(PlaneWindows::kOddRow) == 3);

template <int stride, PlaneWindows windows, PlaneWindows outer, int pixels,
          int step, int bytes>
__attribute__((naked)) FIREFLY_KERNEL
void depthwise_plane_tile(const int32_t* /*stream*/,
                          const PlaneTile* /*tile*/) {
  __asm__(R"(
    .macro firefly_middle_row row, p, s0, s1, s2, s3, s4, s5
    firefly_plane_row_%c0_%c1 \row, \p, \s0, \s1, \s2, \s3, \s4, \s5
    .endm
    .macro firefly_plane_row row, p, s0, s1, s2, s3, s4, s5
    firefly_plane_row_%c0_%c2 \row, \p, \s0, \s1, \s2, \s3, \s4, \s5
    .endm
    firefly_plane_tile %c3, %c4, %c5
    .purgem firefly_middle_row
    .purgem firefly_plane_row
)" ::"i"(stride),
          "i"(windows), "i"(outer), "i"(pixels), "i"(step), "i"(bytes)
          : "memory");
}

#else

/// Two int16 of a plane.
FIREFLY_INLINE int32_t plane_word(const int8_t* row, int index) {
  return static_cast<int32_t>(load_word(row + 4 * index));
}

/// Adds the products of a kernel row, pixel `first` of the word at `row` being
/// the window's first.
FIREFLY_INLINE int32_t mac_plane_row(const int8_t* row, int first,
                                     const int32_t* weights, int32_t sum) {
  const int32_t word = plane_word(row, first / 2);
  const int32_t next = plane_word(row, first / 2 + 1);
  if (first % 2 == 0) {
    return smlabb(next, weights[1] >> 16, smlad(word, weights[0], sum));
  }
  return smlad(next, weights[1], smlabb(word >> 16, weights[0], sum));
}

/// The same of a whole row whose first pixel is half `first` of the word at
/// `row`: nothing lies beside it.
FIREFLY_INLINE int32_t mac_whole_row(const int8_t* row, int first, int x,
                                     int pixels, const int32_t* weights,
                                     int32_t sum) {
  const auto pixel = [&](int at) {
    return at < 0 || at >= pixels  ? 0
           : (first + at) % 2 == 0 ? plane_word(row, (first + at) / 2)
                                   : plane_word(row, (first + at) / 2) >> 16;
  };
  sum = smlabb(pixel(x - 1), weights[0], sum);
  sum = smlabb(pixel(x), weights[1], sum);
  return smlabb(pixel(x + 1), weights[1] >> 16, sum);
}

/// The products of output pixel p with one row of its window.
template <int stride, PlaneWindows windows, int pixels>
FIREFLY_INLINE int32_t mac_window_row(const int8_t* row, int p,
                                      const int32_t* weights, int32_t sum) {
  if (windows == PlaneWindows::kRow || windows == PlaneWindows::kOddRow) {
    return mac_whole_row(row, windows == PlaneWindows::kRow ? 0 : 1, p, pixels,
                         weights, sum);
  }
  return mac_plane_row(row,
                       p * stride + (windows == PlaneWindows::kWhole ? 0 : 1),
                       weights, sum);
}

template <int stride, PlaneWindows windows, PlaneWindows outer, int pixels,
          int step, int bytes>
FIREFLY_KERNEL
void depthwise_plane_tile(const int32_t* stream, const PlaneTile* tile) {
  const int8_t* row = tile->middle;
  for (int8_t* output = tile->output; output != tile->end; output += bytes) {
    for (int p = 0; p < pixels; ++p) {
      int32_t sum = mac_window_row<stride, windows, pixels>(row, p, stream + 1,
                                                            stream[0]);
      const int8_t* other = row + tile->first;
      if (tile->first != 0) {
        sum = mac_window_row<stride, outer, pixels>(other, p, stream + 5, sum);
      }
      other += tile->last;
      if (tile->last != 0) {
        sum = mac_window_row<stride, outer, pixels>(other, p, stream + 7, sum);
      }
      const auto element = static_cast<int16_t>(saturate_byte(
          smmla(sum, stream[3], stream[4]) >> DepthwisePlanesS8::kShift));
      __builtin_memcpy(output + p * step, &element, bytes);
    }
    stream += DepthwisePlanesS8::kStreamWords;
    row += tile->first + tile->last + tile->next;
  }
}

#endif

}  // namespace firefly::armv7em
