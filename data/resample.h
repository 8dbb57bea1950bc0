// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "data/recording.h"

namespace firefly {

/// The signal at another rate, without aliases (libsamplerate, sinc). Rates up
/// to 256 times apart; beyond, the signal stays as it is and false comes back.
[[nodiscard]] bool resample(Signal& signal, double rate_hz);

/// Brings samples taken at `times` (seconds, growing) to the even rate, along
/// straight lines between them.
[[nodiscard]] Signal even_out(const Signal& signal,
                              const std::vector<double>& times, double rate_hz);

}  // namespace firefly
