// SPDX-License-Identifier: Apache-2.0
//
// TensorFlow's micro_frontend (tensorflow/lite/experimental/microfrontend/lib),
// bit for bit, in a third of the memory: window, 16-bit FFT, filter bank, noise
// reduction, gain control, logarithm.
#pragma once

#include "features/fft_s16.h"
#include "features/framer.h"
#include "features/integer_root.h"
#include "features/log_scale.h"
#include "features/noise_reduction.h"
#include "features/pcan.h"

namespace firefly::features {

/// Triangles like those of MelBank, with a weight for each side: rounded apart,
/// they do not always add up to 1.
struct PairBank {
  /// As of MelBank: filter f rises from edges[f] and falls from edges[f + 1].
  const uint16_t* edges;
  /// Q12, from the bin edges[0] on: of the filter that falls, then of the one
  /// that rises.
  const uint16_t* weights;
  int32_t filter_count;
};

class MicroFeatures {
 public:
  struct Config {
    FftS16 fft;
    const int16_t* window;  ///< Q12, frame_length values, and 0 if that is odd.
    int32_t frame_length;
    int32_t hop_length;
    PairBank bank;
    NoiseReduction noise_reduction;
    Pcan pcan;
    LogScale log_scale;
  };

  static constexpr int32_t memory_bytes(const Config& config) {
    return spectrum_bytes(config) + (config.bank.filter_count * 4 + 7) / 8 * 8 +
           Framer::memory_bytes(config.frame_length + 1);
  }

  void init(const Config& config, void* memory) {
    config_ = &config;
    auto* const bytes = static_cast<uint8_t*>(memory);
    spectrum_ = static_cast<int32_t*>(memory);
    estimates_ = spectrum_ + spectrum_bytes(config) / 4;
    const int32_t filters = (config.bank.filter_count + 1) / 2 * 2;
    framer_.init(bytes + spectrum_bytes(config) + filters * 4,
                 config.frame_length, config.hop_length);
    reset();
  }

  void reset() {
    framer_.reset();
    for (int32_t i = 0; i < config_->bank.filter_count; ++i) {
      estimates_[i] = 0;
    }
  }

  /// Takes samples until a frame is complete or `count` are taken, and calls
  /// emit(filter, uint32_t value) for each filter if one is: values are those
  /// of the original, below 2^16. Returns how many it took.
  template <class Emit>
  int32_t push(const int16_t* samples, int32_t count, bool* is_ready,
               const Emit& emit) {
    const int32_t taken = framer_.push(samples, count);
    *is_ready = framer_.is_complete();
    if (*is_ready) {
      const int32_t shift = transform();
      apply_filters(shift, emit);
    }
    return taken;
  }

 private:
  static constexpr int32_t spectrum_bytes(const Config& config) {
    return int32_t{2} << config.fft.log2_points;
  }

  /// Leaves the energies of the bins. Returns by how many bits the samples
  /// were scaled up before.
  int32_t transform() {
    const int32_t points = int32_t{1} << (config_->fft.log2_points - 1);
    const int32_t largest = place_samples(points);
    const int32_t shift =
        15 -
        (largest == 0 ? 0 : 32 - leading_zeros(static_cast<uint32_t>(largest)));
    fft_s16(config_->fft, shift, spectrum_);
    const uint16_t* const edges = config_->bank.edges;
    const int32_t end = edges[config_->bank.filter_count + 1];
    for (int32_t i = edges[0]; i < end; ++i) {
      spectrum_[i] = static_cast<int32_t>(norm_of_pair(spectrum_[i]));
    }
    return shift;
  }

  /// The frame times the window, in bit-reversed order. Returns its largest
  /// absolute value, where that of −2^15 counts as negative: it wraps.
  int32_t place_samples(int32_t points) {
    const int16_t* const frame = framer_.frame();
    const int16_t* const window = config_->window;
    const int32_t pairs = (config_->frame_length + 1) / 2;
    const auto top = static_cast<uint32_t>(points) / 2;
    uint32_t reversed = 0;
    int32_t largest = 0;
    for (int32_t n = 0; n < pairs; ++n) {
      const int32_t pair =
          multiply_halves_q12(load_pair(frame, n), load_pair(window, n));
      largest = max_of_pairs(largest, pair);
      largest = max_of_pairs(largest, subtract_pairs(0, pair));
      spectrum_[reversed] = pair;
      reversed = next_reversed(reversed, top);
    }
    for (int32_t n = pairs; n < points; ++n) {
      spectrum_[reversed] = 0;
      reversed = next_reversed(reversed, top);
    }
    return max_of(low_half(largest), high_half(largest));
  }

  template <class Emit>
  void apply_filters(int32_t shift, const Emit& emit) {
    const PairBank& bank = config_->bank;
    const uint16_t* weight = bank.weights;
    const int32_t* bin = spectrum_ + bank.edges[0];
    uint64_t risen = 0;
    for (int32_t i = 0; i <= bank.filter_count; ++i) {
      uint64_t falling = risen;
      risen = 0;
      const int32_t* const end = spectrum_ + bank.edges[i + 1];
      for (; bin < end; ++bin) {
        const auto energy = static_cast<uint32_t>(*bin);
        falling = add_product(falling, energy, *weight++);
        risen = add_product(risen, energy, *weight++);
      }
      if (i > 0) {
        emit(i - 1, channel_value(i - 1, rounded_root(falling) >> shift));
      }
    }
  }

  uint32_t channel_value(int32_t channel, uint32_t signal) {
    auto& estimate = reinterpret_cast<uint32_t&>(estimates_[channel]);
    uint32_t value =
        reduce_noise(config_->noise_reduction, channel, signal, estimate);
    if (config_->pcan.gains != nullptr) {
      value = normalize_amplitude(config_->pcan, value, estimate);
    }
    return scaled_log(config_->log_scale, value);
  }

  const Config* config_;
  int32_t* spectrum_;
  int32_t* estimates_;
  Framer framer_;
};

}  // namespace firefly::features
