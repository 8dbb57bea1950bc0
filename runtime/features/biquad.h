// SPDX-License-Identifier: Apache-2.0
//
// Recursive filters of second-order sections in fixed point.
#pragma once

#include "kernels/base.h"

namespace firefly::features {

/// A cascade of sections
///
///   H(z) = (b0 + b1 z^−1 + b2 z^−2) / (1 + a1 z^−1 + a2 z^−2)
///
/// in direct form I, a filter per channel with coefficients in common. Signals
/// are int16 samples with 13 bits of fraction: two bits are left for the peaks
/// between sections, which saturate. What rounding cuts off a section's output
/// is added to its next sum, so that no error stays at low frequencies.
class BiquadCascade {
 public:
  static constexpr int kCoefficientBits = 29;
  static constexpr int kFractionBits = 13;

  struct Config {
    int32_t sections;
    /// [sections][b0, b1, b2, a1, a2] in Q29; |b0| + |b1| + |b2| <= 4.
    const int32_t* coefficients;
  };

  static constexpr int32_t memory_bytes(const Config& config,
                                        int32_t channels) {
    return channels *
           ((states_per_channel(config) * int32_t{sizeof(int32_t)} + 7) & ~7);
  }

  void init(const Config& config, int32_t channels, void* memory) {
    config_ = &config;
    states_ = static_cast<int32_t*>(memory);
    stride_ = memory_bytes(config, 1) / static_cast<int32_t>(sizeof(int32_t));
    channels_ = channels;
  }

  /// As after an endless signal of this one sample: x [channels]. So a filter
  /// does not begin with the jump from 0, which gravity alone would be.
  void settle(const int16_t* x) {
    if (config_->sections == 0) {
      return;
    }
    for (int32_t channel = 0; channel < channels_; ++channel) {
      int32_t* history = states_ + channel * stride_;
      int32_t value = extend(x[channel]);
      const int32_t* coefficient = config_->coefficients;
      for (int32_t i = 0; i <= config_->sections; ++i) {
        history[0] = value;
        history[1] = value;
        history += 2;
        if (i < config_->sections) {
          // Sections pass a constant unchanged or not at all.
          const bool blocks =
              coefficient[0] + coefficient[1] + coefficient[2] == 0;
          value = blocks ? 0 : value;
          coefficient += 5;
        }
      }
      for (int32_t i = 0; i < config_->sections; ++i) {
        history[i] = 0;  // Nothing is cut off.
      }
    }
  }

  /// The next sample of a channel.
  int16_t filter(int16_t x, int32_t channel) {
    if (config_->sections == 0) {
      return x;
    }
    int32_t* history = states_ + channel * stride_;
    int32_t* cut_off = history + 2 * (config_->sections + 1);
    const int32_t* coefficients = config_->coefficients;
    int32_t value = extend(x);
    for (int32_t i = 0; i < config_->sections; ++i) {
      const int32_t input = value;
      value = section(coefficients, input, history, cut_off);
      history[1] = history[0];
      history[0] = input;
      history += 2;
      coefficients += 5;
      ++cut_off;
    }
    history[1] = history[0];
    history[0] = value;
    return round(value);
  }

 private:
  /// Per channel: two samples before and behind each section, then what each
  /// section cut off.
  static constexpr int32_t states_per_channel(const Config& config) {
    return config.sections == 0 ? 0
                                : 2 * (config.sections + 1) + config.sections;
  }

  static int32_t extend(int16_t x) { return int32_t{x} * (1 << kFractionBits); }

  static int16_t round(int32_t value) {
    constexpr int32_t kHalf = 1 << (kFractionBits - 1);
    const int32_t rounded =
        (value >> kFractionBits) + ((value & (2 * kHalf - 1)) >= kHalf ? 1 : 0);
    return static_cast<int16_t>(
        clamp(rounded, int32_t{INT16_MIN}, int32_t{INT16_MAX}));
  }

  /// before: x[n−1], x[n−2], y[n−1], y[n−2].
  static int32_t section(const int32_t* coefficients, int32_t input,
                         const int32_t* before, int32_t* cut_off) {
    const int64_t sum = int64_t{coefficients[0]} * input +
                        int64_t{coefficients[1]} * before[0] +
                        int64_t{coefficients[2]} * before[1] -
                        int64_t{coefficients[3]} * before[2] -
                        int64_t{coefficients[4]} * before[3] + *cut_off;
    const int64_t output = sum >> kCoefficientBits;
    *cut_off = static_cast<int32_t>(sum) & ((1 << kCoefficientBits) - 1);
    return static_cast<int32_t>(
        clamp(output, int64_t{INT32_MIN}, int64_t{INT32_MAX}));
  }

  const Config* config_;
  int32_t* states_;
  int32_t stride_;
  int32_t channels_;
};

}  // namespace firefly::features
