// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "trainer/engine.h"
#include "trainer/training_parameters.h"

namespace firefly::trainer {

/// How often a tensor had which value: kBins equal bins from low to high.
struct Histogram {
  static constexpr int kBins = 2048;

  Range range;
  std::vector<int64_t> counts;

  [[nodiscard]] float centre(size_t bin) const;
};

/// The range that `kind` takes from a histogram. `percentile` in percent.
[[nodiscard]] Range calibrated(const Histogram& histogram, CalibrationKind kind,
                               double percentile);

/// The ranges of all layers' outputs for these examples, in float. `network`
/// is that of the engine.
[[nodiscard]] std::vector<Range> calibrate(Engine& engine,
                                           const Network& network,
                                           const Values& values,
                                           const Selection& examples,
                                           const QuantizationParameters& how);

}  // namespace firefly::trainer
