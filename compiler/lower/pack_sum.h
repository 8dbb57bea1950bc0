// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "kernels/binary.h"

namespace firefly {

/// A sum or difference for runtime/kernels/sum_s8.h.
struct PackedSum {
  bool wide_is_first = false;
  std::vector<int32_t> table = {};
  int32_t slope = 0;
};

/// a + b, or a − b. Nothing if no table and slope were found with which all
/// 65,536 outputs are TFLite's: where a step of an operand is two of the output
/// or more, and, rarely, by bad luck.
[[nodiscard]] std::optional<PackedSum> pack_sum(const BinaryScaled& layer,
                                                bool subtracts);

}  // namespace firefly
