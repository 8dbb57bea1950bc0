// SPDX-License-Identifier: Apache-2.0
//
// Four rows of bytes to one row of words.
#pragma once

#include <arm_mve.h>

#include "isa/mve_tiles.h"

namespace firefly::mve {

/// Four rows. One that lies in a margin is a vector of zero points and does not
/// move.
struct FourRows {
  uint32_t at[4];
  uint32_t step[4];   ///< From vector to vector.
  uint32_t moves[4];  ///< 1 or 0.
};
static_assert(sizeof(FourRows) == kFourRowsBytes);

FIREFLY_INLINE void advance(FourRows& rows, int bytes) {
  vstrwq_u32(rows.at, vmlaq_n_u32(vldrwq_u32(rows.at), vldrwq_u32(rows.moves),
                                  static_cast<uint32_t>(bytes)));
}

#define FIREFLY_MVE_STORE_INTERLEAVED \
  "vst40.8 {q0, q1, q2, q3}, [r2]\n"  \
  "add r4, r8\n"                      \
  "vst41.8 {q0, q1, q2, q3}, [r2]\n"  \
  "add r5, r9\n"                      \
  "vst42.8 {q0, q1, q2, q3}, [r2]\n"  \
  "add r6, r10\n"                     \
  "vst43.8 {q0, q1, q2, q3}, [r2]!\n"

#define FIREFLY_MVE_ADVANCE_ROWS \
  "vldrw.u32 q0, [r0]\n"         \
  "vldrw.u32 q1, [r0, #32]\n"    \
  "movs r1, #16\n"               \
  "vmla.u32 q0, q1, r1\n"        \
  "vstrw.32 q0, [r0]\n"

/// Stores `lanes` bytes of each row in turn, `count` times, and moves the rows
/// 16 bytes on. Always writes 64 bytes a time.
__attribute__((naked, noipa)) inline void interleave_four(FourRows* /*rows*/,
                                                          int /*count*/,
                                                          int8_t* /*to*/,
                                                          int /*lanes*/) {
  __asm__(
      "push {r4-r11, lr}\n"
      "vctp.8 r3\n"
      "dls lr, r1\n"
      "ldm.w r0, {r4-r11}\n"
      "1:\n"
      "vpstttt\n"
      "vldrbt.u8 q0, [r4]\n"
      "vldrbt.u8 q1, [r5]\n"
      "vldrbt.u8 q2, [r6]\n"
      "vldrbt.u8 q3, [r7]\n"  //
      FIREFLY_MVE_STORE_INTERLEAVED
      "add r7, r11\n"
      "le lr, 1b\n"  //
      FIREFLY_MVE_ADVANCE_ROWS "pop {r4-r11, pc}\n");
}

/// The same of the first three rows; every fourth byte is anything.
__attribute__((naked, noipa)) inline void interleave_three(FourRows* /*rows*/,
                                                           int /*count*/,
                                                           int8_t* /*to*/,
                                                           int /*lanes*/) {
  __asm__(
      "push {r4-r11, lr}\n"
      "vctp.8 r3\n"
      "dls lr, r1\n"
      "ldm.w r0, {r4-r11}\n"
      "1:\n"
      "vpsttt\n"
      "vldrbt.u8 q0, [r4]\n"
      "vldrbt.u8 q1, [r5]\n"
      "vldrbt.u8 q2, [r6]\n"                       //
      FIREFLY_MVE_STORE_INTERLEAVED "le lr, 1b\n"  //
      FIREFLY_MVE_ADVANCE_ROWS "pop {r4-r11, pc}\n");
}

#undef FIREFLY_MVE_STORE_INTERLEAVED
#undef FIREFLY_MVE_ADVANCE_ROWS

}  // namespace firefly::mve
