// SPDX-License-Identifier: Apache-2.0
//
// Which channels a network can do without. A channel is an index of a tensor's
// last dimension. Most operators tie channels of their inputs to channels of
// their output (a pooled channel goes with the channel it came from); only
// convolutions and matrix products end such a class:
// - they can drop any output channel with its filter;
// - they can miss an input channel if its weights are 0, or if it always holds
//   one number, whose products are then a constant part of the bias. Margins
//   hold the zero point, so a window that may lie in them needs that number to
//   be the zero point.
// A class can go if every such end allows it and the user sees none of it.
#pragma once

#include <vector>

#include "compiler/passes/value_ranges.h"

namespace firefly {

/// By TensorId: the channels that must stay, ascending, at least one. A scalar
/// counts as one channel.
[[nodiscard]] std::vector<std::vector<int32_t>> live_channels(
    const Graph& graph, const std::vector<ChannelRanges>& ranges);

/// Extent of the last dimension; 1 for a scalar.
[[nodiscard]] int32_t channel_count(const Tensor& tensor);

}  // namespace firefly
