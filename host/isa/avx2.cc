// SPDX-License-Identifier: Apache-2.0
//
// AVX2: two products of int16 a lane and instruction. Its products of bytes
// saturate and so can not be exact.
// Compiled with flags of its own: what it shares with other files (a minimum of
// integers) has no use for them.
#include <immintrin.h>

#include "host/isa/x86_64.h"
#include "host/kernels/kernels_of.inl"

namespace firefly::host {
namespace {

struct Avx2 {
  using Vector = __m256i;
  using Element = int16_t;
  static constexpr int kLanes = 8;
  static constexpr int kVectors = 2;
  static constexpr int kPlaces = 2;
  static constexpr int kOffset = 0;
  template <int vectors>
  static constexpr int tile_pixels() {
    return vectors == 2 ? 5 : 8;
  }

  FIREFLY_INLINE static Vector load(const void* p) {
    return _mm256_loadu_si256(static_cast<const __m256i*>(p));
  }
  FIREFLY_INLINE static Vector repeat(int32_t i) {
    return _mm256_set1_epi32(i);
  }
  FIREFLY_INLINE static Vector spread(const uint8_t* p) {
    int32_t word = 0;
    __builtin_memcpy(&word, p, sizeof(word));
    return _mm256_set1_epi32(word);
  }
  FIREFLY_INLINE static Vector widen(const int8_t* x, int count) {
    int64_t bytes = 0;
    if (count == kLanes) {
      __builtin_memcpy(&bytes, x, kLanes);
    } else {
      __builtin_memcpy(&bytes, x, static_cast<size_t>(count));
    }
    return _mm256_cvtepi8_epi32(_mm_cvtsi64_si128(bytes));
  }
  FIREFLY_INLINE static Vector add(Vector a, Vector b) {
    return _mm256_add_epi32(a, b);
  }
  FIREFLY_INLINE static Vector sub(Vector a, Vector b) {
    return _mm256_sub_epi32(a, b);
  }
  FIREFLY_INLINE static Vector mul(Vector a, Vector b) {
    return _mm256_mullo_epi32(a, b);
  }
  FIREFLY_INLINE static Vector dot(Vector sum, Vector x, Vector w) {
    return _mm256_add_epi32(sum, _mm256_madd_epi16(x, w));
  }
  FIREFLY_INLINE static Vector dot_wide(Vector sum, Vector x, Vector w) {
    return dot(sum, x, w);
  }

  struct Pairs {
    Vector low;
    Vector high;
  };
  FIREFLY_INLINE static Pairs interleave(const int16_t* a, const int16_t* b) {
    const Vector x = load(a);
    const Vector y = load(b);
    return {_mm256_unpacklo_epi16(x, y), _mm256_unpackhi_epi16(x, y)};
  }

  /// As in avx512.cc.
  struct Scale {
    Vector left, sign, multiplier, multiplier_odd, round_even, round_odd, right;

    FIREFLY_INLINE explicit Scale(const int32_t* scales)
        : left(load(scales + kLeft * kLanes)),
          sign(load(scales + kSign * kLanes)),
          multiplier(load(scales + kMultiplier * kLanes)),
          multiplier_odd(load(scales + kMultiplierOdd * kLanes)),
          round_even(load(scales + kRoundEven * kLanes)),
          round_odd(load(scales + kRoundOdd * kLanes)),
          right(load(scales + kRight * kLanes)) {}

    FIREFLY_INLINE Vector operator()(Vector sum) const {
      const Vector x = _mm256_sllv_epi32(sum, left);
      const Vector nudge = _mm256_srlv_epi32(x, sign);
      const Vector even =
          _mm256_add_epi64(_mm256_mul_epi32(x, multiplier), round_even);
      const Vector odd = _mm256_add_epi64(
          _mm256_mul_epi32(_mm256_srli_epi64(x, 32), multiplier_odd),
          round_odd);
      const Vector high =
          _mm256_blend_epi32(_mm256_srli_epi64(even, 32), odd, 0xAA);
      return _mm256_srav_epi32(_mm256_sub_epi32(high, nudge), right);
    }
  };

  struct Range {
    Vector zero_point;
    __m128i low;
    __m128i high;

    FIREFLY_INLINE explicit Range(const OutputRange& range)
        : zero_point(_mm256_set1_epi16(static_cast<int16_t>(range.zero_point))),
          low(_mm_set1_epi8(static_cast<int8_t>(range.low))),
          high(_mm_set1_epi8(static_cast<int8_t>(range.high))) {}
  };

  FIREFLY_INLINE static void store(int8_t* out, Vector x, const Range& range,
                                   int count) {
    __m128i words = _mm_packs_epi32(_mm256_castsi256_si128(x),
                                    _mm256_extracti128_si256(x, 1));
    words = _mm_adds_epi16(words, _mm256_castsi256_si128(range.zero_point));
    __m128i bytes = _mm_packs_epi16(words, words);
    bytes = _mm_min_epi8(_mm_max_epi8(bytes, range.low), range.high);
    if (count == kLanes) {
      _mm_storel_epi64(reinterpret_cast<__m128i*>(out), bytes);
    } else {
      store_some(out, bytes, count);
    }
  }

  FIREFLY_INLINE static void store_pair(int8_t* out, Vector low, Vector high,
                                        const Range& range, int count) {
    const Vector words =
        _mm256_adds_epi16(_mm256_packs_epi32(low, high), range.zero_point);
    const Vector packed = _mm256_packs_epi16(words, words);
    __m128i bytes =
        _mm256_castsi256_si128(_mm256_permute4x64_epi64(packed, 0x08));
    bytes = _mm_min_epi8(_mm_max_epi8(bytes, range.low), range.high);
    if (count == 2 * kLanes) {
      _mm_storeu_si128(reinterpret_cast<__m128i*>(out), bytes);
    } else {
      store_some(out, bytes, count);
    }
  }

 private:
  FIREFLY_INLINE static void store_some(int8_t* out, __m128i bytes, int count) {
    alignas(16) int8_t all[16];
    _mm_store_si128(reinterpret_cast<__m128i*>(all), bytes);
    __builtin_memcpy(out, all, static_cast<size_t>(count));
  }
};

}  // namespace

constexpr Kernels kAvx2 = kernels_of<Avx2>("avx2");

}  // namespace firefly::host
