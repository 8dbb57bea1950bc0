// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "graph/tensor.h"
#include "kernels/prelu.h"

namespace firefly {

/// Without its `shape`.
[[nodiscard]] PreluQuantized prepare_prelu(const Tensor& x, const Tensor& alpha,
                                           const Tensor& output);

}  // namespace firefly
