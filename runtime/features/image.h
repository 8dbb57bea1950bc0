// SPDX-License-Identifier: Apache-2.0
//
// From the pixels of a camera to the rows of an int8 network: crop, brightness,
// resize. Pixels come in raster order; no picture is kept.
#pragma once

#include "features/resize_area.h"
#include "features/resize_bilinear.h"
#include "kernels/base.h"

namespace firefly::features {

/// round(0.299 R + 0.587 G + 0.114 B) of u8 values (ITU-R BT.601), with the
/// 16-bit weights of Pillow's convert("L").
FIREFLY_INLINE constexpr uint8_t brightness(const uint8_t* rgb) {
  return static_cast<uint8_t>(
      (rgb[0] * 19595U + rgb[1] * 38470U + rgb[2] * 7471U + 0x8000U) >> 16);
}

/// `Resize` is ResizeArea or ResizeBilinear. Rows: s8 [width, channels], scale
/// 1/255, zero point −128, so 0 … 1 for black … white.
template <class Resize>
class Image {
 public:
  using Sample = uint8_t;

  struct Config {
    int32_t sensor_width;
    int32_t sensor_height;
    int32_t sensor_channels;  ///< 1, or 3 for red, green, blue.
    int32_t left;             ///< Of the crop.
    int32_t top;
    int32_t crop_width;
    int32_t crop_height;
    int32_t channels;  ///< 1 or sensor_channels.
    typename Resize::Config resize;
  };

  static constexpr int32_t memory_bytes(const Config& config) {
    return line_bytes(config) + Resize::memory_bytes(config.resize);
  }

  /// Memory: 8-byte aligned, memory_bytes(config). Keeps both.
  void init(const Config& config, void* memory) {
    config_ = &config;
    line_ = static_cast<uint8_t*>(memory);
    resize_.init(config.resize, line_ + line_bytes(config));
    reset();
  }

  /// To the first pixel of a picture.
  void reset() {
    x_ = 0;
    y_ = 0;
    resize_.reset();
  }

  /// Takes pixels of `sensor_channels` values until a row is complete or
  /// `count` are taken; returns how many it took. The pixel that completes a
  /// row is left for the next call, for it may complete several. After the
  /// last pixel of a picture comes the first of the next.
  int32_t push(const uint8_t* pixels, int32_t count, int8_t* row,
               bool* row_is_ready) {
    const int32_t channels = config_->sensor_channels;
    *row_is_ready = false;
    int32_t taken = 0;
    while (taken < count) {
      const int32_t run = min_of(count - taken, config_->sensor_width - x_);
      copy_part(pixels + taken * channels, run);
      x_ += run;
      taken += run;
      if (x_ < config_->sensor_width) {
        break;
      }
      if (is_inside() && resize_.next_row(line_, row)) {
        --x_;
        *row_is_ready = true;
        return taken - 1;
      }
      end_line();
    }
    return taken;
  }

 private:
  static constexpr int32_t line_bytes(const Config& config) {
    return (config.crop_width * config.channels + 7) & ~7;
  }

  [[nodiscard]] bool is_inside() const {
    return y_ >= config_->top && y_ < config_->top + config_->crop_height;
  }

  /// What of `run` pixels from x_ on lies in the crop, to the line.
  void copy_part(const uint8_t* pixels, int32_t run) {
    const int32_t left = config_->left;
    const int32_t begin = max_of(x_, left);
    const int32_t end = min_of(x_ + run, left + config_->crop_width);
    if (!is_inside() || begin >= end) {
      return;
    }
    const int32_t sensor_channels = config_->sensor_channels;
    const uint8_t* from = pixels + (begin - x_) * sensor_channels;
    uint8_t* to = line_ + (begin - left) * config_->channels;
    if (config_->channels == sensor_channels) {
      const uint8_t* const stop = from + (end - begin) * sensor_channels;
      while (from != stop) {
        *to++ = *from++;
      }
      return;
    }
    for (int32_t x = begin; x < end; ++x) {
      *to++ = brightness(from);
      from += sensor_channels;
    }
  }

  void end_line() {
    x_ = 0;
    ++y_;
    if (y_ == config_->sensor_height) {
      reset();
    }
  }

  const Config* config_;
  uint8_t* line_;
  Resize resize_;
  int32_t x_;
  int32_t y_;
};

}  // namespace firefly::features
