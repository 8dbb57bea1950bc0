// SPDX-License-Identifier: Apache-2.0
//
// Constants of the MVE kernels in the order in which these read them
// (runtime/isa/mve_dot.h): all that belongs to a tile of channels together.
#pragma once

#include "compiler/lower/pack_weights.h"

namespace firefly {

/// As pack_dot(). Tiles of four channels start at 0, 4, …; where the channels
/// are no multiple of four, the last one starts at channels - 4, so that tiles
/// overlap and none stores too much.
[[nodiscard]] PackedDot pack_tile_streams(
    const ConvConstants& constants, const std::vector<int32_t>& folded_bias);

}  // namespace firefly
