// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "trainer/batches.h"
#include "trainer/engine.h"
#include "trainer/torch/precompiled.h"

namespace firefly::trainer {

/// Some examples on the device.
struct Shard {
  torch::Tensor input;  ///< NCHW in channels-last memory.
  std::vector<Target> targets;
};

/// The loss of every example, shape [N]: cross-entropy of logits, weighted by
/// class, or the mean squared error of a reconstruction. `teacher` are logits
/// or a reconstruction too, or undefined; its part of the loss is
/// Hinton et al., "Distilling the Knowledge in a Neural Network" (2015).
[[nodiscard]] torch::Tensor losses_of(Task task, const Loss& loss,
                                      const Shard& shard,
                                      const torch::Tensor& output,
                                      const torch::Tensor& teacher);

}  // namespace firefly::trainer
