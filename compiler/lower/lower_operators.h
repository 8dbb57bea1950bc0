// SPDX-License-Identifier: Apache-2.0
//
// All operators of a graph, and which of them may spend flash on speed.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "compiler/lower/lower.h"

namespace firefly {

/// What a model may take: of flash, code included.
struct FlashLimit {
  int64_t bytes = std::numeric_limits<int64_t>::max();
  /// The user names it, so all of it may be used for speed.
  bool is_given = false;
  /// Less of it is worth more than speed.
  bool is_scarce = false;
  /// Less RAM is worth more than speed.
  bool is_ram_scarce = false;
};

/// Lowers every operator. Convolutions whose weights may grow for speed do so
/// in the order of cycles saved a byte, as long as there is room: up to the
/// limit, less an allowance for code. Unless the user gives the limit,
/// constants may at most double, and only where a byte saves eight cycles an
/// inference. `sliding` as in LowerContext.
[[nodiscard]] std::vector<KernelCall> lower_operators(const Graph& graph,
                                                      Isa isa,
                                                      const FlashLimit& limit,
                                                      bool sliding = false);

}  // namespace firefly
