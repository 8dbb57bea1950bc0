// SPDX-License-Identifier: Apache-2.0
//
// Resizing by area: an output pixel is the mean of the part of the picture
// that it covers. What it should be for a smaller picture, where bilinear
// interpolation skips pixels.
#pragma once

#include "kernels/base.h"

namespace firefly::features {

/// A picture, line by line, to another size: pixels of 8 bits to q = pixel −
/// 128. Sums are exact, the mean is rounded to nearest.
///
/// Along an axis that goes from S to D pixels, a source pixel is D/g units
/// long and an output pixel S/g, with g their greatest common divisor.
class ResizeArea {
 public:
  struct Config {
    int32_t width;  ///< Of the output.
    int32_t height;
    int32_t channels;
    int32_t source_units_x;  ///< Length of a source pixel.
    int32_t source_units_y;
    int32_t units_x;  ///< Length of an output pixel.
    int32_t units_y;
    /// 1 / (units_x · units_y) = multiplier · 2^−shift, 2^30 <= multiplier.
    int32_t multiplier;
    int32_t shift;
  };

  static constexpr int32_t memory_bytes(const Config& config) {
    return (config.width * config.channels * int32_t{sizeof(uint32_t)} + 7) &
           ~7;
  }

  void init(const Config& config, void* memory) {
    config_ = &config;
    sums_ = static_cast<uint32_t*>(memory);
  }

  /// To the first line of a picture.
  void reset() {
    units_of_line_ = config_->source_units_y;
    clear_sums();
  }

  /// The next row of the output if source line `line` completes one. To be
  /// called with each line in turn, as often as it returns true and once more.
  /// line: u8 [source width, channels]; row: s8 [width, channels].
  bool next_row(const uint8_t* line, int8_t* row) {
    if (units_of_line_ == 0) {  // The last row ended with this line.
      units_of_line_ = config_->source_units_y;
      return false;
    }
    const int32_t units = min_of(units_of_line_, units_of_row_);
    add_line(line, static_cast<uint32_t>(units));
    units_of_line_ -= units;
    units_of_row_ -= units;
    if (units_of_row_ != 0) {
      units_of_line_ = config_->source_units_y;
      return false;
    }
    write(row);
    clear_sums();
    return true;
  }

 private:
  void clear_sums() {
    units_of_row_ = config_->units_y;
    for (int32_t i = 0; i < config_->width * config_->channels; ++i) {
      sums_[i] = 0;
    }
  }

  void add_line(const uint8_t* line, uint32_t units_y) {
    const int32_t channels = config_->channels;
    int32_t units_of_source = config_->source_units_x;
    uint32_t* sums = sums_;
    for (int32_t x = 0; x < config_->width; ++x) {
      for (int32_t missing = config_->units_x; missing != 0;) {
        const int32_t units = min_of(units_of_source, missing);
        const uint32_t weight = static_cast<uint32_t>(units) * units_y;
        for (int32_t c = 0; c < channels; ++c) {
          sums[c] += weight * line[c];
        }
        missing -= units;
        units_of_source -= units;
        if (units_of_source == 0) {
          units_of_source = config_->source_units_x;
          line += channels;
        }
      }
      sums += channels;
    }
  }

  void write(int8_t* row) const {
    const uint64_t half = uint64_t{1} << (config_->shift - 1);
    const auto multiplier = static_cast<uint32_t>(config_->multiplier);
    for (int32_t i = 0; i < config_->width * config_->channels; ++i) {
      const uint64_t mean =
          (uint64_t{sums_[i]} * multiplier + half) >> config_->shift;
      row[i] = static_cast<int8_t>(static_cast<int32_t>(mean) - 128);
    }
  }

  const Config* config_;
  uint32_t* sums_;
  int32_t units_of_line_;  ///< That no row has yet.
  int32_t units_of_row_;   ///< That the row still lacks.
};

}  // namespace firefly::features
