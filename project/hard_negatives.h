// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "data/data_set.h"
#include "graph/graph.h"
#include "graph/status.h"
#include "project/examples.h"

namespace firefly {

/// Windows of the training recordings of silent classes, one a step of
/// window.inference_ms, whose highest score is that of a class that makes
/// events. Training's own windows are further apart, so it has not seen most.
[[nodiscard]] Expected<std::vector<Example>> find_hard_negatives(
    const Project& project, const Graph& graph, const DataSet& data,
    Featurizer& featurizer);

/// What a round of a run is called and where it leaves its checkpoint; round 0
/// is the training itself.
struct TrainingRound {
  std::string identity;
  std::filesystem::path checkpoint;
};
[[nodiscard]] TrainingRound training_round(const std::filesystem::path& run,
                                           int round);

}  // namespace firefly
