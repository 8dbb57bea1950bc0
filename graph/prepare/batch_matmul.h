// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "graph/graph.h"
#include "kernels/batch_matmul.h"

namespace firefly {

/// Extents and steps of both operands, broadcast against each other.
[[nodiscard]] MatMulShape matmul_shape(const BatchMatMul& kind,
                                       const Graph& graph, const Op& op);

/// The kernel constants of an int8 or int16 product.
[[nodiscard]] QuantizedMatMul prepare_quantized(const BatchMatMul& kind,
                                                const Graph& graph,
                                                const Op& op);

}  // namespace firefly
