// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "data/data_set.h"
#include "evaluation/detection.h"
#include "graph/graph.h"
#include "graph/status.h"
#include "project/examples.h"

namespace firefly {

/// A detector over streams, as the device runs it.
struct StreamFigures {
  std::string knob = "events.threshold";  ///< The key that the curve is by.
  double awake = 1;  ///< Share of the steps at which a gate is open.
  /// Of a cascade: streams that begin with what wakes the network, and those of
  /// them in which it was woken.
  int64_t wakes = 0;
  int64_t woken = 0;
  double hours = 0;
  int64_t events = 0;                 ///< That are there.
  std::vector<OperatingPoint> curve;  ///< By threshold, ascending.
  OperatingPoint current;             ///< At the project's threshold.
  OperatingPoint chosen;              ///< At events.false_accepts_per_hour.
};

/// Takes each recording of a split as a stream: features, the network at every
/// step of window.inference_ms, averaged scores, events. A recording of a class
/// that is not silent holds one event, or those that its file marks; an event
/// of another class, or elsewhere, is a false accept. Sounds of silent classes
/// are heard one after another, as one stream a minute. Of a cascade, `wakes`
/// are put before events (wakes.h). For networks that repeat their input see
/// anomaly_streams.h.
[[nodiscard]] Expected<StreamFigures> evaluate_streams(
    const Project& project, const Graph& graph, const DataSet& data,
    std::string_view split, const std::vector<Signal>& wakes,
    Featurizer& featurizer);

}  // namespace firefly
