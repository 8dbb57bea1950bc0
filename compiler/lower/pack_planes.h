// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "compiler/lower/pack_weights.h"
#include "kernels/depthwise_planes_s8.h"
#include "kernels/depthwise_wide_planes_s8.h"

namespace firefly {

/// The stream of a DepthwisePlanesS8; nothing if the layer's windows, its
/// output range or the scale of a channel do not suit it.
[[nodiscard]] std::optional<std::vector<int32_t>> pack_planes(
    const ConvConstants& constants);

/// The same of a DepthwiseWidePlanesS8 whose input has such margins.
[[nodiscard]] std::optional<std::vector<int32_t>> pack_wide_planes(
    const ConvConstants& constants, int32_t margin);

}  // namespace firefly
