// SPDX-License-Identifier: Apache-2.0
//
// Bilinear resizing with the centres of pixels at halves, as OpenCV and
// TensorFlow's half_pixel_centers have it: output pixel x lies at
// (x + 1/2) · source / output − 1/2, and outside the picture its border goes
// on.
#pragma once

#include "isa/tiles.h"
#include "kernels/base.h"

namespace firefly::features {

/// Where the pixels of one axis lie between those of the source. Positions are
/// exact fractions over 2 · output.
class BilinearAxis {
 public:
  struct Config {
    int32_t source;  ///< Pixels along the axis.
    int32_t output;
    int32_t weight_multiplier;  ///< round(2^27 / (2 · output))
  };

  static constexpr int kWeightBits = 11;

  void reset(const Config& config) {
    config_ = &config;
    denominator_ = 2 * config.output;
    index_ = 0;
    rest_ = config.source - config.output;  // (0 + 1/2) · source/output − 1/2
    settle();
  }
  void step() {
    rest_ += 2 * config_->source;
    settle();
  }

  /// The pixel before the position and the one behind it.
  [[nodiscard]] int32_t first() const { return max_of(index_, int32_t{0}); }
  [[nodiscard]] int32_t second() const {
    return min_of(index_ + 1, config_->source - 1);
  }
  /// Of the second pixel, 0 … 2^11; that of the first is the rest.
  [[nodiscard]] uint32_t weight() const {
    return (static_cast<uint32_t>(rest_) *
                static_cast<uint32_t>(config_->weight_multiplier) +
            (uint32_t{1} << 15)) >>
           16;
  }

 private:
  void settle() {
    while (rest_ >= denominator_) {
      rest_ -= denominator_;
      ++index_;
    }
    while (rest_ < 0) {
      rest_ += denominator_;
      --index_;
    }
  }

  const Config* config_;
  int32_t denominator_;
  int32_t index_;
  int32_t rest_;
};

/// A picture, line by line, to another size: pixels of 8 bits to q = pixel −
/// 128. Lines that no row needs cost nothing.
class ResizeBilinear {
 public:
  struct Config {
    int32_t channels;  ///< 1 or 3.
    BilinearAxis::Config x;
    BilinearAxis::Config y;
  };

  static constexpr int32_t memory_bytes(const Config& config) {
    return (2 * config.x.output * config.channels * int32_t{sizeof(uint16_t)} +
            7) &
           ~7;
  }

  void init(const Config& config, void* memory) {
    config_ = &config;
    lines_ = static_cast<uint16_t*>(memory);
  }

  /// To the first line of a picture.
  void reset() {
    y_.reset(config_->y);
    line_index_ = 0;
    rows_ = 0;
    line_is_kept_ = false;
  }

  /// The next row of the output if source line `line` completes one. To be
  /// called with each line in turn, as often as it returns true and once more.
  /// line: u8 [source width, channels]; row: s8 [output width, channels].
  bool next_row(const uint8_t* line, int8_t* row) {
    if (rows_ < config_->y.output && line_index_ >= y_.first()) {
      if (!line_is_kept_) {
        keep(line);
        line_is_kept_ = true;
      }
      if (line_index_ == y_.second()) {
        write(row);
        ++rows_;
        y_.step();
        return true;
      }
    }
    ++line_index_;
    line_is_kept_ = false;
    return false;
  }

 private:
  /// Weights have 11 bits, pixels between two lines 7 more than pixels.
  static constexpr int kKeptBits = 7;

  uint16_t* kept_line(int32_t line) {
    return lines_ + (line & 1) * config_->x.output * config_->channels;
  }

  void keep(const uint8_t* line) {
    if (config_->channels == 1) {
      keep_channels<1>(line);
    } else {
      keep_channels<3>(line);
    }
  }

  template <int kChannels>
  void keep_channels(const uint8_t* line) {
    constexpr int kShift = BilinearAxis::kWeightBits - kKeptBits;
    uint16_t* kept = kept_line(line_index_);
    BilinearAxis x;
    x.reset(config_->x);
    for (int32_t i = 0; i < config_->x.output; ++i) {
      const uint8_t* left = line + x.first() * kChannels;
      const uint8_t* right = line + x.second() * kChannels;
      const uint32_t weight = x.weight();
      const uint32_t other = (1U << BilinearAxis::kWeightBits) - weight;
      FIREFLY_UNROLL
      for (int c = 0; c < kChannels; ++c) {
        *kept++ = static_cast<uint16_t>(
            (left[c] * other + right[c] * weight + (1U << (kShift - 1))) >>
            kShift);
      }
      x.step();
    }
  }

  void write(int8_t* row) {
    constexpr int kShift = BilinearAxis::kWeightBits + kKeptBits;
    const uint16_t* upper = kept_line(y_.first());
    const uint16_t* lower = kept_line(y_.second());
    const uint32_t weight = y_.weight();
    const uint32_t other = (1U << BilinearAxis::kWeightBits) - weight;
    for (int32_t i = 0; i < config_->x.output * config_->channels; ++i) {
      const uint32_t pixel =
          (upper[i] * other + lower[i] * weight + (1U << (kShift - 1))) >>
          kShift;
      row[i] = static_cast<int8_t>(static_cast<int32_t>(pixel) - 128);
    }
  }

  const Config* config_;
  uint16_t* lines_;
  BilinearAxis y_;
  int32_t line_index_;
  int32_t rows_;
  bool line_is_kept_;
};

}  // namespace firefly::features
