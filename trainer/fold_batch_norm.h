// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "trainer/network.h"

namespace firefly::trainer {

struct Model {
  Network network;
  Values values;
};

[[nodiscard]] Network without_batch_norm(Network network);

/// The same function without batch norms: weights and biases take them in.
///   y = gain · (w·x − mean) / √(variance + ε) + bias
[[nodiscard]] Model fold_batch_norm(const Network& network,
                                    const Values& values);

}  // namespace firefly::trainer
