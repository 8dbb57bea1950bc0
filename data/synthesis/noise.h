// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "data/random.h"

namespace firefly {

// Backgrounds of one channel, at about a tenth of full scale (RMS).

/// Equal power at all frequencies.
[[nodiscard]] std::vector<float> white_noise(size_t samples, Random& random);

/// Equal power in each octave, above 10 Hz at 16 kHz.
[[nodiscard]] std::vector<float> pink_noise(size_t samples, Random& random);

/// The mains: 50 or 60 Hz and overtones, drifting.
[[nodiscard]] std::vector<float> hum(size_t samples, double rate_hz,
                                     Random& random);

/// Many people at once: `voices` (of any lengths, of which at least one is not
/// empty) one after another in several overlapping rows.
[[nodiscard]] std::vector<float> babble(
    size_t samples, const std::vector<std::vector<float>>& voices,
    Random& random);

}  // namespace firefly
