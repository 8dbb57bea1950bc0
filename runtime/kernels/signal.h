// SPDX-License-Identifier: Apache-2.0
//
// The signal operators of TFLite Micro (tflite-micro, signal/src), bit for bit,
// from the parts of the front ends.
#pragma once

#include "features/fft_s16.h"
#include "features/integer_root.h"
#include "features/log_scale.h"
#include "features/pcan.h"
#include "kernels/limits.h"

namespace firefly {

struct SignalWindowLayer {
  const int16_t* window;
  int32_t length;  ///< Of the window.
  int32_t frames;
  int32_t shift;
};

/// x, out: [frames, length].
FIREFLY_KERNEL
inline void signal_window(const SignalWindowLayer& layer, const int16_t* x,
                          int16_t* out) {
  for (int32_t f = 0; f < layer.frames; ++f) {
    for (int32_t i = 0; i < layer.length; ++i) {
      const int32_t product = (*x++ * layer.window[i]) >> layer.shift;
      *out++ = static_cast<int16_t>(clamp<int32_t>(product, -32768, 32767));
    }
  }
}

struct SignalLayer {
  int32_t count;  ///< Of values.
};

/// x times the power of two that fills 16 bits. As in the original, the
/// magnitude of −2^15 wraps around, and any value that follows replaces it.
FIREFLY_KERNEL
inline void fft_auto_scale(const SignalLayer& layer, const int16_t* x,
                           int16_t* out, int32_t* exponent) {
  int32_t largest = 0;
  for (int32_t i = 0; i < layer.count; ++i) {
    if (x[i] > largest) {
      largest = x[i];
    } else if (-x[i] > largest) {
      largest = static_cast<int16_t>(-x[i]);
    }
  }
  *exponent =
      largest <= 0 ? 0 : leading_zeros(static_cast<uint32_t>(largest)) - 17;
  for (int32_t i = 0; i < layer.count; ++i) {
    out[i] = static_cast<int16_t>(x[i] * (1 << *exponent));
  }
}

struct RfftLayer {
  const int32_t* twiddles;  ///< As features::FftS16 has them.
  const int32_t* split;
  int32_t log2_points;
  int32_t length;  ///< Of a frame, at most 2^log2_points.
  int32_t frames;
};

/// x: [frames, length]; out: [frames, 2^log2_points + 2], 4-byte aligned.
FIREFLY_KERNEL
inline void rfft_s16(const RfftLayer& layer, const int16_t* x, int16_t* out) {
  const int32_t points = int32_t{1} << (layer.log2_points - 1);
  for (int32_t f = 0; f < layer.frames; ++f) {
    auto* const z = reinterpret_cast<int32_t*>(out);
    uint32_t reversed = 0;
    for (int32_t n = 0; n < 2 * points; n += 2) {
      const int32_t real = n < layer.length ? x[n] : 0;
      const int32_t imaginary = n + 1 < layer.length ? x[n + 1] : 0;
      z[reversed] =
          static_cast<int32_t>((static_cast<uint32_t>(real) & 0xFFFFU) |
                               (static_cast<uint32_t>(imaginary) << 16));
      reversed = next_reversed(reversed, static_cast<uint32_t>(points) / 2);
    }
    z[points] = features::fft_s16(
        {layer.twiddles, layer.split, layer.log2_points}, 0, z);
    // From words to what the readers of the tensor see.
    for (int32_t k = 0; k <= points; ++k) {
      const int32_t pair = z[k];
      out[2 * k] = static_cast<int16_t>(low_half(pair));
      out[2 * k + 1] = static_cast<int16_t>(high_half(pair));
    }
    x += layer.length;
    out += 2 * (points + 1);
  }
}

struct SpectrumEnergyLayer {
  int32_t begin;
  int32_t end;
  int32_t bins;
};

/// x: [bins] complex numbers, out: [bins], 0 outside of begin … end − 1.
FIREFLY_KERNEL
inline void spectrum_energy(const SpectrumEnergyLayer& layer, const int16_t* x,
                            uint32_t* out) {
  for (int32_t i = 0; i < layer.bins; ++i) {
    const int32_t real = x[2 * i];
    const int32_t imaginary = x[2 * i + 1];
    const uint32_t energy = static_cast<uint32_t>(real * real) +
                            static_cast<uint32_t>(imaginary * imaginary);
    out[i] = i >= layer.begin && i < layer.end ? energy : 0;
  }
}

struct FilterBankLayer {
  /// Of the filter that falls and of the next one, which rises; not negative.
  const int16_t* weights;
  const int16_t* unweights;
  const int16_t* starts;         ///< [channels + 1], in the input
  const int16_t* weight_starts;  ///< [channels + 1], in the weights
  const int16_t* widths;         ///< [channels + 1]
  int32_t channels;
};

/// out: [channels].
FIREFLY_KERNEL
inline void filter_bank(const FilterBankLayer& layer, const uint32_t* x,
                        uint64_t* out) {
  uint64_t risen = 0;
  for (int32_t c = 0; c <= layer.channels; ++c) {
    uint64_t falling = risen;
    risen = 0;
    const uint32_t* const bins = x + layer.starts[c];
    const int16_t* const weights = layer.weights + layer.weight_starts[c];
    const int16_t* const unweights = layer.unweights + layer.weight_starts[c];
    for (int32_t i = 0; i < layer.widths[c]; ++i) {
      falling =
          add_product(falling, bins[i], static_cast<uint32_t>(weights[i]));
      risen = add_product(risen, bins[i], static_cast<uint32_t>(unweights[i]));
    }
    if (c > 0) {
      out[c - 1] = falling;
    }
  }
}

/// sqrt(x), to nearest, divided by 2^shift.
FIREFLY_KERNEL
inline void filter_bank_square_root(const SignalLayer& layer, const uint64_t* x,
                                    const int32_t* shift, uint32_t* out) {
  for (int32_t i = 0; i < layer.count; ++i) {
    out[i] = features::rounded_root(x[i]) >> (*shift & 31);
  }
}

struct SpectralSubtractionLayer {
  uint32_t smoothing[2];            ///< Of even and of odd channels.
  uint32_t one_minus_smoothing[2];  ///< All below 2^16.
  int32_t smoothing_bits;
  int32_t fraction_bits;
  uint32_t min_signal_remaining;
  int32_t clamping;
  int32_t count;
};

/// `estimate` is kept from call to call; `estimate_out` is a copy.
FIREFLY_KERNEL
inline void spectral_subtraction(const SpectralSubtractionLayer& layer,
                                 const uint32_t* x, uint32_t* estimate,
                                 uint32_t* out, uint32_t* estimate_out) {
  for (int32_t i = 0; i < layer.count; ++i) {
    const uint32_t scaled = x[i] << layer.smoothing_bits;
    const uint64_t sum =
        add_product(add_product(0, scaled, layer.smoothing[i & 1]), estimate[i],
                    layer.one_minus_smoothing[i & 1]);
    estimate[i] = static_cast<uint32_t>(sum >> layer.fraction_bits);
    const uint32_t noise = min_of(estimate[i], scaled);
    if (layer.clamping != 0) {
      estimate[i] = noise;
    }
    const auto floor = static_cast<uint32_t>(
        add_product(0, x[i], layer.min_signal_remaining) >>
        layer.fraction_bits);
    out[i] = max_of((scaled - noise) >> layer.smoothing_bits, floor);
    estimate_out[i] = estimate[i];
  }
}

struct PcanLayer {
  const int16_t* gains;  ///< As features::Pcan has them.
  int32_t snr_shift;
  int32_t count;
};

FIREFLY_KERNEL
inline void pcan(const PcanLayer& layer, const uint32_t* x,
                 const uint32_t* estimate, uint32_t* out) {
  for (int32_t i = 0; i < layer.count; ++i) {
    out[i] = features::normalize_amplitude({layer.gains, layer.snr_shift}, x[i],
                                           estimate[i]);
  }
}

struct FilterBankLogLayer {
  const int16_t* table;  ///< As features::natural_log_q16() takes it.
  uint32_t output_scale;
  int32_t correction_bits;
  int32_t count;
};

/// 0 of what is at most 1 after the shift.
FIREFLY_KERNEL
inline void filter_bank_log(const FilterBankLogLayer& layer, const uint32_t* x,
                            int16_t* out) {
  for (int32_t i = 0; i < layer.count; ++i) {
    const uint32_t scaled = x[i] << layer.correction_bits;
    const uint32_t log =
        scaled <= 1 ? 0 : features::natural_log_q16(layer.table, scaled);
    const uint32_t value = (layer.output_scale * log + (1U << 15)) >> 16;
    out[i] = static_cast<int16_t>(min_of<uint32_t>(value, 32767));
  }
}

}  // namespace firefly
