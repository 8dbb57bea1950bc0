// SPDX-License-Identifier: Apache-2.0
//
// Interval analysis of quantised networks: which numbers each channel can hold,
// whatever the input.
#pragma once

#include <vector>

#include "graph/graph.h"
#include "graph/prepare/quantization.h"

namespace firefly {

/// Inclusive bounds of the stored numbers, one entry for each index of a
/// tensor's last dimension. Empty if nothing is known: floats, wide integers,
/// scalars.
using ChannelRanges = std::vector<IntegerRange>;

/// By TensorId. Sound for every input and every history of the state tensors.
[[nodiscard]] std::vector<ChannelRanges> value_ranges(const Graph& graph);

}  // namespace firefly
