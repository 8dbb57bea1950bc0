// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "isa/armv7em_dsp.h"

namespace firefly::armv7em {

/// Widens `count` activations of two pixels to int16 and lays them side by side
/// as dot_two_pixels() reads them: [count / 4][k parity][pixel] words of k and
/// k + 2. count is a multiple of 4. Returns what follows in `to`.
FIREFLY_INLINE int16_t* interleave_pixels(const int8_t* first,
                                          const int8_t* second, int count,
                                          int16_t* to) {
#if defined(__ARM_FEATURE_DSP)
  if (count == 0) {
    return to;
  }
  __asm__ volatile(
      "1:\n\t"
      "ldr r4, [%[first]], #4\n\t"
      "ldr r5, [%[second]], #4\n\t"
      "subs %[count], %[count], #4\n\t"
      "sxtb16 r6, r4, ror #8\n\t"
      "sxtb16 r8, r5, ror #8\n\t"
      "sxtb16 r4, r4\n\t"
      "sxtb16 r5, r5\n\t"
      "stm %[to]!, {r4, r5, r6, r8}\n\t"
      "bne 1b\n\t"
      : [first] "+r"(first), [second] "+r"(second), [to] "+r"(to),
        [count] "+r"(count)
      :
      : "r4", "r5", "r6", "r8", "cc", "memory");
#else
  for (int k = 0; k < count; k += 4, to += 8) {
    const uint32_t a = load_word(first + k);
    const uint32_t b = load_word(second + k);
    store_word(to, static_cast<uint32_t>(even_bytes(a)));
    store_word(to + 2, static_cast<uint32_t>(even_bytes(b)));
    store_word(to + 4, static_cast<uint32_t>(odd_bytes(a)));
    store_word(to + 6, static_cast<uint32_t>(odd_bytes(b)));
  }
#endif
  return to;
}

}  // namespace firefly::armv7em
