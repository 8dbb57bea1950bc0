// SPDX-License-Identifier: Apache-2.0
//
// The commonest depthwise convolutions by far, in assembly: three taps wide, up
// to four rows high, strides of 1 and 2, rectified. Sums, a row pair's taps and
// two words of columns take all the registers there are.
#pragma once

#include "isa/armv7em_dsp.h"
#include "kernels/depthwise_columns_s8.h"

namespace firefly::armv7em {

/// Four channels of three to six neighbouring pixels; see DepthwiseColumnsS8
/// for columns and stream. Output pixels are `step` apart.
template <int stride>
void depthwise_tile_of_runs(const int32_t* columns, const int32_t* stream,
                            int8_t* output, int step, int pixels);

#if defined(__ARM_FEATURE_DSP)

// r0 columns, r1 stream, r2 output; r4 to r9 sums, r9 the bias until its sum
// starts; r10 to r12 taps; r3 and lr words of columns, read two by two because
// the second takes one cycle on Cortex-M4.
__asm__(R"(
    .macro firefly_load columns, column, word, offset
    .if \column < \columns
      ldr.w \word, [r0, #\offset]
    .endif
    .endm
    .macro firefly_mac pixels, pixel, word, tap, sum, from
    .if \pixel < \pixels
      smlad \sum, \word, \tap, \from
    .endif
    .endm

    .macro firefly_finish p, pixel, sum
    .if \pixel < \p
      smmla \sum, \sum, r10, r11
      asr \sum, \sum, r12
      ssat \sum, #8, \sum
    .endif
    .endm
    .macro firefly_tile p
  1:
    ldm r1!, {r9, r10, r11, r12}
    ldr.w r3, [r0], #4
    firefly_row_pair \p, 28, r9, r9, r9, r9, r9, r9
    ldm r1!, {r10, r11, r12}
    ldr.w r3, [r0, #12]
    firefly_row_pair \p, 44, r4, r5, r6, r7, r8, r9
    ldm r1!, {r10, r11, r12}
    ldr.w r3, [sp]
    firefly_finish \p, 0, r4
    firefly_finish \p, 1, r5
    firefly_finish \p, 2, r6
    firefly_finish \p, 3, r7
    firefly_finish \p, 4, r8
    firefly_finish \p, 5, r9
    strb.w r5, [r2, r3]
    strb.w r6, [r2, r3, lsl #1]
    .if \p > 3
      add r10, r3, r3, lsl #1
      strb.w r7, [r2, r10]
    .endif
    .if \p > 4
      strb.w r8, [r2, r3, lsl #2]
    .endif
    .if \p > 5
      add r10, r10, r3, lsl #1
      strb.w r9, [r2, r10]
    .endif
    ldr.w r10, [sp, #4]
    strb.w r4, [r2], #1
    cmp r2, r10
    bne.w 1b
    add sp, #8
    pop {r4-r11, pc}
    .endm

    .macro firefly_tiles
    ldr.w r12, [sp]
    push {r4-r11, lr}
    add r4, r2, #4
    push {r3, r4}
    cmp r12, #4
    bhi.w 6f
    beq.w 4f
    firefly_tile 3
  4:
    firefly_tile 4
  6:
    cmp r12, #6
    beq.w 6f
    firefly_tile 5
  6:
    firefly_tile 6
    .endm
)");

template <>
__attribute__((naked)) FIREFLY_KERNEL
inline void depthwise_tile_of_runs<1>(const int32_t* /*columns*/,
                                      const int32_t* /*stream*/,
                                      int8_t* /*output*/, int /*step*/,
                                      int /*pixels*/) {
  __asm__(R"(
    @ A row pair. `at`: of column 1; column 0 is in r3. s0 ..: what sums start
    @ from.
    .macro firefly_row_pair p, at, s0, s1, s2, s3, s4, s5
    firefly_load \p + 2, 1, lr, \at
    firefly_mac \p, 0, r3, r10, r4, \s0
    firefly_mac \p, 1, lr, r10, r5, \s1
    firefly_mac \p, 0, lr, r11, r4, r4
    firefly_load \p + 2, 2, r3, \at + 32
    firefly_load \p + 2, 3, lr, \at + 64
    firefly_mac \p, 2, r3, r10, r6, \s2
    firefly_mac \p, 1, r3, r11, r5, r5
    firefly_mac \p, 0, r3, r12, r4, r4
    firefly_mac \p, 3, lr, r10, r7, \s3
    firefly_mac \p, 2, lr, r11, r6, r6
    firefly_mac \p, 1, lr, r12, r5, r5
    firefly_load \p + 2, 4, r3, \at + 96
    firefly_load \p + 2, 5, lr, \at + 128
    firefly_mac \p, 4, r3, r10, r8, \s4
    firefly_mac \p, 3, r3, r11, r7, r7
    firefly_mac \p, 2, r3, r12, r6, r6
    firefly_mac \p, 5, lr, r10, r9, \s5
    firefly_mac \p, 4, lr, r11, r8, r8
    firefly_mac \p, 3, lr, r12, r7, r7
    firefly_load \p + 2, 6, r3, \at + 160
    firefly_load \p + 2, 7, lr, \at + 192
    firefly_mac \p, 5, r3, r11, r9, r9
    firefly_mac \p, 4, r3, r12, r8, r8
    firefly_mac \p, 5, lr, r12, r9, r9
    .endm
    firefly_tiles
    .purgem firefly_row_pair
  )");
}

template <>
__attribute__((naked)) FIREFLY_KERNEL
inline void depthwise_tile_of_runs<2>(const int32_t* /*columns*/,
                                      const int32_t* /*stream*/,
                                      int8_t* /*output*/, int /*step*/,
                                      int /*pixels*/) {
  __asm__(R"(
    .macro firefly_row_pair p, at, s0, s1, s2, s3, s4, s5
    firefly_load 2 * \p + 1, 1, lr, \at
    firefly_mac \p, 0, r3, r10, r4, \s0
    firefly_mac \p, 0, lr, r11, r4, r4
    firefly_load 2 * \p + 1, 2, r3, \at + 32
    firefly_load 2 * \p + 1, 3, lr, \at + 64
    firefly_mac \p, 1, r3, r10, r5, \s1
    firefly_mac \p, 0, r3, r12, r4, r4
    firefly_mac \p, 1, lr, r11, r5, r5
    firefly_load 2 * \p + 1, 4, r3, \at + 96
    firefly_load 2 * \p + 1, 5, lr, \at + 128
    firefly_mac \p, 2, r3, r10, r6, \s2
    firefly_mac \p, 1, r3, r12, r5, r5
    firefly_mac \p, 2, lr, r11, r6, r6
    firefly_load 2 * \p + 1, 6, r3, \at + 160
    firefly_load 2 * \p + 1, 7, lr, \at + 192
    firefly_mac \p, 3, r3, r10, r7, \s3
    firefly_mac \p, 2, r3, r12, r6, r6
    firefly_mac \p, 3, lr, r11, r7, r7
    firefly_load 2 * \p + 1, 8, r3, \at + 224
    firefly_load 2 * \p + 1, 9, lr, \at + 256
    firefly_mac \p, 4, r3, r10, r8, \s4
    firefly_mac \p, 3, r3, r12, r7, r7
    firefly_mac \p, 4, lr, r11, r8, r8
    firefly_load 2 * \p + 1, 10, r3, \at + 288
    firefly_load 2 * \p + 1, 11, lr, \at + 320
    firefly_mac \p, 5, r3, r10, r9, \s5
    firefly_mac \p, 4, r3, r12, r8, r8
    firefly_mac \p, 5, lr, r11, r9, r9
    firefly_load 2 * \p + 1, 12, r3, \at + 352
    firefly_mac \p, 5, r3, r12, r9, r9
    .endm
    firefly_tiles
    .purgem firefly_row_pair
  )");
}

#else

template <int stride>
void depthwise_tile_of_runs(const int32_t* columns, const int32_t* stream,
                            int8_t* output, int step, int pixels) {
  constexpr int kRun = DepthwiseColumns::kLongRun;
  for (int channel = 0; channel < DepthwiseColumns::kBlock; ++channel) {
    const int32_t* const scale = stream + 1 + 2 * kRun;
    for (int p = 0; p < pixels; ++p) {
      int32_t sum = stream[0];
      for (int i = 0; i < 2 * kRun; ++i) {
        const int at =
            (p * stride + i % kRun) * DepthwiseColumns::kColumnWords +
            i / kRun * DepthwiseColumns::kBlock + channel;
        sum = smlad(columns[at], stream[1 + i], sum);
      }
      output[p * step + channel] = static_cast<int8_t>(
          saturate_byte(smmla(sum, scale[0], scale[1]) >> scale[2]));
    }
    stream = scale + 3;
  }
}

#endif

}  // namespace firefly::armv7em
