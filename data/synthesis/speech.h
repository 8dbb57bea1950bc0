// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "graph/status.h"

namespace firefly {

/// Something to say.
struct Utterance {
  std::string text;      ///< UTF-8
  std::string language;  ///< "en-us"
  std::string voice;     ///< "f2"; "flite-slt": whatever the language, English
  int words_per_minute = 170;
  int pitch = 50;        ///< 0 … 100
  int pitch_range = 50;  ///< 0 … 100
};

/// What everybody speaks at.
inline constexpr double kSpeechRateHz = 22050;

/// The utterances as espeak-ng or flite says them, -1 … 1, one channel each. An
/// utterance sounds the same whatever else is said, on any number of cores.
/// Errors: a language or voice that they have not.
[[nodiscard]] Expected<std::vector<std::vector<float>>> speak(
    const std::vector<Utterance>& utterances);

}  // namespace firefly
