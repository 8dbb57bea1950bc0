// SPDX-License-Identifier: Apache-2.0
//
// Cuts a stream of samples into frames that overlap, or leave gaps.
#pragma once

#include "kernels/base.h"

namespace firefly::features {

/// Each frame, with the one sample before it, lies contiguous in memory.
class Framer {
 public:
  /// Of the memory; a frame may be read beyond its end, up to `padded_length`,
  /// where anything stands.
  static constexpr int32_t samples(int32_t padded_length) {
    return padded_length + 1;
  }

  void init(int16_t* memory, int32_t frame_length, int32_t hop_length) {
    memory_ = memory;
    frame_length_ = frame_length;
    hop_length_ = hop_length;
    reset();
  }

  void reset() {
    memory_[0] = 0;
    filled_ = 0;
    is_complete_ = false;
  }

  /// Takes samples until a frame is complete or `count` are taken. Returns how
  /// many it took.
  int32_t push(const int16_t* samples, int32_t count) {
    if (is_complete_) {
      advance();
    }
    // filled_ < 0: that many lie between the frames.
    const int32_t skipped = min_of(count, max_of(-filled_, int32_t{0}));
    if (skipped > 0) {
      memory_[0] = samples[skipped - 1];
      filled_ += skipped;
    }
    const int32_t begin = max_of(filled_, int32_t{0});
    const int32_t copied = min_of(count - skipped, frame_length_ - begin);
    for (int32_t i = 0; i < copied; ++i) {
      memory_[1 + begin + i] = samples[skipped + i];
    }
    filled_ += copied;
    is_complete_ = filled_ == frame_length_;
    return skipped + copied;
  }

  [[nodiscard]] bool is_complete() const { return is_complete_; }

  /// [-1] is the sample before the frame, 0 at the start.
  [[nodiscard]] const int16_t* frame() const { return memory_ + 1; }

 private:
  void advance() {
    is_complete_ = false;
    filled_ = frame_length_ - hop_length_;
    const int32_t kept = max_of(filled_, int32_t{0});
    const int16_t* from = memory_ + frame_length_ - kept;
    for (int32_t i = 0; i <= kept; ++i) {
      memory_[i] = from[i];
    }
  }

  int16_t* memory_;
  int32_t frame_length_;
  int32_t hop_length_;
  int32_t filled_;
  bool is_complete_;
};

}  // namespace firefly::features
