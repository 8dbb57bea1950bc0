// SPDX-License-Identifier: Apache-2.0
//
// The real FFT of kissfft in 16-bit fixed point (kiss_fft.c, kiss_fftr.c with
// FIXED_POINT=16), bit for bit, for powers of two: divided by the radix at each
// stage, rounded after each multiplication, sums wrap. The order of
// computation is ours, and so is the place of the data: nothing is copied.
#pragma once

#include "features/fft_stages.h"
#include "isa/pair_words.h"

namespace firefly::features {

/// For 2^log2_points real samples, 4 <= log2_points <= 12. With M half of the
/// samples, the tables hold complex numbers in Q15, kissfft's:
struct FftS16 {
  /// Of all stages behind the first, as fft_stage() takes them.
  const int32_t* twiddles;
  const int32_t* split;  ///< −i · exp(−πi·(k+1)/M) for k < M/2
  int32_t log2_points;
};

struct Arithmetic16 {
  using Value = int32_t;  ///< A pair.

  static constexpr int32_t kQuarter = 32767 / 4;
  static constexpr int32_t kHalf = 32767 / 2;

  /// kissfft multiplies by exp(0), which is 32767 in Q15, as by any other
  /// factor; what is rounded to that after a division by 2 or 4 is the number
  /// itself.
  static FIREFLY_INLINE PairNumber scaled(int32_t a) {
    return scale<kQuarter>(take_apart(a));
  }

  static FIREFLY_INLINE PairNumber rotated(int32_t a, int32_t twiddle) {
    return multiply(scaled(a), twiddle);
  }

  static FIREFLY_INLINE void butterfly(const PairNumber& a, const PairNumber& b,
                                       const PairNumber& c, const PairNumber& d,
                                       int32_t* z, int32_t step) {
    const PairNumber even = add(a, c);
    const PairNumber even_difference = subtract(a, c);
    const PairNumber odd = add(b, d);
    const PairNumber odd_difference = subtract(b, d);
    z[0] = put_together(add(even, odd));
    z[step] = put_together(subtract_turned(even_difference, odd_difference));
    z[2 * step] = put_together(subtract(even, odd));
    z[3 * step] = put_together(add_turned(even_difference, odd_difference));
  }
};

/// The first stage: transforms of four points, or of two where the number of
/// points is no power of four, of numbers times 2^shift. Returns how many.
FIREFLY_KERNEL
inline int32_t fft_s16_first_stage(int32_t* z, int32_t points, bool by_4,
                                   int32_t shift) {
  if (!by_4) {
    const auto scaled = [shift](int32_t a) {
      return scale<Arithmetic16::kHalf>(shift_left(take_apart(a), shift));
    };
    for (int32_t* at = z; at < z + points; at += 2) {
      const PairNumber a = scaled(at[0]);
      const PairNumber b = scaled(at[1]);
      at[0] = put_together(add(a, b));
      at[1] = put_together(subtract(a, b));
    }
    return 2;
  }
  const auto scaled = [shift](int32_t a) {
    return scale<Arithmetic16::kQuarter>(shift_left(take_apart(a), shift));
  };
  for (int32_t* at = z; at < z + points; at += 4) {
    Arithmetic16::butterfly(scaled(at[0]), scaled(at[2]), scaled(at[1]),
                            scaled(at[3]), at, 1);
  }
  return 4;
}

/// From the transform of pairs to that of the samples. Returns the last value,
/// which is real and has no place in z.
FIREFLY_KERNEL
inline int32_t fft_s16_split(int32_t* z, int32_t points, const int32_t* split) {
  constexpr int32_t kHalf = Arithmetic16::kHalf;
  int32_t* below = z;
  int32_t* above = z + points;
  // Both meet in the middle, where the second value counts.
  for (int32_t k = 1; k <= points / 2; ++k) {
    const PairNumber a = scale<kHalf>(take_apart(*++below));
    const PairNumber b = scale<kHalf>(conjugate(take_apart(*--above)));
    const PairNumber sum = add(a, b);
    const PairNumber turned = multiply(subtract(a, b), *split++);
    *below = put_together(half_sum(sum, turned));
    *above = put_together(half_conjugate_difference(sum, turned));
  }
  const int32_t first = put_together(scale<kHalf>(take_apart(z[0])));
  z[0] = (first + (first >> 16)) & 0xFFFF;
  return (first - (first >> 16)) & 0xFFFF;
}

/// The spectrum of 2M samples times 2^shift: z[k] for 0 <= k < M; returns the
/// last one, of M. z: M pairs of samples, in bit-reversed order.
FIREFLY_INLINE int32_t fft_s16(const FftS16& fft, int32_t shift, int32_t* z) {
  const int32_t points = int32_t{1} << (fft.log2_points - 1);
  int32_t done =
      fft_s16_first_stage(z, points, (fft.log2_points & 1) != 0, shift);
  const int32_t* twiddles = fft.twiddles;
  for (; done < points; done *= 4) {
    twiddles = fft_stage<Arithmetic16>(z, points, done, twiddles);
  }
  return fft_s16_split(z, points, fft.split);
}

}  // namespace firefly::features
