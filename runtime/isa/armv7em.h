// SPDX-License-Identifier: Apache-2.0
//
// Armv7E-M and Armv8-M with the DSP extension (Cortex-M4, M7, M33): two
// 16-bit products an instruction. Patches are widened to int16 once, weights
// are widened as they are read. See portable.h for the vocabulary.
//
// Elsewhere the four instructions are written out in C++, so that host tests
// run the very loops that the device runs.
#pragma once

#include "isa/portable.h"
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

/// x / 2, rounded down and clamped to int8.
FIREFLY_INLINE int32_t saturate_half(int32_t x) {
#if defined(__ARM_FEATURE_DSP)
  __asm__("ssat %0, #8, %1, asr #1" : "=r"(x) : "r"(x));
  return x;
#else
  return clamp<int32_t>(x >> 1, -128, 127);
#endif
}

/// `word` with the low byte of x at byte `index`.
template <int index>
FIREFLY_INLINE uint32_t insert_byte(uint32_t word, int32_t x) {
#if defined(__ARM_FEATURE_DSP)
  __asm__("bfi %0, %1, %2, #8" : "+r"(word) : "r"(x), "I"(8 * index));
  return word;
#else
  const uint32_t mask = 0xFFU << (8 * index);
  return (word & ~mask) | ((static_cast<uint32_t>(x) << (8 * index)) & mask);
#endif
}

/// Four int8 at once: the larger, the smaller of each pair.
FIREFLY_INLINE uint32_t max_bytes(uint32_t a, uint32_t b) {
#if defined(__ARM_FEATURE_DSP)
  uint32_t result;
  __asm__("ssub8 %0, %1, %2\n\tsel %0, %1, %2"
          : "=&r"(result)
          : "r"(a), "r"(b)
          : "cc");
  return result;
#else
  uint32_t result = 0;
  for (int i = 0; i < 32; i += 8) {
    const auto x = static_cast<int8_t>(a >> i);
    const auto y = static_cast<int8_t>(b >> i);
    result |= static_cast<uint32_t>(static_cast<uint8_t>(max_of(x, y))) << i;
  }
  return result;
#endif
}
FIREFLY_INLINE uint32_t min_bytes(uint32_t a, uint32_t b) {
#if defined(__ARM_FEATURE_DSP)
  uint32_t result;
  __asm__("ssub8 %0, %1, %2\n\tsel %0, %2, %1"
          : "=&r"(result)
          : "r"(a), "r"(b)
          : "cc");
  return result;
#else
  return ~max_bytes(~a, ~b);
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
  int32_t right_shift[n];  ///< Less 1, which saturate_half() adds.
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

  struct Range {
    int32_t offset;  ///< 2 · zero point + 1.
    uint32_t low;    ///< Four times.
    uint32_t high;
  };
  static FIREFLY_INLINE Range load_range(const OutputRange& range) {
    constexpr uint32_t kFourTimes = 0x01010101;
    return {range.zero_point * 2 + 1,
            static_cast<uint8_t>(range.low) * kFourTimes,
            static_cast<uint8_t>(range.high) * kFourTimes};
  }
  template <int n>
  static FIREFLY_INLINE Scale<n> load_scale(const int32_t* multiplier,
                                            const int8_t* right_shift) {
    Scale<n> scale;
    FIREFLY_UNROLL
    for (int i = 0; i < n; ++i) {
      scale.multiplier[i] = multiplier[i];
      scale.right_shift[i] = right_shift[i] - 1;
    }
    return scale;
  }
  /// scale_small_sum() plus the zero point, for right shifts above 0. The
  /// doubling can not overflow; the last bit of the shift is taken together
  /// with its rounding, the zero point and the saturation.
  static FIREFLY_INLINE int32_t requantize(int32_t sum, int32_t multiplier,
                                           int32_t right_shift,
                                           const Range& range) {
    const int32_t high = smmulr(sum * 2, multiplier);
    const int32_t nudged = high + (high >> 31);
    return saturate_half((nudged >> right_shift) + range.offset);
  }
  template <int n>
  static FIREFLY_INLINE void store(const Sums<n>& sums, const Scale<n>& scale,
                                   const Range& range, int8_t* output,
                                   int count) {
    static_assert(n == 1 || n == 2 || n == 4);
    int32_t scaled[n];
    FIREFLY_UNROLL
    for (int i = 0; i < n; ++i) {
      scaled[i] = requantize(sums.lane[i], scale.multiplier[i],
                             scale.right_shift[i], range);
    }
    // The activation's bounds are applied to all channels at once.
    auto bytes = static_cast<uint32_t>(scaled[0]);
    if constexpr (n > 1) {
      bytes = insert_byte<1>(bytes, scaled[1]);
    }
    if constexpr (n > 2) {
      bytes = insert_byte<2>(bytes, scaled[2]);
      bytes = insert_byte<3>(bytes, scaled[3]);
    }
    bytes = max_bytes(bytes, range.low);
    bytes = min_bytes(bytes, range.high);
    if (count >= n) {
      __builtin_memcpy(output, &bytes, n);
      return;
    }
    for (; count > 0; --count, bytes >>= 8) {
      *output++ = static_cast<int8_t>(bytes);
    }
  }
};

}  // namespace firefly::armv7em
