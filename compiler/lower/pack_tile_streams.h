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

/// As DotS8 of a layer that goes by quads (runtime/isa/mve_dot_quads.h): bias
/// has those of all rows of the window, then, where has_quad_margin_biases(),
/// those without the first one and without the last one.
[[nodiscard]] PackedDot pack_quad_streams(
    const ConvConstants& constants, const std::vector<int32_t>& folded_bias);

/// The constants of a depthwise convolution (runtime/isa/mve_depthwise.h).
[[nodiscard]] std::vector<int8_t> pack_channel_streams(
    const ConvConstants& constants, const std::vector<int32_t>& folded_bias);

/// The right shifts, whose presence tells the kernels that some are negative;
/// empty if none is.
[[nodiscard]] std::vector<int8_t> stream_right_shifts(
    const ConvParameters& parameters);

}  // namespace firefly
