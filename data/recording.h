// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace firefly {

/// A stretch of a signal with a meaning: an event, an utterance, an activity.
struct Interval {
  int64_t begin = 0;  ///< First sample.
  int64_t end = 0;    ///< One past the last.
  std::string label;
};

/// Samples as a file held them: `channels` values each, interleaved, in
/// physical units (audio: -1 … 1; pixels: 0 … 255 in raster order).
struct Signal {
  double rate_hz = 0;  ///< 0 for images and other things without a time.
  int channels = 1;
  int width = 0;   ///< Of an image, else 0.
  int height = 0;  ///< Of an image, else 0.
  std::vector<float> values;

  [[nodiscard]] int64_t samples() const {
    return static_cast<int64_t>(values.size()) / channels;
  }
};

/// One file, or one segment of a file, and what is known about it.
struct Recording {
  /// "yes/0a7c2a8d_nohash_0.wav", from the data's root; with "#3" behind it for
  /// the third of a file, "@7200" for what was cut out at sample 7200.
  std::string source;
  std::string label;
  /// Whoever or whatever made it: a speaker, a person, a machine, a recording
  /// session; where nobody says, the content itself, by its hash. A split never
  /// cuts through a group.
  std::string group;
  std::string split;  ///< "train", "validation", "test"; empty: to be made.
  /// When the first sample was taken, in seconds: since 1970 where the file has
  /// dates, else as its time stamps count; 0 without any.
  double begin_s = 0;
  Signal signal;
  std::vector<Interval> intervals;  ///< Of a stream with events; else empty.
};

}  // namespace firefly
