// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "graph/status.h"

namespace firefly {

/// A sound as a file held it: -1 … 1, channels interleaved.
struct Sound {
  int rate_hz = 0;
  int channels = 1;
  std::vector<float> values;
  /// The header promises more bytes than there are: the end is lost.
  bool is_cut_short = false;
};

/// Reads WAV, FLAC, Ogg Vorbis and what else libsndfile knows. `name` starts
/// every message.
[[nodiscard]] Expected<Sound> read_sound(std::span<const uint8_t> bytes,
                                         const std::string& name);

}  // namespace firefly
