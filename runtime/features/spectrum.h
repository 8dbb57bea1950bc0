// SPDX-License-Identifier: Apache-2.0
//
// From samples to the power or magnitude of each frequency: what spectrogram,
// log-mel and MFCC begin with.
#pragma once

#include "features/framer.h"
#include "features/magnitude.h"
#include "features/real_fft.h"

namespace firefly::features {

class Spectrum {
 public:
  struct Config {
    RealFft fft;
    /// Q15, frame_length values and zeros up to the points of the FFT.
    const int16_t* window;
    int32_t frame_length;
    int32_t hop_length;
    /// Q15: x[n] − pre_emphasis · x[n−1] is transformed. 0: x[n].
    int32_t pre_emphasis;
    int32_t is_magnitude;  ///< 1: absolute values; 0: their squares.
  };

  static constexpr int32_t memory_bytes(const Config& config) {
    const int32_t points = int32_t{1} << config.fft.log2_points;
    // The bins take the place of the transform: one more than it has pairs, of
    // half the size.
    return points * 4 + Framer::memory_bytes(points);
  }

  void init(const Config& config, void* memory) {
    config_ = &config;
    spectrum_ = static_cast<Complex*>(memory);
    framer_.init(spectrum_ + points(), config.frame_length, config.hop_length);
  }

  void reset() { framer_.reset(); }

  /// Takes samples until a frame is complete or `count` are taken. Returns how
  /// many it took; *is_ready says whether bins() are new.
  int32_t push(const int16_t* samples, int32_t count, bool* is_ready) {
    const int32_t taken = framer_.push(samples, count);
    *is_ready = framer_.is_complete();
    if (*is_ready) {
      transform();
    }
    return taken;
  }

  [[nodiscard]] int32_t bin_count() const { return points() + 1; }
  [[nodiscard]] const uint32_t* bins() const {
    return reinterpret_cast<const uint32_t*>(spectrum_);
  }
  /// log2 of the unit of all bins of this frame, in Q15, apart from
  /// spectrum_unit_log2(), which is the same for all frames.
  [[nodiscard]] int32_t unit_log2_q15() const { return unit_log2_q15_; }

 private:
  [[nodiscard]] int32_t points() const {
    return int32_t{1} << (config_->fft.log2_points - 1);
  }

  void transform() {
    const int16_t* const frame = framer_.frame();
    const int16_t* const window = config_->window;
    // From Q30, and Q30 is halved where two samples are subtracted.
    const int32_t shift = 30 - fft_sample_bits(config_->fft.log2_points);
    const uint32_t bits =
        config_->pre_emphasis == 0
            ? real_fft(
                  config_->fft,
                  [=](int32_t n) -> Complex {
                    const int32_t x = load_pair(frame, n);
                    const int32_t w = load_pair(window, n);
                    return {multiply_low_halves(x, w) >> (shift + 1),
                            multiply_high_halves(x, w) >> (shift + 1)};
                  },
                  spectrum_)
            : transform_emphasized(frame, window, shift);
    const int32_t power_shift = power_spectrum(spectrum_, points(), bits);
    unit_log2_q15_ = -power_shift * (2 << 15);
    if (config_->is_magnitude != 0) {
      unit_log2_q15_ /= 2;
      take_square_roots(reinterpret_cast<uint32_t*>(spectrum_), bin_count());
    }
  }

  uint32_t transform_emphasized(const int16_t* frame, const int16_t* window,
                                int32_t shift) {
    const int32_t factor = config_->pre_emphasis;
    const auto sample = [=](int32_t i) {
      const int32_t x = frame[i] * (1 << 15) - frame[i - 1] * factor;
      return multiply_q15_half(x, window[i]) >> shift;
    };
    return real_fft(
        config_->fft,
        [=](int32_t n) -> Complex {
          return {sample(2 * n), sample(2 * n + 1)};
        },
        spectrum_);
  }

  const Config* config_;
  Complex* spectrum_;
  Framer framer_;
  int32_t unit_log2_q15_;
};

/// log2 of the unit of the bins, apart from that of the frame: of the square,
/// or of the magnitude, of the spectrum of samples in −1 … 1.
constexpr int32_t spectrum_unit_log2(const Spectrum::Config& config) {
  const int32_t log2_points = config.fft.log2_points;
  // Of a sample in −1 … 1: 29 bits, shifted right. The power is 32 bits less.
  const int32_t sample_log2 =
      29 - (30 - fft_sample_bits(log2_points)) - fft_halvings(log2_points);
  return config.is_magnitude != 0 ? 16 - kMagnitudeBits - sample_log2
                                  : 32 - 2 * sample_log2;
}

}  // namespace firefly::features
