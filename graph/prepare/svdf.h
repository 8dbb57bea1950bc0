// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "graph/graph.h"
#include "graph/prepare/quantization.h"
#include "kernels/svdf.h"

namespace firefly {

[[nodiscard]] SvdfShape svdf_shape(const Svdf& kind, const Graph& graph,
                                   const Op& op);

/// What an integer SVDF computes with, next to its weights.
struct SvdfQuantization {
  std::vector<int32_t> feature_bias;  ///< As SvdfS8::feature_bias.
  QuantizedMultiplier feature;
  int32_t state_zero_point = 0;
  QuantizedMultiplier output;
  OutputRange output_range{};
};
/// TFLM's integer kernel has no activation beyond the range of int8.
[[nodiscard]] SvdfQuantization quantize_svdf(const Graph& graph, const Op& op);

}  // namespace firefly
