// SPDX-License-Identifier: Apache-2.0
//
// The spectrum of real samples: a complex transform of half the length, in
// radix 4, and the step that takes even and odd samples apart. 32-bit data by
// 16-bit factors: what is lost is the rounding of the factors, 95 dB below the
// strongest line, whatever the level of the signal. With 16-bit data a scaled
// transform would lose 20 to 30 dB more, and save a fifth of the time.
#pragma once

#include "features/fft_stages.h"
#include "isa/signal_words.h"

namespace firefly::features {

struct Complex {
  int32_t re;
  int32_t im;
};

/// For 2^log2_points real samples, 4 <= log2_points <= 12. With M half of the
/// samples, the tables hold the pairs (cos, sin)(a) in Q15, cos in the low
/// half:
struct RealFft {
  const int32_t* twiddles;  ///< a = 2π·k/M for k < 3M/4
  const int32_t* split;     ///< a = π·k/M for k < M/2
  int32_t log2_points;
};

/// Samples may have this many bits, apart from the sign, so that no sum inside
/// overflows: each stage of radix 4 grows by 2, the first by 4.
constexpr int32_t fft_sample_bits(int32_t log2_points) {
  return 28 - (log2_points - 1) / 2;
}

/// What real_fft() returns is the spectrum times 2^−this.
constexpr int32_t fft_halvings(int32_t log2_points) {
  return (log2_points - 2) / 2;
}

/// 32-bit numbers by pairs (cos, sin) in Q15, halved at each stage.
struct Arithmetic32 {
  using Value = Complex;

  static FIREFLY_INLINE Complex scaled(const Complex& a) {
    return {a.re >> 1, a.im >> 1};
  }

  static FIREFLY_INLINE Complex rotated(const Complex& a, int32_t twiddle) {
    return {
        add_multiply_q15_high(multiply_q15_low(a.re, twiddle), a.im, twiddle),
        multiply_q15_low(a.im, twiddle) - multiply_q15_high(a.re, twiddle)};
  }

  static FIREFLY_INLINE void butterfly(Complex a, Complex b, Complex c,
                                       Complex d, Complex* z, int32_t step) {
    const Complex even = {a.re + c.re, a.im + c.im};
    const Complex even_difference = {a.re - c.re, a.im - c.im};
    const Complex odd = {b.re + d.re, b.im + d.im};
    const Complex odd_difference = {b.re - d.re, b.im - d.im};
    z[0] = {even.re + odd.re, even.im + odd.im};
    z[step] = {even_difference.re + odd_difference.im,
               even_difference.im - odd_difference.re};
    z[2 * step] = {even.re - odd.re, even.im - odd.im};
    z[3 * step] = {even_difference.re - odd_difference.im,
                   even_difference.im + odd_difference.re};
  }
};

/// The first stage, which puts the samples into reversed order. load(n) gives
/// samples 2n and 2n + 1 as the real and the imaginary part.
template <class Load>
FIREFLY_INLINE int32_t fft_first_stage(const Load& load, int32_t points,
                                       bool by_4, Complex* z) {
  const int32_t radix = by_4 ? 4 : 2;
  const int32_t step = points / radix;
  uint32_t reversed = 0;
  for (int32_t n = 0; n < step; ++n) {
    Complex* at = z + static_cast<uint32_t>(radix) * reversed;
    const Complex a = load(n);
    const Complex b = load(n + step);
    if (by_4) {
      Arithmetic32::butterfly(a, b, load(n + 2 * step), load(n + 3 * step), at,
                              1);
    } else {
      at[0] = {a.re + b.re, a.im + b.im};
      at[1] = {a.re - b.re, a.im - b.im};
    }
    reversed = next_reversed(reversed, static_cast<uint32_t>(step) / 2);
  }
  return radix;
}

/// Ones wherever |re| or |im| has a one, or below.
FIREFLY_INLINE uint32_t bits_of(const Complex& x) {
  return static_cast<uint32_t>((x.re ^ (x.re >> 31)) | (x.im ^ (x.im >> 31)));
}

/// From the transform of pairs to that of the samples. Returns bits_of() all.
FIREFLY_KERNEL
inline uint32_t fft_split(Complex* z, int32_t points, const int32_t* split) {
  z[0] = {z[0].re + z[0].im, z[0].re - z[0].im};
  Complex* const middle = z + points / 2;
  middle->im = -middle->im;
  uint32_t bits = bits_of(z[0]) | bits_of(*middle);
  Complex* b = z + points - 1;
  for (Complex* a = z + 1; a < middle; ++a, --b) {
    const Complex sum = Arithmetic32::scaled({a->re + b->re, a->im - b->im});
    const Complex turned =
        Arithmetic32::rotated({a->re - b->re, a->im + b->im}, *++split);
    *a = {sum.re + turned.im, sum.im - turned.re};
    *b = {sum.re - turned.im, -sum.im - turned.re};
    bits |= bits_of(*a) | bits_of(*b);
  }
  return bits;
}

/// The spectrum of 2M samples: z[k] for 0 < k < M, and in z[0] the two real
/// values of 0 and of M. z: M elements. Returns bits_of() all of them.
template <class Load>
FIREFLY_INLINE uint32_t real_fft(const RealFft& fft, const Load& load,
                                 Complex* z) {
  const int32_t points = int32_t{1} << (fft.log2_points - 1);
  int32_t done = fft_first_stage(load, points, (fft.log2_points & 1) != 0, z);
  const int32_t* twiddles = fft.twiddles;
  for (; done < points; done *= 4) {
    twiddles = fft_stage<Arithmetic32>(z, points, done, twiddles);
  }
  return fft_split(z, points, fft.split);
}

/// The squares of the absolute values, times 2^(2·shift − 32), in place: bins 0
/// … M as uint32_t below 2^31. `bits` is what real_fft() returned. Returns
/// `shift`, by which the strongest line fills 31 bits.
FIREFLY_KERNEL
inline int32_t power_spectrum(Complex* z, int32_t points, uint32_t bits) {
  const int32_t shift = bits == 0 ? 0 : leading_zeros(bits) - 1;
  const auto square = [shift](int32_t x) {
    return high_square(wrapping_shift_left(x, shift));
  };
  auto* const bins = reinterpret_cast<uint32_t*>(z);
  const uint32_t last = square(z[0].im);
  bins[0] = square(z[0].re);
  for (int32_t k = 1; k < points; ++k) {
    const Complex x = z[k];
    bins[k] = square(x.re) + square(x.im);
  }
  bins[points] = last;
  return shift;
}

}  // namespace firefly::features
