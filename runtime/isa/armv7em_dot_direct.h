// SPDX-License-Identifier: Apache-2.0
//
// The products of kernels/direct_conv2d_s8.h: dot_pixel_pairs() whose
// activations lie in rows, at constant distances. As a layer has code of its
// own, what becomes of its sums is a constant of that, too.
#pragma once

#include "isa/armv7em_dot.h"
#include "kernels/direct_conv2d_s8.h"

namespace firefly::armv7em {

#if defined(__ARM_FEATURE_DSP)

// The stack frame. The first two are read together.
__asm__(R"(
    .set FIREFLY_DIRECT_OUTPUT, 0       @ Of the next pair.
    .set FIREFLY_DIRECT_PATCH_END, 4
    .set FIREFLY_DIRECT_PATCH, 8
    .set FIREFLY_DIRECT_TILE_OUTPUT, 12
    .set FIREFLY_DIRECT_CHANNELS, 16    @ Still to come, with the tile's.
    .set FIREFLY_DIRECT_LAYER, 20
    .set FIREFLY_DIRECT_FRAME_BYTES, 24
)");

__asm__(R"(
    @ The products of a word of each pixel, at firefly_at; firefly_next is that
    @ of the following one, firefly_left how many come with it.
    .macro firefly_direct_word second
    .set firefly_left, firefly_left - 1
    .ifeq firefly_at
    .ifeq firefly_left
    firefly_pair 1, r0, r1, r2, r3, 0, \second
    .else
    firefly_pair 0, r0, r1, r2, r3, 0, \second, firefly_next+\second
    .endif
    .else
    .ifeq firefly_left
    firefly_pair 1, r4, r5, r6, r7, firefly_at, firefly_at+\second
    .else
    firefly_pair 0, r4, r5, r6, r7, firefly_at, firefly_at+\second, firefly_next+\second
    .endif
    .endif
    .set firefly_at, firefly_next
    .endm

    @ The sums of a pair of pixels from biases in r0 to r3. Words of the first
    @ one lie at r8, those of the second one \second bytes further.
    .macro firefly_direct_pairs rows, words, second, row_bytes, lone
    .set firefly_left, \rows * \words + \lone
    .set firefly_row, 0
    firefly_first_words \second
    .rept \rows
    .set firefly_at, firefly_row
    .rept \words
    .set firefly_next, firefly_at + 4
    .ifeq firefly_next - firefly_row - 4 * \words
    .set firefly_next, firefly_row + \row_bytes
    .endif
    firefly_direct_word \second
    .endr
    .set firefly_row, firefly_row + \row_bytes
    .endr
    .set firefly_at, firefly_row
    .rept \lone
    .set firefly_next, firefly_at + 8
    firefly_direct_word \second
    .endr
    .endm

    @ Where the outputs of a pair go, and where the patch ends.
    .macro firefly_direct_places
    ldr.w r10, [sp, #FIREFLY_DIRECT_OUTPUT]
    ldr.w lr, [sp, #FIREFLY_DIRECT_PATCH_END]
    .endm
    @ To \partial if the tile is not full, which it is unless \rest.
    .macro firefly_direct_partial rest, partial
    .if \rest
      ldr.w r12, [sp, #FIREFLY_DIRECT_CHANNELS]
      cmp r12, #4
      blt \partial
    .endif
    .endm

    @ If all channels have the same shift, what leaves here lies in the high
    @ half, of second channels \lead bits below. A word has a pair's constants.
    .macro firefly_uniform_pair raw0, first0, raw1, first1, lead
    ldm.w r9!, {r10, r11, r12, lr}
    lsl \first0, \first0, #8 + \lead
    lsl \first1, \first1, #8 + \lead
    smmla \first0, \first0, r10, r11
    smmla \first1, \first1, r10, r11
    smmla \raw0, \raw0, r12, lr
    smmla \raw1, \raw1, r12, lr
    .endm
    .macro firefly_uniform_of_two lead
    firefly_uniform_pair r0, r1, r4, r5, \lead
    firefly_uniform_pair r2, r3, r6, r7, \lead
    .endm
    @ Two pixels of a second channel, and the two channels of a pair.
    .macro firefly_uniform_plane raw0, raw1, lead
    .if \lead
      lsl \raw1, \raw1, #\lead
    .endif
    pkhtb \raw0, \raw1, \raw0, asr #16 - \lead
    .endm
    .macro firefly_uniform_halves second, first, lead
    pkhtb \second, \first, \second, asr #16 - \lead
    usat16 \second, #8, \second
    .endm

    @ From sums to words of planes.
    .macro firefly_direct_planes step, rest, lead
    .if \lead < 0
      firefly_relu_of_two
      pkhbt r0, r0, r4, lsl #16
      pkhbt r2, r2, r6, lsl #16
    .else
      firefly_uniform_of_two \lead
      firefly_uniform_plane r0, r4, \lead
      firefly_uniform_plane r2, r6, \lead
    .endif
    pkhtb r5, r5, r1, asr #16
    pkhtb r7, r7, r3, asr #16
    firefly_direct_places
    usat16 r0, #8, r0
    usat16 r2, #8, r2
    usat16 r5, #8, r5
    usat16 r7, #8, r7
    firefly_direct_partial \rest, 5f
    str.w r2, [r10, #\step]
    str.w r5, [r10, #2 * \step]
    str.w r7, [r10, #3 * \step]
  4:
    str.w r0, [r10], #4
    .endm
    .macro firefly_direct_partial_planes step
  5:
    cmp r12, #2
    it ge
    strge.w r2, [r10, #\step]
    it gt
    strgt.w r5, [r10, #2 * \step]
    b 4b
    .endm

    @ From sums to bytes of two pixels.
    .macro firefly_direct_general
    firefly_load_scale
    firefly_general_first r1
    firefly_general_first r5
    firefly_load_scale
    firefly_general_second r0
    firefly_general_second r4
    firefly_load_scale
    firefly_general_first r3
    firefly_general_first r7
    firefly_load_scale
    firefly_general_second r2
    firefly_general_second r6
    firefly_general_join r0, r1, r2, r3
    firefly_general_join r4, r5, r6, r7
    .endm
    .macro firefly_direct_relu
    firefly_relu_of_two
    firefly_relu_join r0, r1, r2, r3
    firefly_relu_join r4, r5, r6, r7
    .endm
    .macro firefly_direct_uniform lead
    firefly_uniform_of_two \lead
    firefly_uniform_halves r0, r1, \lead
    firefly_uniform_halves r4, r5, \lead
    firefly_uniform_halves r2, r3, \lead
    firefly_uniform_halves r6, r7, \lead
    orr r0, r0, r2, lsl #8
    orr r4, r4, r6, lsl #8
    .endm
    .macro firefly_direct_bytes form, step, rest, lead
    .if \form & 4
      firefly_direct_general
    .elseif \lead < 0
      firefly_direct_relu
    .else
      firefly_direct_uniform \lead
    .endif
    .if \form & 1
      ldr.w r12, [sp, #FIREFLY_DIRECT_LAYER]
      firefly_load_bounds
      firefly_clamp r0
      firefly_clamp r4
    .endif
    firefly_direct_places
    eor r0, r0, #0x80808080
    eor r4, r4, #0x80808080
    firefly_direct_partial \rest, 5f
    str.w r4, [r10, #\step]
    str.w r0, [r10]
  4:
    add.w r10, r10, #2 * \step
    .endm
    .macro firefly_direct_partial_bytes step
  5:
    strb.w r4, [r10, #\step]
    strb.w r0, [r10], #1
    lsr r4, r4, #8
    lsr r0, r0, #8
    subs r12, r12, #1
    bne 5b
    ldr.w r10, [sp, #FIREFLY_DIRECT_OUTPUT]
    b 4b
    .endm

    @ The kernel. A tile: r2 = output, r5 = channels, r8 = patch, r9 = biases,
    @ then weights and scales.
    .macro firefly_direct rows, words, second, row_bytes, lone, form, step, rest, lead, tile_bytes
    push {r4-r11, lr}
    sub sp, #FIREFLY_DIRECT_FRAME_BYTES
    movw r10, #2 * \second
    mla r3, r3, r10, r1
    ldr.w r5, [r0, #4]
    ldr.w r9, [r0, #8]
    str r3, [sp, #FIREFLY_DIRECT_PATCH_END]
    str r1, [sp, #FIREFLY_DIRECT_PATCH]
    str r0, [sp, #FIREFLY_DIRECT_LAYER]
    mov r8, r1
  1:
    str.w r5, [sp, #FIREFLY_DIRECT_CHANNELS]
    str.w r2, [sp, #FIREFLY_DIRECT_TILE_OUTPUT]
    str.w r2, [sp, #FIREFLY_DIRECT_OUTPUT]
    add.w r9, r9, #\tile_bytes
    .balign 4
  3:
    sub.w r9, r9, #\tile_bytes
    ldm.w r9!, {r0-r3}
    firefly_direct_pairs \rows, \words, \second, \row_bytes, \lone
    add.w r8, r8, #2 * \second
    sub r0, r0, r1
    sub r2, r2, r3
    sub r4, r4, r5
    sub r6, r6, r7
    .if \form & 8
      firefly_direct_planes \step, \rest, \lead
    .else
      firefly_direct_bytes \form, \step, \rest, \lead
    .endif
    str r10, [sp, #FIREFLY_DIRECT_OUTPUT]
    cmp r8, lr
    bne.w 3b
    ldr.w r5, [sp, #FIREFLY_DIRECT_CHANNELS]
    ldr.w r2, [sp, #FIREFLY_DIRECT_TILE_OUTPUT]
    ldr.w r8, [sp, #FIREFLY_DIRECT_PATCH]
    .if \form & 8
      movw r10, #4 * \step
      add r2, r10
    .else
      add r2, #4
    .endif
    subs r5, #4
    bgt.w 1b
    add sp, #FIREFLY_DIRECT_FRAME_BYTES
    pop {r4-r11, pc}
    .if \rest
      .if \form & 8
        firefly_direct_partial_planes \step
      .else
        firefly_direct_partial_bytes \step
      .endif
    .endif
    .endm
)");

/// As dot_pixel_pairs(), but that the windows of a pair lie in the rows of a
/// strip, `patch` their beginning, and outputs where Outputs says.
template <class Windows, class Outputs>
__attribute__((naked)) FIREFLY_KERNEL
void dot_direct_pairs(const PairedDotS8* /*layer*/, const int16_t* /*patch*/,
                      int8_t* /*output*/, int32_t /*pairs*/) {
  __asm__(R"(
    firefly_direct %c0, %c1, %c2, %c3, %c4, %c5, %c6, %c7, %c8, %c9
)" ::"i"(Windows::kRows),
          "i"(Windows::kWords), "i"(Windows::kSecond), "i"(Windows::kRowBytes),
          "i"(Windows::kLoneWords), "i"(Outputs::kForm), "i"(Outputs::kStep),
          "i"(Outputs::kRest), "i"(Outputs::kLead),
          "i"((direct_tile_bytes<Windows, Outputs>()))
          : "memory");
}

#else

template <class Windows, class Outputs>
FIREFLY_KERNEL
void dot_direct_pairs(const PairedDotS8* layer, const int16_t* patch,
                      int8_t* output, int32_t pairs) {
  const bool planes = (Outputs::kForm & paired_form::kPlanes) != 0;
  const auto weights = [&](int tile) {
    constexpr int32_t kWeights = 8 * Windows::kAllWords;
    const int8_t* const bias =
        layer->weights + tile * direct_tile_bytes<Windows, Outputs>();
    return TileWeights{bias, bias + kPairedBiasBytes, 8,
                       bias + kPairedBiasBytes + kWeights, Outputs::kLead};
  };
  for (int pixel = 0; pixel < 2 * pairs; ++pixel) {
    const int16_t* const window = patch + pixel * (Windows::kSecond / 2);
    const auto x = [&](int k) {
      const int half = k / 4 * 4 + k % 2 * 2 + k % 4 / 2;
      return window[Windows::word_at(half / 2) / 2 + half % 2];
    };
    dot_pixel_plain(*layer, weights, pixel % 2, x,
                    output + pixel / 2 * (planes ? 4 : 2 * Outputs::kStep),
                    Outputs::kStep);
  }
}

#endif

}  // namespace firefly::armv7em
