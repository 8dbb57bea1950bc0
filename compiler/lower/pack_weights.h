// SPDX-License-Identifier: Apache-2.0
//
// From plain int8 convolution constants to those of the fast kernels
// (runtime/kernels/dot_s8.h): weights in the order of use, input zero points
// folded into the biases.
#pragma once

#include <optional>

#include "compiler/lower/kernel_call.h"
#include "compiler/lower/lower.h"
#include "graph/prepare/convolution.h"
#include "isa/tiles.h"

namespace firefly {

[[nodiscard]] DotTiles dot_tiles(Isa isa);
[[nodiscard]] ChannelTiles channel_tiles(Isa isa);

/// An int8 convolution's constants on the host; weights OHWI.
struct ConvConstants {
  ConvParameters parameters;
  std::vector<int8_t> weights;
  std::vector<int32_t> bias;  ///< Empty if there is none.
};

/// The least right shift that an ISA's fast kernels take; negative ones shift
/// the sum to the left first.
[[nodiscard]] int32_t min_right_shift(Isa isa);

/// The ISA whose fast kernels an int8 layer runs on: the target's or the
/// portable one, unless a scale is too large for the way in which they
/// requantise or a weight for the way in which they pack pixels.
[[nodiscard]] std::optional<Isa> fast_isa(Isa target,
                                          const ConvConstants& constants);

/// The biases with the input's zero point folded in, if the fast kernels'
/// preconditions hold: every sum, shifted to the left where its scale is one or
/// more, stays below 2^29 whatever the input; weights are symmetric. Nothing
/// otherwise.
[[nodiscard]] std::optional<std::vector<int32_t>> fold_bias(
    const ConvConstants& constants);

/// The largest |sum| of a channel for any input; `bias` is the folded one.
[[nodiscard]] int64_t largest_sum(const ConvConstants& constants, int64_t bias,
                                  size_t channel);

/// Weights and the three arrays a channel, packed and padded for DotS8, group
/// after group.
struct PackedDot {
  int32_t depth = 0;
  int32_t channels = 0;
  std::vector<int8_t> weights;
  std::vector<int32_t> bias;
  std::vector<int32_t> multiplier;
  std::vector<int8_t> right_shift;
};
[[nodiscard]] PackedDot pack_dot(const ConvConstants& constants,
                                 const std::vector<int32_t>& folded_bias,
                                 const DotTiles& tiles);

/// Weights in the order of DepthwiseConv2dS8.
[[nodiscard]] std::vector<int8_t> pack_channels(const ConvConstants& constants,
                                                const ChannelTiles& tiles);
/// Shifts as the fast kernels want them: to the right.
[[nodiscard]] std::vector<int8_t> right_shifts(
    const ConvParameters& parameters);

/// Adds the four arrays that DotS8 and DepthwiseConv2dS8 have; empty ones are
/// null.
void add_array_fields(KernelCall& call, const std::vector<int8_t>& weights,
                      const std::vector<int32_t>& bias,
                      const std::vector<int32_t>& multiplier,
                      const std::vector<int8_t>& right_shift);

/// Adds the fields of a DotS8.
void add_dot_fields(KernelCall& call, const PackedDot& packed,
                    const OutputRange& range);

/// A ConvShape and an OutputRange as braced lists.
[[nodiscard]] Field::Value field_value(const ConvShape& shape);
[[nodiscard]] Field::Value field_value(const OutputRange& range);

}  // namespace firefly
