// SPDX-License-Identifier: Apache-2.0
//
// From plain int8 convolution constants to those of the paired kernels
// (runtime/kernels/paired_dot_s8.h).
#pragma once

#include "compiler/lower/pack_weights.h"
#include "kernels/direct_conv2d_s8.h"

namespace firefly {

/// A PairedDotS8 on the host, group after group.
struct PackedPairs {
  int32_t depth = 0;
  int32_t channels = 0;
  std::vector<int8_t> weights;
  std::vector<int32_t> scales;
  int32_t scale_step = 0;
  int32_t lead = kOwnShifts;  ///< As DirectOutputs::kLead; see unify_shifts().
  int32_t form = 0;
  uint32_t low = 0;
  uint32_t high = 0;
};

/// The element of a window at each place of the depth, which is a multiple of
/// 4; -1 for padding.
using WindowOrder = std::vector<int32_t>;

/// That of paired_conv2d_s8(): window_element() of each.
[[nodiscard]] WindowOrder paired_order(const ConvShape& shape);
/// That of direct_conv2d_s8_row().
[[nodiscard]] WindowOrder direct_order(const ConvShape& shape);

/// Nothing if a weight, a sum or a scale does not meet PairedDotS8's
/// preconditions.
[[nodiscard]] std::optional<PackedPairs> pack_pairs(
    const ConvConstants& constants, const std::vector<int32_t>& folded_bias,
    const WindowOrder& order);

/// Interleaves the tiles' weights for the wide kernel; `packed` has one group.
void interleave_tiles(PackedPairs& packed);

/// Puts the scales of a tile behind its weights, of which there are `words` a
/// pair of channels, for direct_conv2d_s8_row(); `packed` has one group.
void merge_scales(PackedPairs& packed, int32_t words);

/// Adds the fields of a PairedDotS8.
void add_pair_fields(KernelCall& call, const PackedPairs& packed);

}  // namespace firefly
