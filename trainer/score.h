// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "trainer/engine.h"
#include "trainer/training_parameters.h"

namespace firefly::trainer {

/// How well a network does on some examples.
struct Score {
  double accuracy = 0;  ///< Share of right answers; 0 for reconstructions.
  double loss = 0;

  /// Whether this is better than `other`: by the metric, then by the loss.
  [[nodiscard]] bool beats(const Score& other, Metric metric) const;
};

/// Over all of `batches`, in the network of `engine` with a certain task.
[[nodiscard]] Score score_of(Engine& engine, Task task, const Values& values,
                             const Rounding* rounding, const Batches& batches,
                             const Loss& loss);

}  // namespace firefly::trainer
