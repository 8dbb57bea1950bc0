// SPDX-License-Identifier: Apache-2.0
//
// What slow signals go through before anything else: decimation with its
// anti-alias filter, then a filter at the lower rate.
#pragma once

#include "features/biquad.h"

namespace firefly::features {

/// Of each `decimation` samples one comes out, the first of them at once.
class Prefilter {
 public:
  struct Config {
    int32_t channels;
    int32_t decimation;  ///< 1 for all samples.
    BiquadCascade::Config anti_alias;
    BiquadCascade::Config filter;
  };

  static constexpr int32_t memory_bytes(const Config& config) {
    return BiquadCascade::memory_bytes(config.anti_alias, config.channels) +
           BiquadCascade::memory_bytes(config.filter, config.channels);
  }

  void init(const Config& config, void* memory) {
    config_ = &config;
    anti_alias_.init(config.anti_alias, config.channels, memory);
    filter_.init(
        config.filter, config.channels,
        static_cast<char*>(memory) +
            BiquadCascade::memory_bytes(config.anti_alias, config.channels));
    reset();
  }

  void reset() {
    phase_ = 0;
    is_settled_ = false;
  }

  /// Takes one sample; whether a result is in `output`. Both [channels].
  bool push(const int16_t* sample, int16_t* output) {
    if (!is_settled_) {
      anti_alias_.settle(sample);
    }
    const bool is_due = phase_ == 0;
    phase_ = phase_ + 1 == config_->decimation ? 0 : phase_ + 1;
    for (int32_t c = 0; c < config_->channels; ++c) {
      // Also between the results, for the filter's memory.
      output[c] = anti_alias_.filter(sample[c], c);
    }
    if (!is_due) {
      return false;
    }
    if (!is_settled_) {
      filter_.settle(output);
      is_settled_ = true;
    }
    for (int32_t c = 0; c < config_->channels; ++c) {
      output[c] = filter_.filter(output[c], c);
    }
    return true;
  }

 private:
  const Config* config_;
  BiquadCascade anti_alias_;
  BiquadCascade filter_;
  int32_t phase_;
  bool is_settled_;
};

}  // namespace firefly::features
