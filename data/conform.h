// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "data/data_set.h"
#include "data/parameters.h"
#include "frontends/front_end.h"

namespace firefly {

/// Brings a signal to what the sensor delivers: its rate, channels, width and
/// height. A sensor without rate and width takes everything as it is. Returns
/// what is wrong, if anything is; after a fatal problem the signal is of no
/// use. `file` of the problem is left to the caller.
[[nodiscard]] std::optional<Problem> conform(const DataParameters& parameters,
                                             const SensorFormat& sensor,
                                             Signal& signal);

}  // namespace firefly
