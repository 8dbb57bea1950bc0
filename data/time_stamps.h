// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "data/data_set.h"
#include "graph/status.h"

namespace firefly {

/// Gives a recording of samples taken at `times`, in seconds, the even rate of
/// their usual step; its events move along. Few rows that go back in time (an
/// hour that a clock repeats) are dropped, as a problem; an error if they are
/// many.
[[nodiscard]] Status even_time_stamps(std::vector<double> times,
                                      Recording& recording,
                                      std::vector<Problem>& problems);

}  // namespace firefly
