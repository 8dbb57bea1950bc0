// SPDX-License-Identifier: Apache-2.0
//
// Cuts a stream of samples into frames that overlap, or leave gaps.
#pragma once

#include "kernels/base.h"

namespace firefly::features {

/// From lower to higher addresses, so it may move them down. Words where both
/// are aligned.
FIREFLY_KERNEL
inline void copy_samples(const int16_t* from, int32_t count, int16_t* to) {
  const auto addresses =
      reinterpret_cast<uintptr_t>(from) | reinterpret_cast<uintptr_t>(to);
  if (addresses % 4 == 0) {
    for (; count >= 8; count -= 8) {
      __builtin_memcpy(__builtin_assume_aligned(to, 4),
                       __builtin_assume_aligned(from, 4), 16);
      from += 8;
      to += 8;
    }
  }
  for (; count > 0; --count) {
    *to++ = *from++;
  }
}

/// Each frame lies contiguous in memory, 8-byte aligned, the one sample before
/// it in front.
class Framer {
 public:
  /// A frame may be read beyond its end, up to `padded_length`, where anything
  /// stands.
  static constexpr int32_t memory_bytes(int32_t padded_length) {
    return (kBefore + padded_length) * 2 / 8 * 8 + 8;
  }

  void init(void* memory, int32_t frame_length, int32_t hop_length) {
    frame_ = static_cast<int16_t*>(memory) + kBefore;
    frame_length_ = frame_length;
    hop_length_ = hop_length;
    reset();
  }

  void reset() {
    frame_[-1] = 0;
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
      frame_[-1] = samples[skipped - 1];
      filled_ += skipped;
    }
    const int32_t begin = max_of(filled_, int32_t{0});
    const int32_t copied = min_of(count - skipped, frame_length_ - begin);
    copy_samples(samples + skipped, copied, frame_ + begin);
    filled_ += copied;
    is_complete_ = filled_ == frame_length_;
    return skipped + copied;
  }

  [[nodiscard]] bool is_complete() const { return is_complete_; }

  /// [-1] is the sample before the frame, 0 at the start.
  [[nodiscard]] const int16_t* frame() const { return frame_; }

 private:
  /// Samples in front of the frame, of which the last counts.
  static constexpr int32_t kBefore = 4;

  void advance() {
    is_complete_ = false;
    filled_ = frame_length_ - hop_length_;
    const int32_t kept = max_of(filled_, int32_t{0});
    const int16_t* const from = frame_ + frame_length_ - kept;
    frame_[-1] = from[-1];
    copy_samples(from, kept, frame_);
  }

  int16_t* frame_;
  int32_t frame_length_;
  int32_t hop_length_;
  int32_t filled_;
  bool is_complete_;
};

}  // namespace firefly::features
