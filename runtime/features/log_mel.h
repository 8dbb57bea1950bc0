// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "features/log2.h"
#include "features/mel_bank.h"
#include "features/spectrum.h"
#include "features/to_int8.h"

namespace firefly::features {

/// Logarithms of mel energies: one int8 a filter.
class LogMel {
 public:
  using Sample = int16_t;

  struct Config {
    Spectrum::Config spectrum;
    MelBank bank;
    ToInt8 output;  ///< Of log2 in Q15.
  };

  static constexpr int32_t memory_bytes(const Config& config) {
    return Spectrum::memory_bytes(config.spectrum);
  }

  void init(const Config& config, void* memory) {
    config_ = &config;
    spectrum_.init(config.spectrum, memory);
  }

  void reset() { spectrum_.reset(); }

  int32_t push(const int16_t* samples, int32_t count, int8_t* row,
               bool* row_is_ready) {
    const int32_t taken = spectrum_.push(samples, count, row_is_ready);
    if (*row_is_ready) {
      const int32_t unit = spectrum_.unit_log2_q15();
      apply_mel_bank(config_->bank, spectrum_.bins(),
                     [this, row, unit](int32_t filter, uint64_t energy) {
                       row[filter] =
                           to_int8(config_->output, log2_q15(energy) + unit);
                     });
    }
    return taken;
  }

 private:
  const Config* config_;
  Spectrum spectrum_;
};

}  // namespace firefly::features
