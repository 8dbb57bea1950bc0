// SPDX-License-Identifier: Apache-2.0
//
// Scales of channels that all have the same shift, for direct_conv2d_s8_row().
#pragma once

#include "compiler/lower/pack_pairs.h"

namespace firefly {

/// Gives `packed`, of one group, scales of DirectOutputs with a lead. Leaves it
/// as it is if the layer is not rectified, a sum is too large for the lead, or
/// a channel's scale is so small that its multiplier would have to be rounded
/// such that some output changes.
void unify_shifts(const ConvConstants& constants,
                  const std::vector<int32_t>& folded_bias, PackedPairs& packed);

}  // namespace firefly
