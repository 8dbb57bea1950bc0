// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "features/micro_features.h"

namespace firefly::features {

/// micro_frontend and what micro_speech and microWakeWord make of its values:
/// (256 · value + 333) / 666 − 128, saturated.
class MicroFrontend {
 public:
  using Sample = int16_t;
  using Config = MicroFeatures::Config;

  static constexpr int32_t memory_bytes(const Config& config) {
    return MicroFeatures::memory_bytes(config);
  }

  void init(const Config& config, void* memory) {
    features_.init(config, memory);
  }

  void reset() { features_.reset(); }

  int32_t push(const int16_t* samples, int32_t count, int8_t* row,
               bool* row_is_ready) {
    return features_.push(samples, count, row_is_ready,
                          [row](int32_t filter, uint32_t value) {
                            row[filter] = quantized(value);
                          });
  }

  /// From 666, it is 127. Below, 256/666 in Q21 is exact after rounding.
  static constexpr int8_t quantized(uint32_t value) {
    constexpr uint32_t kFactor = ((256U << 21) + 333) / 666;
    constexpr uint32_t kHalf = (333U << 21) / 666;
    const uint32_t scaled =
        (min_of<uint32_t>(value, 666) * kFactor + kHalf) >> 21;
    return static_cast<int8_t>(
        static_cast<int32_t>(min_of<uint32_t>(scaled, 255)) - 128);
  }

 private:
  MicroFeatures features_;
};

}  // namespace firefly::features
