// SPDX-License-Identifier: Apache-2.0
//
// Armv7E-M and Armv8-M with the DSP extension (Cortex-M4, M7, M33): two
// 16-bit products an instruction. Patches are widened to int16 once, weights
// are widened as they are read. See portable.h for the vocabulary.
//
// Elsewhere the four instructions are written out in C++, so that host tests
// run the very loops that the device runs.
#pragma once

#include "isa/tiles.h"
#include "kernels/requantize.h"

namespace firefly::armv7em {

/// The low and high halfwords of x and y multiplied, both added to sum.
FIREFLY_INLINE int32_t smlad(int32_t x, int32_t y, int32_t sum) {
#if defined(__ARM_FEATURE_DSP)
  __asm__("smlad %0, %1, %2, %3" : "=r"(sum) : "r"(x), "r"(y), "r"(sum));
  return sum;
#else
  return wrapping_add(
      sum, wrapping_add(static_cast<int16_t>(x) * static_cast<int16_t>(y),
                        (x >> 16) * (y >> 16)));
#endif
}

/// The low halfwords of x and y multiplied, added to sum.
FIREFLY_INLINE int32_t smlabb(int32_t x, int32_t y, int32_t sum) {
#if defined(__ARM_FEATURE_DSP)
  __asm__("smlabb %0, %1, %2, %3" : "=r"(sum) : "r"(x), "r"(y), "r"(sum));
  return sum;
#else
  return sum + static_cast<int16_t>(x) * static_cast<int16_t>(y);
#endif
}

/// The same of the high halfwords.
FIREFLY_INLINE int32_t smlatt(int32_t x, int32_t y, int32_t sum) {
#if defined(__ARM_FEATURE_DSP)
  __asm__("smlatt %0, %1, %2, %3" : "=r"(sum) : "r"(x), "r"(y), "r"(sum));
  return sum;
#else
  return sum + (x >> 16) * (y >> 16);
#endif
}

/// Bytes 0 and 2 of x as two int16; bytes 1 and 3 of it.
FIREFLY_INLINE int32_t even_bytes(uint32_t x) {
#if defined(__ARM_FEATURE_DSP)
  int32_t result;
  __asm__("sxtb16 %0, %1" : "=r"(result) : "r"(x));
  return result;
#else
  const auto low = static_cast<uint16_t>(static_cast<int8_t>(x));
  const auto high = static_cast<uint32_t>(static_cast<int8_t>(x >> 16));
  return static_cast<int32_t>(low | (high << 16));
#endif
}
FIREFLY_INLINE int32_t odd_bytes(uint32_t x) {
#if defined(__ARM_FEATURE_DSP)
  int32_t result;
  __asm__("sxtb16 %0, %1, ror #8" : "=r"(result) : "r"(x));
  return result;
#else
  return even_bytes(x >> 8);
#endif
}

/// a · b / 2^32, rounded to nearest.
FIREFLY_INLINE int32_t smmulr(int32_t a, int32_t b) {
#if defined(__ARM_FEATURE_DSP)
  int32_t result;
  __asm__("smmulr %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
#else
  const int64_t product = static_cast<int64_t>(a) * b;
  return static_cast<int32_t>((product + (int64_t{1} << 31)) >> 32);
#endif
}

FIREFLY_INLINE uint32_t load_word(const void* from) {
  uint32_t word;
  __builtin_memcpy(&word, from, sizeof(word));
  return word;
}
FIREFLY_INLINE void store_word(void* to, uint32_t word) {
  __builtin_memcpy(to, &word, sizeof(word));
}

template <int n>
struct Scale {
  int32_t multiplier[n];
  int32_t right_shift[n];
  int32_t half[n];  ///< 2^right_shift / 2, rounded down.
};

template <int n>
struct Sums {
  int32_t lane[n];
};

struct Isa {
  static constexpr DotTiles kDot = kDotTiles;
  static constexpr ChannelTiles kChannel = kChannelTiles;

  using Patch = int16_t;
  struct Vector {
    int32_t low;   ///< Elements 0 and 1.
    int32_t high;  ///< Elements 2 and 3.
  };

  static FIREFLY_INLINE void widen(const int8_t* from, int count, Patch* to) {
    for (; count >= 4; count -= 4, from += 4, to += 4) {
      const uint32_t word = load_word(from);
      const auto even = static_cast<uint32_t>(even_bytes(word));
      const auto odd = static_cast<uint32_t>(odd_bytes(word));
      store_word(to, (even & 0xFFFFU) | (odd << 16));          // PKHBT
      store_word(to + 2, (even >> 16) | (odd & 0xFFFF0000U));  // PKHTB
    }
    for (int i = 0; i < count; ++i) {
      to[i] = from[i];
    }
  }
  static FIREFLY_INLINE Vector load(const Patch* from) {
    return {static_cast<int32_t>(load_word(from)),
            static_cast<int32_t>(load_word(from + 2))};
  }
  /// Stored as 0, 2, 1, 3 (DotTiles::swaps_middle_weights).
  static FIREFLY_INLINE Vector load_weights(const int8_t* from) {
    const uint32_t word = load_word(from);
    return {even_bytes(word), odd_bytes(word)};
  }
  template <int n>
  using DotSums = Sums<n>;

  static FIREFLY_INLINE void mac(int32_t& sum, Vector a, Vector b) {
    sum = smlad(a.low, b.low, sum);
    sum = smlad(a.high, b.high, sum);
  }

  using ChannelSums = Sums<kChannel.lanes>;

  static FIREFLY_INLINE ChannelSums load_sums(const int32_t* from) {
    return {{from[0], from[1], from[2], from[3]}};
  }
  static FIREFLY_INLINE void mac_channels(ChannelSums& sums,
                                          const int8_t* activations,
                                          const int8_t* weights) {
    const uint32_t a = load_word(activations);
    const uint32_t w = load_word(weights);
    const int32_t a_even = even_bytes(a);
    const int32_t w_even = even_bytes(w);
    sums.lane[0] = smlabb(a_even, w_even, sums.lane[0]);
    sums.lane[2] = smlatt(a_even, w_even, sums.lane[2]);
    const int32_t a_odd = odd_bytes(a);
    const int32_t w_odd = odd_bytes(w);
    sums.lane[1] = smlabb(a_odd, w_odd, sums.lane[1]);
    sums.lane[3] = smlatt(a_odd, w_odd, sums.lane[3]);
  }

  template <int n>
  static FIREFLY_INLINE Scale<n> load_scale(const int32_t* multiplier,
                                            const int8_t* right_shift) {
    Scale<n> scale;
    FIREFLY_UNROLL
    for (int i = 0; i < n; ++i) {
      scale.multiplier[i] = multiplier[i];
      scale.right_shift[i] = right_shift[i];
      scale.half[i] =
          static_cast<int32_t>((uint32_t{1} << right_shift[i]) >> 1);
    }
    return scale;
  }
  template <int n>
  static FIREFLY_INLINE void store(const Sums<n>& sums, const Scale<n>& scale,
                                   const OutputRange& range, int8_t* output,
                                   int count) {
    FIREFLY_UNROLL
    for (int i = 0; i < n; ++i) {
      if (n > 1 && i >= count) {
        return;
      }
      // As scale_small_sum: the doubling that the multiplication asks for can
      // not overflow.
      const int32_t high = smmulr(sums.lane[i] * 2, scale.multiplier[i]);
      const int32_t nudge = (high & -scale.right_shift[i]) >> 31;
      const int32_t scaled =
          (high + scale.half[i] + nudge) >> scale.right_shift[i];
      output[i] = static_cast<int8_t>(
          clamp(scaled + range.zero_point, range.low, range.high));
    }
  }
};

}  // namespace firefly::armv7em
