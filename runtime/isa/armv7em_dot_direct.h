// SPDX-License-Identifier: Apache-2.0
//
// The products of kernels/direct_conv2d_s8.h: dot_pixel_pairs() whose
// activations lie in rows, at constant distances.
#pragma once

#include "isa/armv7em_dot.h"
#include "kernels/direct_conv2d_s8.h"

namespace firefly::armv7em {

#if defined(__ARM_FEATURE_DSP)

__asm__(R"(
    @ The sums of a pair of pixels from biases in r0 to r3. Words of the first
    @ one lie at r8, those of the second one \second bytes further.
    .macro firefly_direct_pairs rows, words, second, row_bytes
    .set firefly_left, \rows * \words
    .set firefly_row, 0
    firefly_first_words \second
    .rept \rows
    .set firefly_at, firefly_row
    .rept \words
    .set firefly_left, firefly_left - 1
    .set firefly_next, firefly_at + 4
    .ifeq firefly_next - firefly_row - 4 * \words
    .set firefly_next, firefly_row + \row_bytes
    .endif
    .ifeq firefly_at
    firefly_pair 0, r0, r1, r2, r3, 0, \second, firefly_next+\second
    .else
    .ifeq firefly_left
    firefly_pair 1, r4, r5, r6, r7, firefly_at, firefly_at+\second
    .else
    firefly_pair 0, r4, r5, r6, r7, firefly_at, firefly_at+\second, firefly_next+\second
    .endif
    .endif
    .set firefly_at, firefly_next
    .endr
    .set firefly_row, firefly_row + \row_bytes
    .endr
    add.w r8, r8, #2 * \second
    .endm
)");

/// As dot_pixel_pairs(), but that the windows of a pair lie in the rows of a
/// strip, `patch` their beginning.
template <class Windows>
__attribute__((naked)) FIREFLY_KERNEL
void dot_direct_pairs(const PairedDotS8* /*layer*/, const int16_t* /*patch*/,
                      int8_t* /*output*/, int32_t /*output_step*/,
                      int32_t /*pairs*/) {
  __asm__(R"(
    firefly_pairs_begin
    movw r10, #2 * %c2
    mla r12, r12, r10, r1
    firefly_pairs_frame
    firefly_pairs_tiles
    .balign 4
3:  ldr.w r9, [sp, #FIREFLY_WEIGHTS]
    ldm.w r9!, {r0-r3}
    firefly_direct_pairs %c0, %c1, %c2, %c3
    firefly_pairs_finish
)" ::"i"(Windows::kRows),
          "i"(Windows::kWords), "i"(Windows::kSecond), "i"(Windows::kRowBytes));
}

#else

template <class Windows>
FIREFLY_KERNEL
void dot_direct_pairs(const PairedDotS8* layer, const int16_t* patch,
                      int8_t* output, int32_t output_step, int32_t pairs) {
  const int32_t pair_step =
      layer->form == paired_form::kPlanes ? 4 : 2 * output_step;
  for (int pixel = 0; pixel < 2 * pairs; ++pixel) {
    const int16_t* const window = patch + pixel * (Windows::kSecond / 2);
    const auto x = [&](int k) {
      const int half = k / 4 * 4 + k % 2 * 2 + k % 4 / 2;
      const int row = half / (2 * Windows::kWords);
      return row < Windows::kRows ? window[row * (Windows::kRowBytes / 2) +
                                           half % (2 * Windows::kWords)]
                                  : int16_t{0};
    };
    dot_pixel_plain(*layer, pixel % 2, x, output + pixel / 2 * pair_step,
                    output_step);
  }
}

#endif

}  // namespace firefly::armv7em
