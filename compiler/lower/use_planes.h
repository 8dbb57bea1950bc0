// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "compiler/lower/lower_operators.h"

namespace firefly {

/// LowerOptions::kernel for use_planes() wherever it is possible.
inline constexpr std::string_view kPlanes = "planes";

/// Lets depthwise convolutions read rows of planes (kernels/plane_rows.h),
/// which costs twice the memory, wherever the convolution before them can write
/// such rows, nobody else wants that tensor, and it takes less time:
///   conv2d -> int8 NHWC -> depthwise_conv2d
///   conv2d -> planes -> depthwise_conv2d
/// Two rows share planes where both can do that.
void use_planes(const Graph& graph, Isa isa, const LowerOptions& options,
                std::vector<KernelCall>& calls);

}  // namespace firefly
