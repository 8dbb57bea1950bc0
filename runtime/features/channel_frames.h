// SPDX-License-Identifier: Apache-2.0
//
// Frames of several channels at once, for front ends that look at each channel
// alone.
#pragma once

#include "features/prefilter.h"

namespace firefly::features {

/// Filters, decimates and cuts into frames; each channel's frame lies
/// contiguous in memory.
class ChannelFrames {
 public:
  struct Config {
    Prefilter::Config prefilter;
    int32_t frame_length;  ///< Samples, after decimation.
    int32_t hop_length;
  };

  static constexpr int32_t memory_bytes(const Config& config) {
    const int32_t values =
        (config.frame_length + 1) * config.prefilter.channels;
    return Prefilter::memory_bytes(config.prefilter) +
           ((values * int32_t{sizeof(int16_t)} + 7) & ~7);
  }

  void init(const Config& config, void* memory) {
    config_ = &config;
    prefilter_.init(config.prefilter, memory);
    sample_ = reinterpret_cast<int16_t*>(
        static_cast<char*>(memory) + Prefilter::memory_bytes(config.prefilter));
    frames_ = sample_ + config.prefilter.channels;
    reset();
  }

  void reset() {
    prefilter_.reset();
    filled_ = 0;
  }

  /// Takes samples of all channels until a frame is complete or `count` are
  /// taken; returns how many it took.
  int32_t push(const int16_t* samples, int32_t count, bool* is_complete) {
    if (filled_ == config_->frame_length) {
      advance();
    }
    const int32_t channels = config_->prefilter.channels;
    int32_t taken = 0;
    while (taken < count && filled_ < config_->frame_length) {
      if (prefilter_.push(samples + taken * channels, sample_)) {
        append();
      }
      ++taken;
    }
    *is_complete = filled_ == config_->frame_length;
    return taken;
  }

  /// Of one channel, `frame_length` values.
  [[nodiscard]] const int16_t* frame(int32_t channel) const {
    return frames_ + channel * config_->frame_length;
  }

 private:
  void append() {
    // filled_ < 0: that many lie between the frames.
    if (filled_ >= 0) {
      for (int32_t c = 0; c < config_->prefilter.channels; ++c) {
        frames_[c * config_->frame_length + filled_] = sample_[c];
      }
    }
    ++filled_;
  }

  void advance() {
    filled_ = config_->frame_length - config_->hop_length;
    for (int32_t c = 0; c < config_->prefilter.channels; ++c) {
      int16_t* frame = frames_ + c * config_->frame_length;
      for (int32_t i = 0; i < filled_; ++i) {
        frame[i] = frame[i + config_->hop_length];
      }
    }
  }

  const Config* config_;
  Prefilter prefilter_;
  int16_t* sample_;  ///< The newest.
  int16_t* frames_;  ///< [channels][frame_length]
  int32_t filled_;
};

}  // namespace firefly::features
