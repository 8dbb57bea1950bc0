// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "features/dct.h"
#include "features/log2.h"
#include "features/mel_bank.h"
#include "features/spectrum.h"
#include "features/to_int8.h"

namespace firefly::features {

/// Mel-frequency cepstral coefficients: the cosine transform of the logarithms
/// of mel energies.
class Mfcc {
 public:
  using Sample = int16_t;

  struct Config {
    Spectrum::Config spectrum;
    MelBank bank;
    /// Q15 to be added to log2 of the energies; the sum is taken in Q9.
    int32_t log_offset;
    int32_t log_floor;  ///< Q9; smaller ones are raised to it.
    CosineTransform transform;
    ToInt8 output;  ///< Of what the transform returns.
  };

  static constexpr int32_t memory_bytes(const Config& config) {
    return Spectrum::memory_bytes(config.spectrum) +
           (config.transform.length * 2 + 7) / 8 * 8;
  }

  void init(const Config& config, void* memory) {
    config_ = &config;
    const int32_t length = config.transform.length;
    logs_ = static_cast<int16_t*>(memory);
    logs_[length - 1] = 0;  // Where their number is odd.
    spectrum_.init(config.spectrum, logs_ + (length + 3) / 4 * 4);
  }

  void reset() { spectrum_.reset(); }

  int32_t push(const int16_t* samples, int32_t count, int8_t* row,
               bool* row_is_ready) {
    const int32_t taken = spectrum_.push(samples, count, row_is_ready);
    if (*row_is_ready) {
      const int32_t offset = spectrum_.unit_log2_q15() + config_->log_offset;
      const int32_t floor = config_->log_floor;
      apply_mel_bank(config_->bank, spectrum_.bins(),
                     [this, offset, floor](int32_t filter, uint64_t energy) {
                       const int32_t log = (log2_q15(energy) + offset) >> 6;
                       logs_[filter] = static_cast<int16_t>(
                           clamp(log, floor, int32_t{INT16_MAX}));
                     });
      for (int32_t i = 0; i < config_->transform.count; ++i) {
        row[i] = to_int8(config_->output,
                         cosine_coefficient(config_->transform, logs_, i));
      }
    }
    return taken;
  }

 private:
  const Config* config_;
  int16_t* logs_;
  Spectrum spectrum_;
};

}  // namespace firefly::features
