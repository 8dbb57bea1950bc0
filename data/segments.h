// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "data/parameters.h"
#include "data/recording.h"

namespace firefly {

/// Moves the events of a recording whose rate became `ratio` times what it was.
void rescale(double ratio, Recording& recording);

/// A stretch of a recording with the events that begin in it.
[[nodiscard]] Recording stretch_of(const Recording& recording, int64_t begin,
                                   int64_t end);

/// Recordings of events, as `segments` in [data] says. A stretch around an
/// event that the recording does not hold whole is left out.
[[nodiscard]] std::vector<Recording> cut_segments(
    const DataParameters& parameters, std::vector<Recording> recordings);

/// Each recording as up to three, by time: train, validation, test.
[[nodiscard]] std::vector<Recording> cut_by_time(
    const SplitParameters& parameters, std::vector<Recording> recordings);

}  // namespace firefly
