// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "compiler/lower/pack_weights.h"
#include "kernels/depthwise_columns_s8.h"

namespace firefly {

/// An int8 depthwise convolution for runtime/kernels/depthwise_columns_s8.h.
struct PackedColumns {
  DepthwiseColumns layout;
  bool rectified;
  std::vector<int32_t> stream;
};

/// Nothing if the layer breaks one of that kernel's preconditions.
[[nodiscard]] std::optional<PackedColumns> pack_columns(
    const ConvConstants& constants, const std::vector<int32_t>& folded_bias);

}  // namespace firefly
