// SPDX-License-Identifier: Apache-2.0
//
// Constants of the int8 depthwise convolutions of runtime/isa, channels in
// blocks of four; nothing if a layer breaks a kernel's preconditions.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "compiler/lower/pack_weights.h"
#include "kernels/depthwise_columns_s8.h"
#include "kernels/depthwise_taps_s8.h"

namespace firefly {

/// For runtime/kernels/depthwise_columns_s8.h.
struct PackedColumns {
  DepthwiseColumns layout;
  bool rectified = false;
  std::vector<int32_t> stream;
};
[[nodiscard]] std::optional<PackedColumns> pack_columns(
    const ConvConstants& constants, const std::vector<int32_t>& folded_bias);

/// For runtime/kernels/depthwise_taps_s8.h.
struct PackedTaps {
  bool rectified = false;
  std::vector<int32_t> stream;
};
[[nodiscard]] std::optional<PackedTaps> pack_taps(
    const ConvConstants& constants, const std::vector<int32_t>& folded_bias);

}  // namespace firefly
