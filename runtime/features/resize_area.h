// SPDX-License-Identifier: Apache-2.0
//
// Resizing by area: an output pixel is the mean of the part of the picture
// that it covers. What it should be for a smaller picture, where bilinear
// interpolation skips pixels.
#pragma once

#include "isa/tiles.h"
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
    int32_t channels;        ///< 1 or 3.
    int32_t source_units_x;  ///< Length of a source pixel.
    int32_t source_units_y;
    int32_t units_x;  ///< Length of an output pixel.
    int32_t units_y;
    /// 1 / (units_x · units_y) = multiplier · 2^−(32 + shift), to 31 bits.
    uint32_t multiplier;
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
    units_of_row_ = config_->units_y;
    for (int32_t i = 0; i < config_->width * config_->channels; ++i) {
      sums_[i] = 0;
    }
  }

  /// The next row of the output if source line `line` completes one. To be
  /// called with each line in turn, as often as it returns true and once more.
  /// line: u8 [source width, channels]; row: s8 [width, channels].
  bool next_row(const uint8_t* line, int8_t* row) {
    if (units_of_line_ == 0 && units_of_row_ != 0) {
      units_of_line_ = config_->source_units_y;
      return false;  // The last row ended with this line.
    }
    const int32_t units = min_of(units_of_line_, units_of_row_);
    units_of_line_ -= units;
    units_of_row_ -= units;
    if (units_of_row_ != 0) {
      add(line, static_cast<uint32_t>(units));
      units_of_line_ = config_->source_units_y;
      return false;
    }
    // In the same pass, what is left of the line begins the next row.
    const int32_t begun = min_of(units_of_line_, config_->units_y);
    finish(line, static_cast<uint32_t>(units), static_cast<uint32_t>(begun),
           row);
    units_of_line_ -= begun;
    units_of_row_ = config_->units_y - begun;
    return true;
  }

 private:
  /// Calls use(i, sum) for each element of an output row with its sum along
  /// the line.
  template <int kChannels, class Use>
  FIREFLY_INLINE void for_each_sum(const uint8_t* line, const Use& use) const {
    const int32_t source_units = config_->source_units_x;
    int32_t units_of_source = source_units;
    int32_t i = 0;
    for (int32_t x = 0; x < config_->width; ++x) {
      uint32_t sums[kChannels] = {};
      for (int32_t missing = config_->units_x; missing != 0;) {
        const int32_t units = min_of(units_of_source, missing);
        FIREFLY_UNROLL
        for (int c = 0; c < kChannels; ++c) {
          sums[c] += static_cast<uint32_t>(units) * line[c];
        }
        missing -= units;
        units_of_source -= units;
        if (units_of_source == 0) {
          units_of_source = source_units;
          line += kChannels;
        }
      }
      FIREFLY_UNROLL
      for (int c = 0; c < kChannels; ++c) {
        use(i++, sums[c]);
      }
    }
  }

  /// For pictures of one channel or three.
  template <class Use>
  FIREFLY_INLINE void for_each_sum(const uint8_t* line, const Use& use) const {
    if (config_->channels == 1) {
      for_each_sum<1>(line, use);
    } else {
      for_each_sum<3>(line, use);
    }
  }

  void add(const uint8_t* line, uint32_t units) {
    uint32_t* const sums = sums_;
    for_each_sum(line,
                 [=](int32_t i, uint32_t sum) { sums[i] += units * sum; });
  }

  /// Writes the row and begins the next with `begun` units of the line.
  void finish(const uint8_t* line, uint32_t units, uint32_t begun,
              int8_t* row) {
    const int32_t shift = config_->shift;
    const uint64_t half = uint64_t{1} << (31 + shift);
    const uint32_t multiplier = config_->multiplier;
    uint32_t* const sums = sums_;
    for_each_sum(line, [=](int32_t i, uint32_t sum) {
      const uint32_t all = sums[i] + units * sum;
      sums[i] = begun * sum;
      // The upper word first: no shift of two words.
      const uint64_t scaled = uint64_t{all} * multiplier + half;
      const uint32_t mean = static_cast<uint32_t>(scaled >> 32) >> shift;
      row[i] = static_cast<int8_t>(static_cast<int32_t>(mean) - 128);
    });
  }

  const Config* config_;
  uint32_t* sums_;
  int32_t units_of_line_;  ///< That no row has yet.
  int32_t units_of_row_;   ///< That the row still lacks.
};

}  // namespace firefly::features
