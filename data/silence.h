// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "data/data_set.h"
#include "data/parameters.h"

namespace firefly {

/// Adds the class `silence` of [data]: cuts of the noise at any loudness, as
/// many as silence_percent of the mean class, as long as the median recording.
/// The splits take their cuts from different stretches of each noise recording.
/// Without noise they are digital silence, with a problem that says so.
void add_silence(const DataParameters& parameters, DataSet& data);

}  // namespace firefly
