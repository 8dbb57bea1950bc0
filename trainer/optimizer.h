// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "trainer/network.h"

namespace firefly::trainer {

enum class OptimizerKind : uint8_t { kAdam, kSgd };

/// What an optimiser remembers from step to step.
struct OptimizerState {
  int64_t step = 0;
  std::vector<float> first;   ///< Mean of gradients, or momentum.
  std::vector<float> second;  ///< Of kAdam: mean of their squares.
};

struct OptimizerParameters {
  OptimizerKind kind = OptimizerKind::kAdam;
  double momentum = 0.9;  ///< Of kSgd.
  double weight_decay = 0.0001;
};

/// One step. Adam: Kingma and Ba 2015 with β = 0.9, 0.999 and ε = 1e-8; decay
/// of weights apart from the gradient (Loshchilov and Hutter 2019), biases and
/// batch norms do not decay. SGD with Nesterov's momentum (Sutskever et al.
/// 2013), with decay in the gradient.
void take_step(const OptimizerParameters& parameters, double learning_rate,
               const Layout& layout, const std::vector<float>& gradient,
               OptimizerState& state, std::vector<float>& values);

}  // namespace firefly::trainer
