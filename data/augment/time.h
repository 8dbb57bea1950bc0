// SPDX-License-Identifier: Apache-2.0
//
// Signals along other times. All keep their number of samples.
#pragma once

#include <vector>

#include "data/random.h"
#include "data/recording.h"

namespace firefly {

/// Sample i is what was at `positions[i]`, between samples by a cubic
/// (Catmull-Rom). Beyond the ends there is silence, or with `hold` the last
/// value.
[[nodiscard]] Signal warp(const Signal& signal,
                          const std::vector<double>& positions, bool hold);

/// `factor` times as fast and as high, around the middle; silence fills up.
[[nodiscard]] Signal change_speed(const Signal& signal, double factor);

/// `factor` times as high, as fast as before: WSOLA (Verhelst and Roelands,
/// 1993) after a change of speed. For one channel.
[[nodiscard]] Signal change_pitch(const Signal& signal, double factor);

/// Later by `samples`, or earlier.
[[nodiscard]] Signal shift(const Signal& signal, double samples, bool hold);

/// Stretches that are up to `amount` (0 … 0.5) faster or slower.
[[nodiscard]] Signal warp_time(const Signal& signal, double amount,
                               Random& random);

}  // namespace firefly
