// SPDX-License-Identifier: Apache-2.0
//
// global_pool_s8 with the DSP extension: two channels an addition.
#pragma once

#include "isa/armv7em_dsp.h"
#include "kernels/global_pool_s8.h"

namespace firefly {
namespace armv7em {

/// Adds `width` pixels to the sums, four of their channels at a time; channels
/// are a multiple of 4. Sums of int8 fit 16 bits at a width of up to 256.
#if defined(__ARM_FEATURE_DSP)

// r12 pixels, two a turn; r6 and r7 sums of channels 0 and 2, 1 and 3.
__attribute__((naked, noinline)) inline void add_quads(const int8_t* /*row*/,
                                                       int32_t /*channels*/,
                                                       int32_t /*width*/,
                                                       int32_t* /*sums*/) {
  __asm__(R"(
    push {r4-r9, lr}
    mov r4, r1
  1:
    mov r5, r0
    mov r6, #0
    mov r7, #0
    subs r12, r2, #2
    blt 3f
    .balign 4
  2:
    ldr.w r8, [r5]
    ldr.w r9, [r5, r1]
    add r5, r5, r1, lsl #1
    subs r12, r12, #2
    sxtab16 r6, r6, r8
    sxtab16 r7, r7, r8, ror #8
    sxtab16 r6, r6, r9
    sxtab16 r7, r7, r9, ror #8
    bge 2b
  3:
    adds r12, r12, #2
    beq 4f
    ldr.w r8, [r5]
    sxtab16 r6, r6, r8
    sxtab16 r7, r7, r8, ror #8
  4:
    ldm r3, {r5, r8, r9, r12}
    sxtah r5, r5, r6
    sxtah r8, r8, r7
    add r9, r9, r6, asr #16
    add r12, r12, r7, asr #16
    stm r3!, {r5, r8, r9, r12}
    add r0, #4
    subs r4, #4
    bne 1b
    pop {r4-r9, pc}
)");
}

#else

inline void add_quads(const int8_t* row, int32_t channels, int32_t width,
                      int32_t* sums) {
  for (int32_t c = 0; c < channels; c += 4) {
    int32_t even = 0;
    int32_t odd = 0;
    for (int32_t x = 0; x < width; ++x) {
      const uint32_t word = load_word(row + x * channels + c);
      even = add_even_bytes(even, word);
      odd = add_odd_bytes(odd, word);
    }
    *sums++ += static_cast<int16_t>(even);
    *sums++ += static_cast<int16_t>(odd);
    *sums++ += even >> 16;
    *sums++ += odd >> 16;
  }
}

#endif

inline FIREFLY_KERNEL
void add_row(const GlobalPoolShape& shape, const int8_t* row, int32_t* sums) {
  if (shape.channels % 4 == 0) {
    add_quads(row, shape.channels, shape.width, sums);
  } else {
    add_row_bytes(shape, row, sums);
  }
}

}  // namespace armv7em

template <>
inline FIREFLY_KERNEL
void global_pool_s8_row(const GlobalAverageS8& layer, const int8_t* row, int y,
                        int8_t* output, uint8_t* scratch) {
  global_pool_row(layer, row, y, output, scratch, armv7em::add_row);
}

template <>
inline FIREFLY_KERNEL
void global_pool_s8_row(const GlobalMeanS8& layer, const int8_t* row, int y,
                        int8_t* output, uint8_t* scratch) {
  global_pool_row(layer, row, y, output, scratch, armv7em::add_row);
}

}  // namespace firefly
