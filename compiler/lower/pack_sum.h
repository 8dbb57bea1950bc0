// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "kernels/binary.h"

namespace firefly {

/// A sum or difference for runtime/kernels/sum_s8.h, without its count.
struct PackedSum {
  bool wide_is_first;
  std::vector<int32_t> table;
  int32_t factor;
  int32_t addend;
  int32_t shift;
  bool rectified;
};

/// a + b, or a − b; nothing if the scales are beyond that kernel.
[[nodiscard]] std::optional<PackedSum> pack_sum(const BinaryScaled& layer,
                                                bool subtracts);

}  // namespace firefly
