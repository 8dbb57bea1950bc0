// SPDX-License-Identifier: Apache-2.0
//
// AVX-512 with VNNI: four products of bytes a lane and instruction. One factor
// is unsigned, so activations are staged with 128 added, which biases undo.
// Compiled with flags of its own: what it shares with other files (a minimum of
// integers) has no use for them.
#include <immintrin.h>

#include "host/isa/x86_64.h"
#include "host/kernels/kernels_of.inl"

namespace firefly::host {
namespace {

struct Avx512 {
  using Vector = __m512i;
  using Element = uint8_t;
  static constexpr int kLanes = 16;
  static constexpr int kVectors = 4;
  static constexpr int kPlaces = 4;
  static constexpr int kOffset = 128;
  template <int vectors>
  static constexpr int tile_pixels() {
    return vectors == 4 ? 6 : 8;
  }

  FIREFLY_INLINE static Vector load(const void* p) {
    return _mm512_loadu_si512(p);
  }
  FIREFLY_INLINE static Vector repeat(int32_t i) {
    return _mm512_set1_epi32(i);
  }
  FIREFLY_INLINE static Vector spread(const uint8_t* p) {
    int32_t word = 0;
    __builtin_memcpy(&word, p, sizeof(word));
    return _mm512_set1_epi32(word);
  }
  FIREFLY_INLINE static Vector widen(const int8_t* x, int count) {
    return _mm512_cvtepi8_epi32(_mm_maskz_loadu_epi8(mask16(count), x));
  }
  FIREFLY_INLINE static Vector add(Vector a, Vector b) {
    return _mm512_add_epi32(a, b);
  }
  FIREFLY_INLINE static Vector sub(Vector a, Vector b) {
    return _mm512_sub_epi32(a, b);
  }
  FIREFLY_INLINE static Vector mul(Vector a, Vector b) {
    return _mm512_mullo_epi32(a, b);
  }
  FIREFLY_INLINE static Vector dot(Vector sum, Vector x, Vector w) {
    return _mm512_dpbusd_epi32(sum, x, w);
  }
  FIREFLY_INLINE static Vector dot_wide(Vector sum, Vector x, Vector w) {
    return _mm512_dpwssd_epi32(sum, x, w);
  }

  struct Pairs {
    Vector low;
    Vector high;
  };
  FIREFLY_INLINE static Pairs interleave(const int16_t* a, const int16_t* b) {
    const Vector x = load(a);
    const Vector y = load(b);
    return {_mm512_unpacklo_epi16(x, y), _mm512_unpackhi_epi16(x, y)};
  }

  /// Both roundings at once: floors nest, so the halves of both are added
  /// before the only shift. The nudge for negative ties takes the sign of the
  /// sum, which is that of the product unless the result is 0 either way.
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
      const Vector x = _mm512_sllv_epi32(sum, left);
      const Vector nudge = _mm512_srlv_epi32(x, sign);
      const Vector even =
          _mm512_add_epi64(_mm512_mul_epi32(x, multiplier), round_even);
      const Vector odd = _mm512_add_epi64(
          _mm512_mul_epi32(_mm512_srli_epi64(x, 32), multiplier_odd),
          round_odd);
      const Vector high =
          _mm512_mask_shuffle_epi32(odd, 0x5555, even, _MM_PERM_DDBB);
      return _mm512_srav_epi32(_mm512_sub_epi32(high, nudge), right);
    }
  };

  struct Range {
    Vector zero_point;
    Vector zero_point_16;
    __m256i low;
    __m256i high;

    FIREFLY_INLINE explicit Range(const OutputRange& range)
        : zero_point(_mm512_set1_epi32(range.zero_point)),
          zero_point_16(
              _mm512_set1_epi16(static_cast<int16_t>(range.zero_point))),
          low(_mm256_set1_epi8(static_cast<int8_t>(range.low))),
          high(_mm256_set1_epi8(static_cast<int8_t>(range.high))) {}
  };

  FIREFLY_INLINE static void store(int8_t* out, Vector x, const Range& range,
                                   int count) {
    __m128i bytes =
        _mm512_cvtsepi32_epi8(_mm512_add_epi32(x, range.zero_point));
    bytes = _mm_max_epi8(bytes, _mm256_castsi256_si128(range.low));
    bytes = _mm_min_epi8(bytes, _mm256_castsi256_si128(range.high));
    if (count == kLanes) {
      _mm_storeu_si128(reinterpret_cast<__m128i*>(out), bytes);
    } else {
      _mm_mask_storeu_epi8(out, mask16(count), bytes);
    }
  }

  FIREFLY_INLINE static void store_pair(int8_t* out, Vector low, Vector high,
                                        const Range& range, int count) {
    const Vector words =
        _mm512_adds_epi16(_mm512_packs_epi32(low, high), range.zero_point_16);
    __m256i bytes = _mm512_cvtsepi16_epi8(words);
    bytes = _mm256_max_epi8(bytes, range.low);
    bytes = _mm256_min_epi8(bytes, range.high);
    if (count == 2 * kLanes) {
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(out), bytes);
    } else {
      _mm256_mask_storeu_epi8(out, (__mmask32{1} << count) - 1, bytes);
    }
  }

 private:
  FIREFLY_INLINE static __mmask16 mask16(int count) {
    return static_cast<__mmask16>((1U << count) - 1U);
  }
};

}  // namespace

constexpr Kernels kAvx512 = kernels_of<Avx512>("avx512vnni");

}  // namespace firefly::host
