// SPDX-License-Identifier: Apache-2.0
//
// Sums of products with MVE: what its two kernels, of two pixels and four
// channels (mve_dot_pairs.h) and of one pixel and eight channels
// (mve_dot_pixel.h), have in common.
//
// Both hold eight sums in the eight even registers, the only ones VMLADAVA adds
// to, so no more than six registers are left and no loop counter fits. Instead
// the kernels thread their way: a list of runs, stretches of activations that
// lie in one piece, says for each where its activations are and where in the
// unrolled steps to enter. One LDM loads all three, the program counter among
// them. The list's end leads to the requantisation.
//
// The weights of four channels stream by in the order of use: 4 biases, the
// weights of each step, 4 multipliers, 4 int8 shifts (to the left).
#pragma once

#include <arm_mve.h>

#include "isa/mve_tiles.h"
#include "kernels/dot_s8.h"

namespace firefly::mve {

/// A run of up to kUnrolled · 16 activations of each pixel. The end of a list
/// holds the zero point and 1 (dot_pairs) or the output (dot_pixel) instead.
struct Run {
  uint32_t pixel[2];
  /// How far before the end of the unrolled steps to enter them; 0 ends the
  /// list. The kernel turns it into an address.
  uint32_t entry;
};
static_assert(sizeof(Run) == kRunBytes);

/// How sums become bytes, from the cheapest to the most general.
enum class Finish : int32_t {
  /// Zero point and lowest output are -128, the highest 127: saturation clamps,
  /// and how negative numbers round is of no matter.
  kSaturate = 0,
  kClamp = 1,
  kShiftLeftFirst = 2,  ///< As kClamp; some right shifts are negative.
};

/// `right_shift` is null unless some are negative.
FIREFLY_INLINE Finish finish_of(const OutputRange& range,
                                const int8_t* right_shift) {
  const bool full = range.low == -128 && range.high == 127;
  return right_shift != nullptr                  ? Finish::kShiftLeftFirst
         : full && range.zero_point == range.low ? Finish::kSaturate
                                                 : Finish::kClamp;
}

/// Bytes of four channels in the stream of weights.
FIREFLY_INLINE int tile_bytes(const DotS8& dot) {
  return 16 + 4 * dot.depth + 16 + 4;
}

/// How many runs of a pair `bytes` activations are.
FIREFLY_INLINE int pair_runs(int bytes) {
  const auto whole = static_cast<uint32_t>(bytes) / 16;
  return static_cast<int>((whole + kPairsUnrolled - 1) / kPairsUnrolled) +
         (bytes % 16 != 0 ? 1 : 0);
}

/// Appends the runs of `bytes` activations of two pixels to a list. Kernel
/// knows its steps.
template <class Kernel>
FIREFLY_INLINE Run* add_runs(Run* list, const int8_t* pixel0,
                             const int8_t* pixel1, int bytes) {
  auto a = reinterpret_cast<uint32_t>(pixel0);
  auto b = reinterpret_cast<uint32_t>(pixel1);
  for (int left = bytes / 16; left > 0;) {
    const int steps = min_of<int>(left, Kernel::kUnrolled);
    *list++ = {{a, b}, static_cast<uint32_t>(steps) * Kernel::kStepBytes};
    a += static_cast<uint32_t>(steps) * 16;
    b += static_cast<uint32_t>(steps) * 16;
    left -= steps;
  }
  if (bytes % 16 != 0) {
    *list++ = {{a, b}, Kernel::kLastEntry};
  }
  return list;
}

/// Halfword lanes that take turns between a tile at 0 and one at `second`.
FIREFLY_INLINE void set_places(uint16_t (&places)[8], int second) {
  uint32_t word = static_cast<uint32_t>(second) << 16;
  for (int i = 0; i < 8; i += 2, word += 0x10001) {
    __builtin_memcpy(&places[i], &word, sizeof(word));
  }
}

}  // namespace firefly::mve

// The sums in r0, r2, r4, r6 and in r8, r10, r12, lr become q0 and q1.
#define FIREFLY_MVE_SUMS_TO_VECTORS \
  "vmov q0[2], q0[0], r0, r4\n"     \
  "vmov q0[3], q0[1], r2, r6\n"     \
  "vmov q1[2], q1[0], r8, r12\n"    \
  "vmov q1[3], q1[1], r10, lr\n"

// Rounded right shifts, ties upwards, by the negative numbers in `s0` and `s1`;
// q0 and q1 become halfwords that take turns, plus the zero point in r1.
#define FIREFLY_MVE_SHIFT_AND_NARROW(s0, s1) \
  "vrshl.s32 q0, q0, " s0                    \
  "\n"                                       \
  "vrshl.s32 q1, q1, " s1                    \
  "\n"                                       \
  "vqmovnb.s32 q0, q0\n"                     \
  "vqmovnt.s32 q0, q1\n"                     \
  "vqadd.s16 q0, q0, r1\n"

// Subtracts 1 from negative numbers in `q` where they are going to be shifted,
// so that ties round away from zero: adds the sign of q & shift, whose register
// may be `t` itself. `one` holds 1.
#define FIREFLY_MVE_NUDGE(q, shift, t, one) \
  "vand " t ", " q ", " shift               \
  "\n"                                      \
  "vqdmlah.s32 " q ", " t ", " one "\n"

// Rewrites the entries of the list at r11 for steps that end at `end`, and the
// last for the code that finish (r0) wants.
#define FIREFLY_MVE_LINK_LIST(end, saturate, clamp, left) \
  "mov r1, r11\n"                                         \
  "adr.w r3, " end                                        \
  "\n"                                                    \
  "adds r3, #1\n"                                         \
  "1:\n"                                                  \
  "ldr r2, [r1, #8]\n"                                    \
  "cbz r2, 2f\n"                                          \
  "subs r2, r3, r2\n"                                     \
  "str r2, [r1, #8]\n"                                    \
  "adds r1, #12\n"                                        \
  "b 1b\n"                                                \
  "2:\n"                                                  \
  "adr.w r2, " saturate                                   \
  "\n"                                                    \
  "cbz r0, 3f\n"                                          \
  "adr.w r2, " clamp                                      \
  "\n"                                                    \
  "cmp r0, #1\n"                                          \
  "beq 3f\n"                                              \
  "adr.w r2, " left                                       \
  "\n"                                                    \
  "3:\n"                                                  \
  "adds r2, #1\n"                                         \
  "str r2, [r1, #8]\n"
