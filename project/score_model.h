// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "graph/graph.h"
#include "graph/status.h"
#include "host/model.h"
#include "project/example_batches.h"

namespace firefly {

/// What a network says of one example.
struct Prediction {
  std::vector<int8_t> scores;  ///< All values of the output.
  int best = 0;                ///< The first of the highest.
};

/// Runs the int8 network over all examples with exact kernels on all cores.
[[nodiscard]] Expected<std::vector<Prediction>> predict(
    const Graph& graph, const ExampleBatches& batches);

/// Scores of every window of `window` bytes in rows of features, one every
/// `hop` bytes, by one thread.
[[nodiscard]] std::vector<std::vector<int8_t>> score_windows(
    const HostModel& model, const std::vector<int8_t>& rows, size_t window,
    size_t hop);

/// Share of the examples whose highest score is their label's; 0 of none.
[[nodiscard]] double accuracy_of(const std::vector<Prediction>& predictions,
                                 const ExampleBatches& batches);

/// Mean squared difference between an example and its reconstruction, in units
/// of the features.
[[nodiscard]] double reconstruction_error(const Graph& graph,
                                          const Prediction& prediction,
                                          const int8_t* rows);

}  // namespace firefly
