// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "data/data_set.h"
#include "data/synthesis/parameters.h"
#include "frontends/front_end.h"
#include "graph/status.h"

namespace firefly {

/// Recordings of the keywords and negatives of [synthesis], and backgrounds as
/// the set's noise, at the sensor's rate. A recording's group is its voice, its
/// split is left to make_splits. The same parameters give the same samples, and
/// a keyword's recordings do not depend on the others.
[[nodiscard]] Expected<DataSet> synthesise_keywords(
    const SynthesisParameters& parameters, const SensorFormat& sensor);

}  // namespace firefly
