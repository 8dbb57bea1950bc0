// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "data/data_set.h"
#include "graph/graph.h"
#include "graph/status.h"
#include "project/examples.h"
#include "project/stream_evaluation.h"

namespace firefly {

/// The detector of a network that repeats its input, on one machine: it warms
/// up on normal recordings of the other splits, as far as there are enough,
/// goes on with those of `split`, where each event is a false accept, and then
/// meets every other recording of `split` as it was after them: an event in it
/// is right, none is a miss. The curve is by events.anomaly.deviations, or by
/// least_margin_db where the threshold is a quantile. An error where
/// events.silent names nothing that `split` has.
[[nodiscard]] Expected<StreamFigures> evaluate_anomaly_streams(
    const Project& project, const Graph& graph, const DataSet& data,
    std::string_view split, Featurizer& featurizer);

}  // namespace firefly
