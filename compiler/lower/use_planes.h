// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "compiler/lower/lower.h"

namespace firefly {

/// Lets depthwise convolutions read rows of planes (kernels/plane_rows.h),
/// which costs twice the memory, wherever the convolution before them can write
/// such rows, nobody else wants that tensor, and it takes less time:
///   conv2d -> int8 NHWC -> depthwise_conv2d
///   conv2d -> planes -> depthwise_conv2d
/// Two rows share planes where both can do that.
/// Operators before `first` write none. row_pairs: as in LowerContext.
void use_planes(const Graph& graph, Isa isa, int32_t first, bool row_pairs,
                bool whatever_it_costs, std::vector<KernelCall>& calls);

}  // namespace firefly
