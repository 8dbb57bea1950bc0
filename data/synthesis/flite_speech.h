// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/synthesis/speech.h"

namespace firefly {

/// What flite's voices are sampled at.
inline constexpr double kFliteRateHz = 16000;

/// Whether a voice of [synthesis] is one of flite's: "flite-slt".
[[nodiscard]] bool is_flite_voice(const std::string& voice);

/// Names of flite's voices, as users write them.
[[nodiscard]] std::vector<std::string> flite_voices();

/// English as a person of flite's voices speaks it, of whom hours were
/// recorded. `utterance.voice` is one of flite_voices(); its language is not
/// used. For a process that ends soon after: flite keeps what it made.
[[nodiscard]] std::vector<int16_t> speak_with_flite(const Utterance& utterance);

}  // namespace firefly
