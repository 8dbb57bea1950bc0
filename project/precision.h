// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

#include "graph/status.h"
#include "project/example_batches.h"
#include "project/project.h"
#include "project/score_model.h"
#include "trainer/fold_batch_norm.h"
#include "trainer/network.h"

namespace firefly {

/// A trained network before it became a file.
struct FloatNetwork {
  trainer::Model floating;  ///< Without batch norms.
  /// The same as training rounded it; empty where it only measured ranges.
  trainer::Values rounded;
  std::vector<trainer::Range> ranges;
};

/// What int8 costs: one figure of the same windows by the same network.
struct Precision {
  std::string_view metric;  ///< "accuracy", or "AUC" of windows.
  double floating = 0;
  std::optional<double> simulated;  ///< Rounding in float, as in training.
  double exact = 0;                 ///< int8, exact kernels.

  [[nodiscard]] double difference() const { return exact - floating; }
};

/// The network of the run in project.folder/runs that made this file; an error
/// says that there is none, or what is wrong with its checkpoint.
[[nodiscard]] Expected<FloatNetwork> find_float_network(
    const Project& project, const std::filesystem::path& model,
    const Featurizer& featurizer, size_t classes);

/// Compares on `batches`; `predictions` are of the int8 `graph`. An error where
/// there is nothing to compare: no windows, or not both normal and other ones.
[[nodiscard]] Expected<Precision> compare_precision(
    const Project& project, const FloatNetwork& network, const Graph& graph,
    const std::vector<Prediction>& predictions, const ExampleBatches& batches,
    const DataSet& data);

/// "accuracy: float 97.80 %, rounding in float 97.75 %, int8 97.70 % (-0.10
/// points)"
[[nodiscard]] std::string precision_text(const Precision& precision);

}  // namespace firefly
